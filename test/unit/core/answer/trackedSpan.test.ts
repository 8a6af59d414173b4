import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSubstantiallyChanged, movedSpan } from '../../../../src/core/answer/placeOf.ts';

describe('a tracked span', () => {
  const span = { start: 10, end: 20 };
  it.each([
    ['text comes in before it', { offset: 2, length: 0, inserted: 5 }, { start: 15, end: 25 }],
    ['text goes before it', { offset: 0, length: 4, inserted: 1 }, { start: 7, end: 17 }],
    ['text comes right before it', { offset: 10, length: 0, inserted: 3 }, { start: 13, end: 23 }],
    ['text comes right behind it', { offset: 20, length: 0, inserted: 3 }, span],
    ['text comes in within it', { offset: 12, length: 2, inserted: 6 }, { start: 10, end: 24 }],
    ['its end is overwritten', { offset: 18, length: 9, inserted: 1 }, { start: 10, end: 19 }],
    ['its start is overwritten', { offset: 5, length: 10, inserted: 1 }, { start: 5, end: 11 }],
    ['all of it is replaced', { offset: 0, length: 50, inserted: 7 }, { start: 0, end: 7 }],
  ])('follows where %s', (_, change, expected) => {
    expect(movedSpan(span, change)).toEqual(expected);
  });

  it('holds its own text whatever changes before and behind it', () => {
    const edit = fc.record({ at: fc.nat(), length: fc.nat(), inserted: fc.string({ maxLength: 5 }) });
    fc.assert(
      fc.property(
        fc.string(),
        fc.string(),
        fc.array(fc.tuple(fc.boolean(), edit)),
        (before, after, edits) => {
          const mine = '<applied>';
          let text = before + mine + after;
          let at = { start: before.length, end: before.length + mine.length };
          for (const [inFront, { at: place, length, inserted }] of edits) {
            const room = inFront ? at.start : text.length - at.end;
            const offset = (inFront ? 0 : at.end) + (place % (room + 1));
            const cut = Math.min(length, (inFront ? at.start : text.length) - offset);
            text = text.slice(0, offset) + inserted + text.slice(offset + cut);
            at = movedSpan(at, { offset, length: cut, inserted: inserted.length });
          }
          expect(text.slice(at.start, at.end)).toBe(mine);
        },
      ),
    );
  });
});

describe('a changed edit', () => {
  const applied = 'const total = items.reduce((sum, item) => sum + item.price, 0);\nreturn total;';
  it.each([
    ['laid out anew', applied.replaceAll(', ', ',\n    ').replaceAll(';', ''), false],
    ['touched up', applied.replace('total =', 'sumOfAll ='), false],
    ['rewritten', 'let total = 0;\nfor (const { price } of items) total += price;\nreturn total;', true],
    ['half of it gone', 'return total;', true],
    ['all of it gone', '', true],
    ['much more written into it', `${applied}\nlog('done', { total, at: clock.now(), user });`, true],
  ])('%s', (_, now, changed) => {
    expect(isSubstantiallyChanged(applied, now)).toBe(changed);
  });

  it('has no words to lose where it is mere punctuation', () => {
    expect(isSubstantiallyChanged('});', '')).toBe(false);
  });
});
