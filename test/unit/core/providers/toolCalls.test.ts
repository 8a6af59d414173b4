import { describe, expect, it } from 'vitest';
import { ToolCalls } from '../../../../src/core/providers/responseReader.ts';

interface Call {
  readonly id?: string;
  readonly name?: string;
  readonly arguments?: unknown;
  readonly index?: unknown;
}

/** The calls of several deltas, put together by the number they were given. */
function assemble(...deltas: readonly (readonly Call[])[]): readonly string[] {
  const calls = new ToolCalls();
  const whole: string[] = [];
  for (const delta of deltas) {
    const wire = delta.map(({ id, index, ...named }) => ({ id, index, function: named }));
    for (const { index, id = '', name = '', argumentsDelta } of calls.read(wire)) {
      whole[index] = (whole[index] ?? '') + (id && `${id}:`) + name + argumentsDelta;
    }
  }
  return whole;
}

describe('ToolCalls', () => {
  it.each([
    [
      'an index each',
      [
        [{ id: 'a', index: 0, name: 'f', arguments: '(' }],
        [
          { index: 0, arguments: ')' },
          { id: 'b', index: 1, name: 'g' },
        ],
      ],
      ['a:f()', 'b:g'],
    ],
    [
      'interleaved',
      [
        [
          { id: 'a', index: 0 },
          { id: 'b', index: 1 },
        ],
        [{ index: 0, arguments: '1' }],
        [{ index: 1, arguments: '2' }],
      ],
      ['a:1', 'b:2'],
    ],
    [
      'the name in each piece',
      [
        [{ id: 'a', index: 0, name: 'f', arguments: '(' }],
        [{ id: 'a', index: 0, name: 'f', arguments: ')' }],
      ],
      ['a:f(a:)'],
    ],
    [
      'no index',
      [[{ id: 'a', name: 'f' }], [{ arguments: '1' }], [{ id: 'b', name: 'g' }], [{ arguments: '2' }]],
      ['a:f1', 'b:g2'],
    ],
    [
      'every call as number 0',
      [
        [{ id: 'a', index: 0, name: 'f' }],
        [{ id: 'b', index: 0, name: 'g' }],
        [{ index: 0, arguments: '2' }],
      ],
      ['a:f', 'b:g2'],
    ],
    [
      'the id repeated',
      [[{ id: 'a', index: 0, name: 'f' }], [{ id: 'a', index: 0, arguments: '1' }]],
      ['a:fa:1'],
    ],
    [
      'no id at all',
      [
        [
          { index: 0, name: 'f' },
          { index: 1, name: 'g' },
        ],
      ],
      ['f', 'g'],
    ],
    [
      'numbers that do not begin at 0',
      [[{ id: 'a', index: 3, name: 'f' }], [{ index: 3, arguments: '1' }]],
      ['a:f1'],
    ],
    ['arguments as an object', [[{ id: 'a', index: 0, arguments: { x: 1 } }]], ['a:{"x":1}']],
    ['nonsense', [[{ index: 'x', arguments: 7 }]], ['7']],
  ])('%s', (_what, deltas, expected) => {
    expect(assemble(...deltas)).toEqual(expected);
  });

  it('reads nothing out of what is no list', () => {
    for (const calls of [undefined, null, 'x', {}, [null, 7]]) {
      expect([...new ToolCalls().read(calls)]).toEqual([]);
    }
  });
});
