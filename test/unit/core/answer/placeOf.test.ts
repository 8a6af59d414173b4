import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  changedOutside,
  insertionPlaceOf,
  placeOf,
  unchangedPlaceOf,
} from '../../../../src/core/answer/placeOf.ts';

const at = (document: string, original: string, offset: number) => {
  const place = placeOf({ document, original, offset });
  return place.found === 'no' ? place.because : [place.found, document.slice(place.start, place.end)];
};

describe('placeOf', () => {
  it('finds the text where it was, however often it occurs', () => {
    expect(placeOf({ document: 'a b a', original: 'a', offset: 4 })).toEqual({
      found: 'exact',
      start: 4,
      end: 5,
    });
  });

  it('finds it where it moved to, if it is there once', () => {
    expect(at('new line\nfoo();\n', 'foo();', 0)).toEqual(['moved', 'foo();']);
    expect(at('\nfoo(); foo();', 'foo();', 0)).toBe('ambiguous');
  });

  it.each([
    ['re-indented', '\tif (x) {\n\t\ty();\n\t}\n', '  if (x) {\n    y();\n  }\n'],
    ['with other line breaks', 'if (x) {\r\n  y();\r\n}\r\n', 'if (x) {\n  y();\n}\n'],
    ['under a byte order mark', '\uFEFFif (x) { y(); }', 'if (x) {\n  y();\n}'],
  ])('finds it %s', (_, document, original) => {
    const [found, text] = at(document, original, 3);
    expect(found).toBe('reformatted');
    expect(text?.replace(/\s/g, '')).toBe(original.replace(/\s/g, ''));
  });

  it('takes the blanks around it along where the original had them', () => {
    expect(at('x\n\tfoo( );\r\ny', '  foo();\n', 0)).toEqual(['reformatted', '\tfoo( );\r\n']);
    expect(at('x\n\tfoo( );\r\ny', 'foo();', 0)).toEqual(['reformatted', 'foo( );']);
  });

  it.each([
    ['gone', 'bar();', 'foo();'],
    ['gone', 'fo', 'foo();'],
    ['ambiguous', 'f( ) ; f ();', 'f();'],
    ['gone', 'a', '   '],
  ])('refuses what is %s', (because, document, original) => {
    expect(at(document, original, 1)).toBe(because);
  });

  it('finds the original exactly once anything was put before it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), fc.string(), (original, before, after) => {
        fc.pre(original.trim() !== '');
        const place = placeOf({ document: before + original + after, original, offset: before.length });
        expect(place).toEqual({ found: 'exact', start: before.length, end: before.length + original.length });
      }),
    );
  });

  it('never claims a place whose text is not the original but for blanks', () => {
    const piece = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n') });
    fc.assert(
      fc.property(piece, piece, fc.nat(20), (document, original, offset) => {
        const place = placeOf({ document, original, offset });
        if (place.found === 'no') return;
        const found = document.slice(place.start, place.end);
        expect(found.replace(/\s/g, '')).toBe(original.replace(/\s/g, ''));
        expect(place.found === 'reformatted' || found === original).toBe(true);
      }),
    );
  });
});

describe('changedOutside', () => {
  it('is silent on any change inside the range and speaks of any other', () => {
    const range = { was: 'abcdef', start: 2, end: 4 };
    for (const is of ['abcdef', 'abef', 'abXYZef', 'abef'.slice(0, 2) + 'ef']) {
      expect(changedOutside({ ...range, is })).toBe(false);
    }
    for (const is of ['Abcdef', 'abcdeF', 'abf', 'bcdef', ''])
      expect(changedOutside({ ...range, is })).toBe(true);
  });

  it('does not let start and end share characters', () => {
    expect(changedOutside({ was: 'aXa', is: 'a', start: 1, end: 2 })).toBe(true);
  });
});

describe('unchangedPlaceOf', () => {
  it.each([
    ['where it was', 'a(); b();', 'b();', 5, { start: 5, end: 9 }],
    ['further down', 'new();\na(); b();', 'b();', 5, { start: 12, end: 16 }],
  ] as const)('finds the text %s', (_, document, original, offset, place) => {
    expect(unchangedPlaceOf({ document, original, offset })).toMatchObject(place);
  });

  it.each([
    ['twice', 'b(); b();'],
    ['with other blanks', 'x b (  ) ;'],
    ['no more', 'c();'],
  ])('refuses where it stands there %s', (_, document) => {
    expect(unchangedPlaceOf({ document, original: 'b();', offset: 3 })).toBeUndefined();
  });
});

describe('insertionPlaceOf', () => {
  const before = 'const a = 1;\nfunction f() {\n  ';
  const after = '\n}\nconst z = 26;\n';

  it('stays between its lines while others come above and below', () => {
    const document = `// new\n${before}${after}// new\n`;
    expect(insertionPlaceOf({ document, before, after })).toBe('// new\n'.length + before.length);
    expect(insertionPlaceOf({ document: before + after, before, after })).toBe(before.length);
  });

  it('refuses where its lines changed or stand there twice', () => {
    expect(insertionPlaceOf({ document: `${before}x${after}`, before, after })).toBeUndefined();
    const twice = `//\n${before}${after}${before}${after}`;
    expect(insertionPlaceOf({ document: twice, before, after })).toBeUndefined();
    expect(insertionPlaceOf({ document: 'typed', before: '', after: '' })).toBeUndefined();
  });
});
