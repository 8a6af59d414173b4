import { describe, expect, it } from 'vitest';
import { nanoUsd } from '../../../../src/core/model/money.ts';
import { emptyHistory } from '../../../../src/core/route/history.ts';
import type { RouteInputs } from '../../../../src/core/route/router.ts';
import { classified, model, request, routed, settings } from './routed.ts';

describe('conversations', () => {
  const conversation = { tier: 'reasoning' as const, class: 'complete' as const, idleMs: 1000 };

  it('stay on their model while the task stays', () => {
    const stays = routed('complete', 0.1, { conversation });
    expect([stays.tier, stays.effort]).toEqual(['reasoning', 'none']);
    expect(routed('refactor', 0.1, { conversation }).tier).toBe('fast');
  });

  it('are routed afresh once the cache is cold or the last answer failed', () => {
    expect(routed('complete', 0.1, { conversation: { ...conversation, idleMs: 600_000 } }).tier).toBe('fast');
    const previous = [{ text: 'x', class: 'complete' as const, tier: 'reasoning' as const, failed: true }];
    expect(routed('complete', 0.1, { conversation, request: { ...request, previous } }).tier).toBe('fast');
  });

  it('get more effort where they go on with what failed, not where they merely come after it', () => {
    const previous = [{ text: 'x', class: 'refactor' as const, tier: 'fast' as const, failed: true }];
    const after = { ...request, previous };
    expect(routed('refactor', 0.5, { request: after }).effort).toBe('low');
    const followUp = { ...classified('refactor', 0.5), basis: 'followUp' as const };
    expect(routed('refactor', 0.5, { request: after, classification: followUp }).effort).toBe('medium');
  });

  it('stay where a switch would read a long conversation uncached for more than it saves', () => {
    // A cached token of the dear model costs less than a fresh one of the cheap model.
    const costOf: RouteInputs['costOf'] = ({ ref }, { input = 0, cacheRead = 0, output = 0 }) =>
      ref.model === 'deep'
        ? nanoUsd((input - cacheRead) * 2000 + cacheRead * 200 + output * 8000)
        : nanoUsd((input - cacheRead) * 500 + cacheRead * 50 + output * 2000);
    const long = { ...conversation, promptTokens: 100_000 };
    const stays = routed('refactor', 0.1, { conversation: long, costOf });
    expect(stays.tier).toBe('reasoning');
    expect(stays.effort).toBe('none');
    expect(stays.because).toEqual([
      'refactor',
      'maybe → fast first (needs reasoning: 10 %)',
      'but a switch would read the whole conversation uncached: it stays',
    ]);
    // What was decided is not undone: avoid, and a wait that is too long.
    const slow = { ...emptyHistory, p95Seconds: () => 90 };
    expect(routed('format', 0.1, { conversation: long, costOf }).tier).toBe('fast');
    expect(routed('refactor', 0.9, { conversation: long, costOf, history: slow }).tier).toBe('fast');
    const switches: Partial<RouteInputs>[] = [
      { conversation: { ...long, promptTokens: 1000 }, costOf },
      { conversation: { ...long, idleMs: 600_000 }, costOf },
      { conversation: long, costOf: () => undefined },
      { conversation: long, costOf, override: { tier: 'fast' } },
    ];
    for (const change of switches) expect(routed('refactor', 0.1, change).tier).toBe('fast');
    const up = { tier: 'fast' as const, class: 'complete' as const, idleMs: 0, promptTokens: 100_000 };
    expect(routed('refactor', 0.9, { conversation: up, costOf }).tier).toBe('reasoning');
  });

  it('think on the fast model where that costs less than a switch', () => {
    const costOf: RouteInputs['costOf'] = ({ ref }, { input = 0, cacheRead = 0, output = 0 }) => {
      const [fresh, out] = ref.model === 'deep' ? [2000, 8000] : [500, 2000];
      return nanoUsd((input - cacheRead) * fresh + (cacheRead * fresh) / 10 + output * out);
    };
    const models = { ...settings.models, fast: { ...model('swift'), canThink: true } };
    const onFast = { tier: 'fast', class: 'complete', idleMs: 1000, promptTokens: 50_000 } as const;
    const inputs = { conversation: onFast, costOf, settings: { ...settings, models } };
    const stays = routed('refactor', 0.5, inputs);
    expect([stays.tier, stays.effort]).toEqual(['fast', 'low']);
    expect(stays.because.join()).toContain('costs less than a switch');
    const others: [number, Partial<RouteInputs>][] = [
      // Clearly deserved, or nothing warm to stay for, or no thinking to be had: the other model.
      [0.9, inputs],
      [0.5, { ...inputs, conversation: { ...onFast, idleMs: 600_000 } }],
      [0.5, { ...inputs, settings }],
      [0.5, { ...inputs, costOf: () => undefined }],
      [0.5, { ...inputs, conversation: undefined }],
      // It is there already, or the switch is the cheaper way.
      [0.5, { ...inputs, conversation: { ...onFast, tier: 'reasoning' } }],
      [0.5, { ...inputs, costOf: ({ ref }) => nanoUsd(ref.model === 'deep' ? 1 : 2) }],
    ];
    for (const [deserves, change] of others) {
      expect(routed('refactor', deserves, change).tier).toBe('reasoning');
    }
  });

  it('do not stay on the fast model where the policy is to think', () => {
    const onFast = { ...conversation, tier: 'fast' as const };
    const risky = { ...request, files: ['payments/charge.ts'] };
    const same = { ...onFast, class: 'refactor' as const };
    expect(routed('refactor', 0.9, { conversation: same }).tier).toBe('fast');
    expect(routed('refactor', 0.9, { conversation: same, request: risky }).tier).toBe('reasoning');
  });

  it('never switch inside a tool loop', () => {
    const looping = { ...request, insideToolLoop: true };
    const cold = { ...conversation, idleMs: 600_000 };
    expect(routed('refactor', 0, { conversation: cold, request: looping }).tier).toBe('reasoning');
    const override = { tier: 'fast' as const };
    const chosen = routed('refactor', 0, { conversation: cold, request: looping, override });
    expect([chosen.tier, chosen.effort, chosen.mayEscalate]).toEqual(['reasoning', 'none', false]);
    expect(chosen.because.slice(1)).toEqual(['you chose fast', 'inside a tool loop: the model stays']);
  });
});
