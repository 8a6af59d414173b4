/** What the sample workspace's README promises of practice, on its own files. */
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { blockIndent } from '../../../src/core/answer/indentation.ts';
import { editOf, insertionOf } from '../../../src/core/answer/edit.ts';
import { extractCode } from '../../../src/core/answer/extractCode.ts';
import { ask, type PracticeModelId } from './askPractice.ts';

const sample = (path: string) =>
  readFileSync(new URL(`../../host/workspace/${path}`, import.meta.url), 'utf8');

/** The file after Complete, with the cursor right behind `anchor`. */
function completedBehind(path: string, language: string, anchor: string): string {
  const text = sample(path);
  const at = text.indexOf(anchor) + anchor.length;
  const [before, after] = [text.slice(0, at), text.slice(at)];
  const answer = ask({
    class: 'complete',
    form: 'insert',
    text: '',
    file: { path, language },
    before,
    after,
  });
  const code = extractCode(answer.text, { languageId: language })?.code ?? '';
  const step = language === 'python' ? '    ' : '  ';
  const edit = insertionOf({
    code,
    linePrefix: before.slice(before.lastIndexOf('\n') + 1),
    documentEol: '\n',
    blockIndent: blockIndent({ before, step, languageId: language, code }),
  });
  return before + (edit.type === 'replace' ? edit.text : '') + after;
}

/** The file after Refactor with everything from `anchor` on selected. */
function refactoredFrom(
  path: string,
  anchor: string,
  text: string,
  model: PracticeModelId = 'fast',
  to?: string,
): string {
  const file = sample(path);
  const start = file.indexOf(anchor);
  const end = to === undefined ? file.length : file.indexOf(to) + to.length;
  const original = file.slice(start, end);
  const answer = ask(
    { class: 'refactor', form: 'diff', text, file: { path, language: 'typescript' }, selection: original },
    model,
  );
  const replacement = extractCode(answer.text, { languageId: 'typescript' })?.code ?? '';
  const linePrefix = file.slice(file.lastIndexOf('\n', start - 1) + 1, start);
  const edit = editOf({ original, replacement, documentEol: '\n', linePrefix });
  return file.slice(0, start) + (edit.type === 'replace' ? edit.text : original) + file.slice(end);
}

function run(code: string, expression: string): unknown {
  const plain = stripTypeScriptTypes(code).replaceAll(/^export /gm, '');
  return JSON.parse(JSON.stringify(runInNewContext(`${plain}\n;${expression}`)));
}

describe('Complete at Cursor', () => {
  it.each(['CartLine[]): number {\n', 'CartLine[]): number {'])(
    'writes the body of subtotal behind %j',
    (anchor) => {
      const code = completedBehind('src/cart.ts', 'typescript', anchor);
      expect(code).toContain(
        '\n  return lines.reduce((sum, line) => sum + line.unitPrice * line.quantity, 0);\n',
      );
      const lines = '[{ unitPrice: 4.5, quantity: 2 }, { unitPrice: 1, quantity: 3 }]';
      expect(run(code, `subtotal(${lines})`)).toBe(12);
    },
  );

  it.each(['first."""', 'first."""\n'])('writes the body of needs_reorder behind %j', (anchor) => {
    const code = completedBehind('src/stock.py', 'python', anchor);
    expect(code).toContain(`first."""
    low = [item for item in items if item.on_hand <= item.reorder_at]
    return [item.product_id for item in sorted(low, key=lambda item: item.on_hand)]
`);
  });
});

const parcels = `['US', 'DE'].flatMap((country) => [true, false].flatMap((express) =>
  [0, 1, 2, 2.5, 10, 11, Number.NaN].map((weightKg) => shippingCost({ country, express, weightKg }))))`;

describe('Refactor Selection of shippingCost', () => {
  const original = sample('src/shipping.ts');
  const anchor = 'export function shippingCost';

  it.each(['flatten it', 'simplify', 'use early returns', 'make it easier to read', 'whatever you like'])(
    '%s: flat, a third as long, and costs the same',
    (instruction) => {
      const code = refactoredFrom('src/shipping.ts', anchor, instruction);
      expect(code).toContain("{\n  if (parcel.country !== 'US') return parcel.express ? 60 : 30;\n");
      expect(code.split('\n').length).toBeLessThan(original.split('\n').length / 3);
      expect(run(code, parcels)).toEqual(run(original, parcels));
    },
  );

  it('use a table: rates above the function, and costs the same', () => {
    const code = refactoredFrom('src/shipping.ts', anchor, 'use a table');
    expect(code).toMatch(
      /\n\nexport function shippingCost\(parcel: Parcel\): number \{\n {2}const heavyRate/,
    );
    expect(code).toContain('}\n\n/** Prices inside the US by weight');
    expect(run(code, parcels)).toEqual(run(original, parcels));
  });

  it('takes the body alone, too', () => {
    for (const instruction of ['flatten it', 'use a table']) {
      const code = refactoredFrom(
        'src/shipping.ts',
        'let cost = 0;',
        instruction,
        'reasoning',
        'return cost;',
      );
      expect(run(code, parcels)).toEqual(run(original, parcels));
    }
  });

  it('still does what else is asked', () => {
    expect(refactoredFrom('src/shipping.ts', anchor, 'rename cost to price')).toContain('let price = 0;');
  });
});

describe('Refactor Selection of parseDuration', () => {
  const anchor = 'export function parseDuration';
  const instruction = 'accept several units, such as 1h 30m';

  it('does not even parse from the fast model, and is right from the reasoning one', () => {
    const hasty = refactoredFrom('src/duration.ts', anchor, instruction);
    expect(() => stripTypeScriptTypes(hasty)).toThrow(SyntaxError);
    const right = refactoredFrom('src/duration.ts', anchor, instruction, 'reasoning');
    expect(run(right, "['1h 30m', '45s', '1.5m'].map(parseDuration)")).toEqual([5_400_000, 45_000, 90_000]);
  });
});

describe('Architect at payments/refund.ts', () => {
  it('plans for that very file', () => {
    const path = 'payments/refund.ts';
    const { text } = ask(
      {
        class: 'architect',
        form: 'document',
        text: 'Make refunds safe to retry',
        file: { path, language: 'typescript' },
        before: sample(path),
        after: '',
      },
      'reasoning',
    );
    expect(text).toMatch(/^# Plan: Make refunds safe to retry\n/);
    expect(text).toContain('idempotency key');
  });
});
