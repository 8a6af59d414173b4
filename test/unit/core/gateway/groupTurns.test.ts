import { describe, expect, test } from 'vitest';
import type { Message } from '../../../../src/core/model/provider.ts';
import { fingerprint, groupTurns, type LoopCall } from '../../../../src/core/gateway/callLoop.ts';

function user(text: string): Message {
  return { role: 'user', parts: [{ type: 'text', text }] };
}
const system: Message = { role: 'system', text: 'You help.' };
const wantsTool: Message = {
  role: 'assistant',
  text: '',
  toolCalls: [{ id: 'c1', name: 'read', arguments: '{"path":"a.ts"}' }],
};
const result: Message = { role: 'tool', toolCallId: 'c1', text: 'const a = 1;' };
const answer: Message = { role: 'assistant', text: 'It is 1.' };

function call(hidden: number | undefined, messages: readonly Message[], exact = true): LoopCall {
  return {
    messages: messages.map(fingerprint),
    hidden: { tokens: hidden, exact: exact && hidden !== undefined },
  };
}

const first = [system, user('What is a?')];
const second = [...first, wantsTool, result];
const third = [...second, { ...wantsTool, text: 'And now' } as const, result];

describe('calls of one turn', () => {
  test('are those that only add what the model and its tools said', () => {
    const turns = groupTurns([call(800, first), call(300, second), call(50, third)]);
    expect(turns).toHaveLength(1);
    expect(turns[0]).toMatchObject({ hidden: { tokens: 1150, exact: true } });
    expect(turns[0]?.calls.map(({ hidden }) => hidden.tokens)).toEqual([800, 300, 50]);
  });

  test('end where the person speaks again', () => {
    const followUp = [...first, answer, user('And b?')];
    expect(groupTurns([call(1, first), call(2, followUp)])).toHaveLength(2);
  });

  test('are told apart from another conversation between them', () => {
    const other = [system, user('Something else')];
    const turns = groupTurns([
      call(1, first),
      call(10, other),
      call(2, second),
      call(20, [...other, answer]),
    ]);
    expect(turns.map(({ hidden }) => hidden.tokens)).toEqual([3, 30]);
  });

  test('the same prompt sent again is a turn of its own', () => {
    expect(groupTurns([call(1, first), call(1, first)])).toHaveLength(2);
  });
});

test('a sum with a missing or estimated part is not exact', () => {
  expect(groupTurns([call(800, first), call(undefined, second)])[0]?.hidden).toEqual({
    tokens: 800,
    exact: false,
  });
  expect(groupTurns([call(800, first), call(300, second, false)])[0]?.hidden).toEqual({
    tokens: 1100,
    exact: false,
  });
  expect(groupTurns([call(undefined, first)])[0]?.hidden.tokens).toBeUndefined();
});

test('a fingerprint tells messages apart and gives no text away', () => {
  const secret = fingerprint(user('the secret word is plugh'));
  expect(secret).not.toContain('plugh');
  expect(secret).toBe(fingerprint(user('the secret word is plugh')));
  expect(secret).not.toBe(fingerprint(user('the secret word is xyzzy')));
});
