import { expect, it } from 'vitest';
import type { Classification, EditorRequest } from '../../../../src/core/model/request.ts';
import { describeRequest } from '../../../../src/core/route/router.ts';

it.each([
  ['selection', '48 lines selected'],
  ['selection.long', '300 lines selected'],
  ['reasoning.selection.long', '300 lines selected'],
])('says once how much is selected (%s)', (feature, phrase) => {
  const selection = { text: 'x', lines: 48, shape: 'lines' } as const;
  const request: EditorRequest = { surface: 'command', command: 'ask', text: 'tidy it', selection };
  const evidence = [
    { feature, phrase, weight: 0.9 },
    { feature: 'word.tidy', phrase: 'tidying', weight: 0.5 },
  ];
  const scores = { format: 0, complete: 0, refactor: 1, architect: 0 };
  const classification: Classification = {
    class: 'refactor',
    scores,
    deservesReasoning: 0,
    basis: 'text',
    evidence,
  };
  expect(describeRequest(request, classification, 'refactor')).toBe(
    'refactor: selection of 48 lines, tidying',
  );
});
