import { expect, it } from 'vitest';
import { anchoredInsertion, unchangedPlaceOf, retryPlaceOf } from '../../../../src/core/answer/placeOf.ts';

const before = 'import a;\n\n';
const selection = 'const b = 1;\n';
const after = 'const c = 2;\n';
const first = { before, selection, after, cursor: 3 };

it('finds the selected text where it stands now, and nothing in its place', () => {
  const same = retryPlaceOf({ ...first, document: before + selection + after });
  expect(same).toMatchObject({ start: 11, end: 24 });
  const moved = retryPlaceOf({ ...first, document: `// ours\n${before}${selection}${after}` });
  expect(moved).toMatchObject({
    start: 19,
    end: 32,
  });
  expect(retryPlaceOf({ ...first, document: `${before}const b = 3;\n${after}` })).toBeUndefined();
  expect(retryPlaceOf({ ...first, document: `${before}x\n${selection}${selection}` })).toBeUndefined();
});

it('finds the cursor between its lines, else where a cursor will do takes the one of now', () => {
  const cursorOnly = { ...first, selection: undefined };
  expect(retryPlaceOf({ ...cursorOnly, document: before + after })).toEqual({ start: 11, end: 11 });
  expect(retryPlaceOf({ ...cursorOnly, document: 'all new' })).toEqual({ start: 3, end: 3 });
  expect(retryPlaceOf({ ...cursorOnly, document: 'all new', cursor: undefined })).toBeUndefined();
});

it('an insertion that waits is found again by the lines around it', () => {
  const document = 'one\ntwo\nthree\nfour\nfive\nsix\nseven';
  const offset = document.indexOf('four') + 2;
  const { start, original, replacement, end } = anchoredInsertion({ document, offset, text: '!' });
  expect([original, replacement]).toEqual(['two\nthree\nfour\nfive\nsix', 'two\nthree\nfo!ur\nfive\nsix']);
  expect(document.slice(start, end)).toBe(original);
  const later = `zero\n${document}`;
  expect(unchangedPlaceOf({ document: later, original, offset: start })?.start).toBe(start + 5);
  const gone = document.replace('four', '4');
  expect(unchangedPlaceOf({ document: gone, original, offset: start })).toBeUndefined();
  expect(anchoredInsertion({ document: '', offset: 0, text: 'x' })).toEqual({
    start: 0,
    end: 0,
    original: '',
    replacement: 'x',
  });
});
