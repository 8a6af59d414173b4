import { describe, expect, it } from 'vitest';
import { classify } from '../../src/core/classify/classify.ts';
import type { EditorRequest } from '../../src/core/request.ts';

const ask = (text: string, rest: Partial<EditorRequest> = {}): EditorRequest => ({
  surface: 'command',
  command: 'ask',
  text,
  ...rest,
});

describe('classify', () => {
  it('lets the command name the class and still estimates reasoning', () => {
    const result = classify(ask('prove that this algorithm is optimal', { command: 'refactor' }));
    expect(result).toMatchObject({ class: 'refactor', basis: 'command' });
    expect(result.deservesReasoning).toBeGreaterThan(0.3);
    expect(classify(ask('', { command: 'format' }))).toMatchObject({ class: 'format', basis: 'command' });
  });

  it('says that nothing was known rather than guessing from nothing', () => {
    for (const text of ['', '   ', 'hello']) expect(classify(ask(text)).basis).toBe('none');
  });

  it('inherits class and tier of the request it follows', () => {
    const previous = [{ text: 'plan it', class: 'architect', tier: 'reasoning', failed: false }] as const;
    const result = classify(ask('yes, do that', { previous }));
    expect(result).toMatchObject({ class: 'architect', basis: 'followUp' });
    expect(result.deservesReasoning).toBeGreaterThan(0.5);
  });

  it('reads "fix this" by what the editor reports', () => {
    const lint = [{ severity: 'warning', source: 'eslint', message: 'Missing semicolon' }] as const;
    const type = [
      { severity: 'error', source: 'ts', message: "Type 'string' is not assignable to type 'number'." },
    ] as const;
    expect(classify(ask('tidy this', { diagnostics: lint, formatterPresent: true })).class).toBe('format');
    expect(classify(ask('fix this', { diagnostics: type })).class).toBe('refactor');
  });
});
