import { expect, it } from 'vitest';
import { classify } from '../../../src/core/classify/classify.ts';
import type { EditorRequest } from '../../../src/core/request.ts';
import { describeRequest } from '../../../src/core/route/routeReasons.ts';

it.each([1, 48, 300])('says once how much is selected (%i lines)', (lines) => {
  const selection = { text: 'total += line.price;\n'.repeat(lines), lines, shape: 'lines' } as const;
  const request: EditorRequest = { surface: 'command', command: 'ask', text: 'tidy it', selection };
  const described = describeRequest(request, classify(request), 'refactor');
  expect(described).toContain(lines === 1 ? 'selection of 1 line' : `selection of ${lines} lines`);
  expect(described).not.toContain('selected');
});
