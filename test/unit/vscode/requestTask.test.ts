import { expect, it, vi } from 'vitest';
import type { Classification } from '../../../src/core/classify/classification.ts';
import type { Turn } from '../../../src/core/prompt/turn.ts';
import type { ModelRoute } from '../../../src/core/route/route.ts';
import { requestTask } from '../../../src/vscode/requestTask.ts';

vi.mock('vscode', () => import('../security/editor.ts'));

const turns: readonly Turn[] = [
  { question: 'how should it log?', answer: 'Pass a logger in.', form: 'document' },
];

function posed() {
  const nothing = async (): Promise<never> => {
    throw new Error('not asked for');
  };
  const review = { review: nothing, applyShown: nothing, discardShown: nothing, dispose() {} };
  const edits = { applied() {}, appliedByTool() {}, judgedLater() {}, rejected() {} };
  return requestTask(
    {
      scratch: { with: nothing },
      review,
      ask: nothing,
      tell() {},
      neverSend: async () => [],
      workspaceId: 'w',
      edits,
    },
    { request: { surface: 'command', command: 'ask', text: 'do that' }, snapshot: undefined, turns },
    undefined,
  );
}

function routeBy(basis: Classification['basis']): ModelRoute {
  const scores = { format: 0, complete: 1, refactor: 0, architect: 0 };
  return {
    class: 'complete',
    policy: 'avoid',
    confidence: 1,
    because: [],
    classification: { class: 'complete', scores, deservesReasoning: 0, basis, evidence: [] },
    tier: 'fast',
    model: { provider: 'home', model: 'fast' },
    effort: 'none',
    mayEscalate: false,
    attemptCaps: { outputTokens: 1, firstTokenSeconds: 1, seconds: 1 },
    taskCaps: { attempts: 1, seconds: 1, cost: undefined },
    predicted: { cost: undefined, seconds: undefined, basis: 'default' },
  };
}

it('a request that goes on sends what it goes on with, one of its own does not', () => {
  const { task, turnsOf } = posed();
  const messages = task.messagesFor(routeBy('followUp'));
  expect(messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user']);
  expect(JSON.stringify(messages[1])).toContain('how should it log?');
  expect(messages[2]).toEqual({ role: 'assistant', text: 'Pass a logger in.' });
  expect(turnsOf(routeBy('followUp'))).toBe(turns);
  expect(task.messagesFor(routeBy('text')).map(({ role }) => role)).toEqual(['system', 'user']);
  expect(turnsOf(routeBy('text'))).toEqual([]);
});
