/** The order in which lines come out of a sort, at the ends of what numbers and letters can be. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EditorRequest } from '../../../../src/core/model/request.ts';
import { findLocalTool } from '../../../../src/core/tools/findLocalTool.ts';

function sorted(text: string, selection: string): string | undefined {
  const request: EditorRequest = {
    surface: 'command',
    command: 'ask',
    text,
    selection: { text: selection, lines: selection.split('\n').length, shape: 'lines' },
  };
  const action = findLocalTool(request)?.action;
  return action?.kind === 'replaceSelection' ? action.text : undefined;
}

const lines = (...all: string[]): string => all.join('\n');

describe('numbers are sorted by their size', () => {
  it('whatever their length', () => {
    const order = fc.array(fc.bigInt({ min: -(2n ** 130n), max: 2n ** 130n }), { minLength: 2 });
    fc.assert(
      fc.property(order, (numbers) => {
        const expected = numbers.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
        expect(sorted('sort these lines', numbers.join('\n'))).toBe(expected.join('\n'));
        expect(sorted('sort descending', numbers.join('\n'))).toBe(expected.toReversed().join('\n'));
      }),
    );
  });

  it.each([
    ['decimals', lines('2.50', '2.5000000000000000001', '2.4999999999999999999', '-.5')],
    ['signs', lines('+3', '-4', '−5')],
    ['thousands', lines('1,000', '999', '1,234,567.5')],
    ['decimal commas', lines('10,5', '9,25', '100,75')],
    ['exponents', lines('1e3', '2E-2', '999')],
    ['hexadecimals', lines('0xff', '0x100', '0xFFFFFFFFFFFFFFFF', '17')],
    ['leading zeros', lines('010', '9', '08')],
    ['members of a list', lines('10,', '9,', '100,')],
  ])('%s', (name, text) => {
    const expected = {
      decimals: lines('-.5', '2.4999999999999999999', '2.50', '2.5000000000000000001'),
      signs: lines('−5', '-4', '+3'),
      thousands: lines('999', '1,000', '1,234,567.5'),
      'decimal commas': lines('9,25', '10,5', '100,75'),
      exponents: lines('2E-2', '999', '1e3'),
      hexadecimals: lines('17', '0xff', '0x100', '0xFFFFFFFFFFFFFFFF'),
      'leading zeros': lines('08', '9', '010'),
      'members of a list': lines('9,', '10,', '100,'),
    }[name];
    expect(sorted('sort these lines', text)).toBe(expected);
  });

  it('and those of the same size stay in their order', () => {
    expect(sorted('sort', lines('1.0', '0', '1', '1.00'))).toBe(lines('0', '1.0', '1', '1.00'));
    expect(sorted('sort descending', lines('1.0', '2', '1', '1.00'))).toBe(lines('2', '1.0', '1', '1.00'));
  });

  it('blank lines before them, as the editor has it', () => {
    expect(sorted('sort these lines', lines('10', '', '9', ''))).toBe(lines('', '9', '10') + '\n');
  });

  it.each([
    ['sort these numbers', lines('9', '10')],
    ['sort numerically', lines('9', '10')],
    ['sort the lines from smallest to largest', lines('9', '10')],
    ['sort these numbers, descending'.replace(',', ''), lines('10', '9')],
    ['sort lines numerically, largest first', lines('10', '9')],
    ['sort alphabetically', lines('10', '9')],
  ])('%s', (text, expected) => expect(sorted(text, lines('9', '10'))).toBe(expected));

  it('unless one who asks for numbers has selected other things', () => {
    expect(sorted('sort these numbers', lines('a: 9', 'b: 10'))).toBeUndefined();
    expect(sorted('sort numerically', lines('1.10.0', '1.9.0'))).toBeUndefined();
  });
});

describe('text is sorted as by the editor', () => {
  it.each([
    ['accents beside their letters', lines('zebra', 'émeute', 'apple'), lines('apple', 'émeute', 'zebra')],
    ['composed or not', lines('zebra', 'e\u{301}meute', 'eton'), lines('e\u{301}meute', 'eton', 'zebra')],
    ['a name before its own longer form', lines('x.y_z', 'x.y', 'x'), lines('x', 'x.y', 'x.y_z')],
    ['digits one by one', lines('file10', 'file9'), lines('file10', 'file9')],
  ])('%s', (_, text, expected) => expect(sorted('sort these lines alphabetically', text)).toBe(expected));

  it('in the collation of the person’s language, whatever that is', () => {
    const text = ['Zaun', 'zaun', 'Übung', 'Straße', 'Strasse', 'chata', 'cukr', 'B', 'b', 'A', 'a'];
    const expected = text.toSorted(new Intl.Collator().compare);
    expect(sorted('sort these lines alphabetically', lines(...text))).toBe(lines(...expected));
    expect(sorted('sort z-a', lines(...text))).toBe(lines(...expected.toReversed()));
  });

  it('keeps the line ends and the last one', () => {
    expect(sorted('sort lines', 'b\r\né\r\na\r\n')).toBe('a\r\nb\r\né\r\n');
  });
});
