import { keyLimitInWords } from '../../../../src/core/words/budgetWords.ts';
import type { KeyLimit } from '../../../../src/core/model/budget.ts';
import { describe, expect, it } from 'vitest';
import { createKeyLimits } from '../../../../src/core/providers/keyLimit.ts';
import { type Clock, silentLog } from '../../../../src/core/model/ports.ts';
import { nanoUsd } from '../../../../src/core/model/money.ts';
import type { Endpoint } from '../../../../src/core/model/provider.ts';

const limit = { limit: nanoUsd(50e9), remaining: nanoUsd(12.3e9) };
const endpoint: Endpoint = { id: 'or', baseUrl: 'https://x.example/v1', dialect: 'openrouter', api: 'chat' };

function watched(answers: readonly (KeyLimit | undefined | Error)[]) {
  let now = 0;
  let asked = 0;
  let heard = 0;
  const clock: Clock = { now: () => now, monotonic: () => now, schedule: () => () => {} };
  const limits = createKeyLimits({
    clock,
    log: silentLog,
    endpoints: async () => [endpoint],
    lookUp: async () => {
      const answer = answers[asked++];
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
  limits.onDidChange(() => (heard += 1));
  return {
    limits,
    pass: (minutes: number) => (now += minutes * 60_000),
    asked: () => asked,
    heard: () => heard,
    /** Looks, and lets what that began come to its end. */
    look: async () => {
      limits.refresh();
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
      return limits.known();
    },
  };
}

describe('limits of keys', () => {
  it('are asked for at most every ten minutes, and nobody waits', async () => {
    const { limits, look, pass, asked, heard } = watched([limit, { ...limit, remaining: nanoUsd(12e9) }]);
    expect(limits.known()).toEqual([]);
    expect(await look()).toEqual([{ endpointId: 'or', ...limit }]);
    pass(9);
    await look();
    expect([asked(), heard()]).toEqual([1, 1]);
    pass(1);
    expect((await look())[0]?.remaining).toBe(12e9);
    expect([asked(), heard()]).toEqual([2, 2]);
  });

  it('tell of a change only where there is one', async () => {
    const { look, pass, heard } = watched([limit, limit]);
    await look();
    pass(10);
    await look();
    expect(heard()).toBe(1);
  });

  it('are none where the provider tells none, or fails: an old figure is no figure', async () => {
    const { look, pass } = watched([limit, new Error('down'), undefined]);
    expect(await look()).toHaveLength(1);
    pass(10);
    expect(await look()).toEqual([]);
    pass(10);
    expect(await look()).toEqual([]);
  });

  it('change nothing after the end', async () => {
    const { limits, look, heard } = watched([limit]);
    limits.refresh();
    limits.dispose();
    expect(await look()).toEqual([]);
    expect(heard()).toBe(0);
  });
});

it('words say whose limit it is', () => {
  expect(keyLimitInWords({ endpointId: 'or', ...limit })).toBe('or: the key has $12.30 left of $50.00');
  expect(keyLimitInWords({ endpointId: 'or', limit: undefined, remaining: nanoUsd(8e9) })).toBe(
    'or: the account has $8.00 of credit left; the key has no limit of its own',
  );
  expect(keyLimitInWords({ endpointId: 'or', limit: undefined, remaining: undefined })).toBeUndefined();
});
