import { expect, test } from 'vitest';
import { createRecentCalls } from '../../../../src/core/gateway/callLoop.ts';

function call(messages: readonly string[], hidden: number | undefined) {
  return { messages, hidden: { tokens: hidden, exact: hidden !== undefined } };
}

test('a call that goes on with an agent loop says what the loop has thought, call by call', () => {
  const recent = createRecentCalls();
  expect(recent.add(call(['system:1', 'user:1'], 800))).toBeUndefined();
  expect(recent.add(call(['system:1', 'user:1', 'assistant:1', 'tool:1'], 300))).toBe(
    'call 2 of an agent loop: 1,100 hidden so far (800 + 300)',
  );
  // Another conversation in between is none of its business.
  expect(recent.add(call(['system:1', 'user:9'], 7))).toBeUndefined();
  const third = ['system:1', 'user:1', 'assistant:1', 'tool:1', 'assistant:2', 'tool:2'];
  expect(recent.add(call(third, undefined))).toBe(
    'call 3 of an agent loop: ≈1.1k hidden so far (800 + 300 + ?)',
  );
});

test('a new word of the person, and the same messages once more, begin anew', () => {
  const recent = createRecentCalls();
  recent.add(call(['user:1'], 800));
  expect(recent.add(call(['user:1', 'assistant:1', 'user:2'], 5))).toBeUndefined();
  expect(recent.add(call(['user:1', 'assistant:1', 'user:2'], 5))).toBeUndefined();
});
