import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wholeWordingFeature } from '../../../../src/core/classify/evidence.ts';
import { classify } from '../../../doubles/shippedClassifier.ts';
import { type EditorRequest, requestClasses } from '../../../../src/core/model/request.ts';

const ask = (text: string, rest: Partial<EditorRequest> = {}): EditorRequest => ({
  surface: 'command',
  command: 'ask',
  text,
  ...rest,
});

const lint = [{ severity: 'warning', source: 'eslint', message: 'Missing semicolon.' }] as const;
const type = [
  { severity: 'error', source: 'ts', message: "Type 'string' is not assignable to type 'number'." },
] as const;
const parse = [{ severity: 'error', source: 'ts', message: "';' expected." }] as const;

describe('classify by command', () => {
  it('lets the command name the class and still estimates reasoning', () => {
    const hard = classify(ask('prove that this algorithm is optimal', { command: 'refactor' }));
    const easy = classify(ask('rename x to total', { command: 'refactor' }));
    expect(hard).toMatchObject({ class: 'refactor', basis: 'command' });
    expect(hard.deservesReasoning).toBeGreaterThan(0.5);
    expect(easy.deservesReasoning).toBeLessThan(0.2);
  });

  it('needs no words for a command', () => {
    for (const command of requestClasses) {
      expect(classify(ask('', { command }))).toMatchObject({ class: command, basis: 'command' });
    }
  });
});

describe('classify without evidence', () => {
  it.each(['', '   ', 'hello', 'Thanks!', '...', '👋'])('says of %j that nothing is known', (text) => {
    const result = classify(ask(text));
    expect(result.basis).toBe('none');
    expect(result.evidence).toEqual([]);
  });

  it('takes what the editor knows when the words say nothing', () => {
    expect(classify(ask('', { surface: 'inline', cursor: 'emptyBody' }))).toMatchObject({
      class: 'complete',
      basis: 'editor',
    });
  });
});

describe('classify a follow-up', () => {
  const plan = { text: 'plan the move', class: 'architect', tier: 'reasoning', failed: false } as const;
  const docs = { text: 'update the readme', class: 'format', tier: 'fast', failed: false } as const;

  it.each(['yes', 'Yes, do that.', 'ok go ahead', 'continue please', 'sounds good, proceed'])(
    'lets %j inherit class and tier of the request it follows',
    (text) => {
      const afterPlan = classify(ask(text, { previous: [docs, plan] }));
      expect(afterPlan).toMatchObject({ class: 'architect', basis: 'followUp' });
      expect(afterPlan.deservesReasoning).toBeGreaterThan(0.5);
      const afterDocs = classify(ask(text, { previous: [plan, docs] }));
      expect(afterDocs).toMatchObject({ class: 'format', basis: 'followUp' });
      expect(afterDocs.deservesReasoning).toBeLessThan(0.2);
    },
  );

  it('does not mistake a new request for a follow-up', () => {
    expect(classify(ask('yes, but rename the flag first', { previous: [plan] })).basis).not.toBe('followUp');
    expect(classify(ask('yes')).basis).toBe('text');
  });

  it('raises reasoning with each answer that did not do', () => {
    const failed = { text: 'fix the login', class: 'refactor', tier: 'fast', failed: true } as const;
    const scores = [[], [failed], [failed, failed]].map(
      (previous) => classify(ask('fix the redirect', { previous })).deservesReasoning,
    );
    expect(scores).toEqual(scores.toSorted((a, b) => a - b));
    expect(scores[2]).toBeGreaterThan(0.3);
  });
});

describe('classify by what the editor reports', () => {
  it('reads "fix this" by the kind of diagnostic', () => {
    expect(classify(ask('fix this', { diagnostics: lint, formatterPresent: true })).class).toBe('format');
    expect(classify(ask('fix this', { diagnostics: parse })).class).toBe('format');
    expect(classify(ask('fix this', { diagnostics: type })).class).toBe('refactor');
    expect(classify(ask('fix this', { diagnostics: [...lint, ...type] })).class).toBe('refactor');
  });

  it('leaves a question a question', () => {
    expect(classify(ask('what does this type mean?', { diagnostics: type })).class).toBe('complete');
  });

  it('raises reasoning for a file where much is at stake', () => {
    const plain = classify(ask('change how retries work', { files: ['src/ui/list.ts'] }));
    const stakes = classify(ask('change how retries work', { files: ['src/payments/charge.ts'] }));
    expect(stakes.deservesReasoning).toBeGreaterThan(plain.deservesReasoning);
    expect(stakes.evidence.map(({ phrase }) => phrase)).toContain('src/payments/charge.ts is high-stakes');
  });

  it('counts in its reasons', () => {
    const result = classify(
      ask('fix this', {
        diagnostics: [...type, ...type],
        selection: { text: 'x', lines: 3, shape: 'lines' },
      }),
    );
    const named = result.evidence.filter(({ feature }) => feature !== wholeWordingFeature);
    expect(named[0]).toMatchObject({
      feature: 'diagnostics.type',
      phrase: '2 type errors in the selection',
    });
  });
});

describe('every classification', () => {
  const requests = fc.record<EditorRequest>({
    surface: fc.constantFrom('command', 'chat', 'inline', 'modelProvider'),
    command: fc.constantFrom(undefined, 'ask', ...requestClasses),
    text: fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.lorem()),
    diagnostics: fc.array(
      fc.record({
        severity: fc.constantFrom('error', 'warning', 'information', 'hint'),
        source: fc.option(fc.string(), { nil: undefined }),
        message: fc.string(),
      }),
      { maxLength: 3 },
    ),
    files: fc.array(fc.string(), { maxLength: 3 }),
    previous: fc.array(
      fc.record({
        text: fc.string(),
        class: fc.constantFrom(...requestClasses),
        tier: fc.constantFrom('local', 'fast', 'reasoning'),
        failed: fc.boolean(),
      }),
      { maxLength: 2 },
    ),
  });

  it('has probabilities that sum to 1, the same each time, with at most eight reasons', () => {
    fc.assert(
      fc.property(requests, (request) => {
        const result = classify(request);
        const sum = requestClasses.reduce((total, name) => total + result.scores[name], 0);
        expect(sum).toBeCloseTo(1, 9);
        expect(Object.values(result.scores).every((score) => score >= 0 && score <= 1)).toBe(true);
        expect(result.deservesReasoning).toBeGreaterThanOrEqual(0);
        expect(result.deservesReasoning).toBeLessThanOrEqual(1);
        expect(result.evidence.length).toBeLessThanOrEqual(8);
        expect(result.evidence.every(({ weight, phrase }) => Number.isFinite(weight) && phrase !== '')).toBe(
          true,
        );
        expect(classify(request)).toEqual(result);
      }),
    );
  });

  it.each([
    ['a lone surrogate', '\uD800 fix \uDC00 this \uDFFF'],
    ['a megabyte of words', 'rename the thing '.repeat(62_000)],
    ['a megabyte without a space', 'x'.repeat(1_000_000)],
    ['a megabyte of braces', '{('.repeat(500_000)],
    ['a megabyte of open tags', '<context>'.repeat(110_000)],
    ['a megabyte of line ends', '\n'.repeat(1_000_000)],
    ['a megabyte of dots and slashes', './'.repeat(500_000)],
    ['control characters', '\u0000\u0007\u001b[31m'],
  ])('survives %s', (_name, text) => {
    expect(requestClasses).toContain(classify(ask(text)).class);
  });
});
