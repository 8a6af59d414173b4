/** Many ways to ask for a small tool, and near misses that want something else: those must not be swallowed. */
import { describe, expect, it } from 'vitest';
import type { EditorRequest } from '../../../../src/core/model/request.ts';
import { findLocalTool } from '../../../../src/core/tools/findLocalTool.ts';
import phrasings from '../../../fixtures/phrasings.json' with { type: 'json' };

/** What is selected, so that the words alone decide. */
const selected: Readonly<Record<keyof typeof phrasings, string | undefined>> = {
  arithmetic: undefined,
  lines: 'pear\nApple\nfig\npear',
  json: '{"b":1,"a":[1,2,{"c":null}]}',
  letterCase: 'parse http response',
  references: undefined,
};

function ask(text: string, selection: string | undefined): EditorRequest {
  return {
    surface: 'command',
    command: 'ask',
    text,
    ...(selection !== undefined && {
      selection: { text: selection, lines: selection.split('\n').length, shape: 'lines' },
    }),
  };
}

describe.each(Object.entries(phrasings))('%s', (name, { taken, left }) => {
  const selection = Object.entries(selected).find(([key]) => key === name)?.[1];
  const takes = (text: string): boolean => findLocalTool(ask(text, selection)) !== undefined;

  it(`is done here, however it is asked (${taken.length} ways)`, () => {
    expect(taken.filter((text) => !takes(text))).toEqual([]);
  });

  it(`leaves ${left.length} near misses to a model`, () => {
    expect(left.filter(takes)).toEqual([]);
  });
});

it('takes a ratio for an answer in a conversation, and for a sum where nothing came before', () => {
  const previous = [{ text: 'x', class: 'complete', tier: 'fast', failed: false }] as const;
  expect(findLocalTool(ask('8/10', undefined))?.name).toBe('arithmetic');
  expect(findLocalTool({ ...ask('8/10', undefined), previous })).toBeUndefined();
  expect(findLocalTool({ ...ask('what is 8/10', undefined), previous })?.name).toBe('arithmetic');
});

it('leaves everything to a model where a plan is asked for', () => {
  expect(findLocalTool({ ...ask('sort', selected.lines), command: 'architect' })).toBeUndefined();
});

it.each([
  ['sum of 5 and 7', 'sum of 5 and 7 = 12'],
  ['what is 9 squared?', '9 squared = 81'],
  ['2 to the power of 10', '2 to the power of 10 = 1024'],
  ['what does 5 x 5 equal', '5 x 5 = 25'],
  ['could you add 3 and 4 please', 'add 3 and 4 = 7'],
])('computes %s', (text, answer) => {
  expect(findLocalTool(ask(text, undefined))?.action).toMatchObject({ kind: 'answer', text: answer });
});

it.each([
  ['reverse sort these lines', 'pear\npear\nfig\nApple'],
  ['sort and remove duplicates', 'Apple\nfig\npear'],
  ['arrange alphabetically', 'Apple\nfig\npear\npear'],
])('%s', (text, result) => {
  expect(findLocalTool(ask(text, selected.lines))?.action).toEqual({
    kind: 'replaceSelection',
    text: result,
  });
});
