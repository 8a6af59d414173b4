/** Every mutant finds its place: a refactoring that takes a guard elsewhere shows at once which ones look for it. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { mutants } from '../mutants/mutants.ts';
import { edited, parse, placesOf, sourcesOf, type Source } from '../mutants/place.ts';
import { root } from './sourceFiles.ts';

const sources = sourcesOf(root);

test.for(mutants)(
  '“$mechanism” finds its place, and leaves source that can be read',
  ({ edits, test: file }) => {
    expect(existsSync(path.join(root, file))).toBe(true);
    for (const edit of edits) {
      const places = placesOf(edit, sources);
      const { text = '' } = sources.find((source) => source.path === places[0]?.path) ?? {};
      const changed = edited(text, places, edit);
      expect(changed).not.toBe(text);
      expect(() => parse(text.startsWith('{') ? `(${changed})` : changed)).not.toThrow();
    }
  },
);

describe('a place', () => {
  const price: Source = {
    path: 'src/core/price.ts',
    text: `
export function priceOf(model: string, tokens: number): number {
  // The dearest first.
  const limits = { soft: 1, hard: 'stop' };
  if (tokens < 0 || model === '') return 0;
  begin();
  end();
  return Math.max(0,
    tokens);
}
function other() { return Math.max(0, tokens); }
`,
  };
  const without = (guard: string | undefined, becomes: string): string => {
    const edit = { in: 'priceOf', guard, becomes };
    return edited(price.text, placesOf(edit, [price]), edit);
  };

  it.each([
    ['an expression, however it is laid out', 'Math.max( 0, tokens )', 'tokens', 'return tokens;\n}'],
    ['an expression in brackets', '(tokens < 0)', 'false', "if (false || model === '')"],
    ['a text in other quotes', 'model === ""', 'false', 'if (tokens < 0 || false)'],
    ['a statement', 'begin();', '', '  ;\n  end();'],
    ['neighbours', 'begin(); end();', 'return 1;', '  return 1;\n  return Math'],
    ['a member, which goes with its comma', 'soft: 1', '', "= {  hard: 'stop' }"],
    ['what is declared before', undefined, 'const x = 1;', '\nconst x = 1;\nexport function priceOf'],
  ])('is that of %s', (_, guard, becomes, text) => {
    expect(without(guard, becomes)).toContain(text);
    expect(without(guard, becomes)).toContain('function other() { return Math.max(0, tokens); }');
  });

  it('is found in whichever file the declaration stands', () => {
    const moved = { ...price, path: 'src/core/pricing/moved.ts' };
    const edit = { in: 'priceOf', guard: 'begin();', becomes: '' };
    expect(placesOf(edit, [moved])).toMatchObject([{ path: 'src/core/pricing/moved.ts' }]);
  });

  it('that is lost is named', () => {
    const edit = { in: 'priceOf', guard: 'Math.min(0, tokens)', becomes: '' };
    expect(() => placesOf(edit, [price])).toThrow('priceOf (src/core/price.ts) no longer says: Math.min');
    expect(() => placesOf({ ...edit, in: 'costOf' }, [price])).toThrow('nothing is called costOf any more');
    const twice = [price, { ...price, path: 'src/b.ts' }];
    expect(() => placesOf({ ...edit, guard: 'begin();' }, twice)).toThrow('priceOf is in src/core/price.ts');
    expect(placesOf({ ...edit, in: 'b/priceOf', guard: 'begin();' }, twice)).toHaveLength(1);
  });
});
