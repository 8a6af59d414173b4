import { describe, expect, it } from 'vitest';
import type { ConfiguredModel } from '../../../../src/core/model/gatewaySettings.ts';
import { nextStep, type EscalationInputs, type TriedAttempt } from '../../../../src/core/route/escalation.ts';
import type { ModelRoute } from '../../../../src/core/model/route.ts';

function model(canThink: boolean | undefined): ConfiguredModel {
  return {
    ref: { provider: 'acme', model: 'm' },
    endpoint: { id: 'acme', baseUrl: 'https://acme.test/v1', dialect: 'openai', api: 'chat' },
    realm: 'real',
    canThink,
    local: false,
  };
}

const route: ModelRoute = {
  classification: {
    class: 'refactor',
    scores: { format: 0, complete: 0, refactor: 1, architect: 0 },
    deservesReasoning: 0.2,
    basis: 'text',
    evidence: [],
  },
  class: 'refactor',
  policy: 'maybe',
  because: [],
  confidence: 1,
  tier: 'fast',
  model: { provider: 'acme', model: 'm' },
  effort: 'none',
  mayEscalate: true,
  attemptCaps: { outputTokens: 4000, firstTokenSeconds: 30, seconds: 30 },
  taskCaps: { attempts: 3, seconds: 150, cost: undefined },
  predicted: { cost: undefined, seconds: 2, basis: 'default' },
};

const settings: EscalationInputs['settings'] = {
  models: { fast: model(undefined), reasoning: model(undefined) },
  escalate: true,
  caps: {
    costPerRequest: undefined,
    tokens: { fast: 4000, reasoning: 16_000 },
    seconds: { fast: 30, reasoning: 120 },
    maxEffort: 'medium',
    extraAttempts: 2,
    requestsPerMinute: 30,
  },
};

const good: TriedAttempt = { tier: 'fast', effort: 'none', finish: 'stop', answered: true };
const broken = (what: string): TriedAttempt => ({ ...good, check: { verdict: 'failed', what: [what] } });
const error = (over: Partial<NonNullable<TriedAttempt['error']>>): TriedAttempt => ({
  tier: 'fast',
  effort: 'none',
  answered: false,
  error: { code: 'rateLimited', retryable: true, unbilled: true, details: {}, ...over },
});

function step(attempts: readonly TriedAttempt[], change: Partial<EscalationInputs> = {}) {
  return nextStep({ route, attempts, settings, elapsedMs: 0, ...change });
}

describe('a good answer', () => {
  it.each([
    [good],
    [{ ...good, check: { verdict: 'passed' as const, what: ['syntax'] } }],
    [{ ...good, check: { verdict: 'notChecked' as const, why: 'silent' } }],
  ])('is accepted', (attempt) => expect(step([attempt])).toEqual({ kind: 'accept' }));

  it('is never escalated when the model refused', () => {
    for (const finish of ['refusal', 'contentFilter'] as const) {
      expect(step([{ ...broken('syntax'), finish }])).toEqual({ kind: 'accept' });
      expect(step([{ ...good, answered: false, finish }])).toEqual({ kind: 'accept' });
    }
  });
});

describe('errors', () => {
  it('are retried only where nothing was billed', () => {
    expect(step([error({})])).toMatchObject({ kind: 'again', tier: 'fast', delayMs: 500 });
    expect(step([error({ unbilled: false })]).kind).toBe('stop');
    expect(step([error({ retryable: false })]).kind).toBe('stop');
  });

  it('wait as long as the provider says, inside the time of the task', () => {
    expect(step([error({ details: { retryAfterMs: 7000 } })])).toMatchObject({ delayMs: 7000 });
    expect(step([error({ details: { retryAfterMs: 200_000 } })]).kind).toBe('stop');
    expect(step([error({ details: { retryAfterMs: 7000 } })], { elapsedMs: 145_000 }).kind).toBe('stop');
  });

  it('end when the attempts are used up', () => {
    expect(step([error({}), error({}), error({})])).toMatchObject({ kind: 'stop' });
  });
});

describe('an empty answer', () => {
  const empty: TriedAttempt = { tier: 'reasoning', effort: 'medium', finish: 'length', answered: false };

  it('that thinking ate is tried once with less', () => {
    expect(step([empty])).toMatchObject({ kind: 'again', tier: 'reasoning', effort: 'low' });
    expect(step([empty, { ...empty, effort: 'low' }]).kind).toBe('stop');
  });

  it('goes to the fast model where there is no effort left to lower', () => {
    expect(step([{ ...empty, effort: 'none' }])).toMatchObject({ kind: 'again', tier: 'fast' });
  });

  it('with any other end is told, not retried', () => {
    expect(step([{ ...empty, finish: 'stop' }]).kind).toBe('stop');
  });
});

describe('a failed check', () => {
  it('goes to the reasoning model when the fast one cannot think', () => {
    expect(step([broken('syntax')])).toMatchObject({ kind: 'again', tier: 'reasoning', effort: 'low' });
  });

  it('raises the effort first when the model can think', () => {
    const thinking = { ...settings, models: { ...settings.models, fast: model(true) } };
    expect(step([broken('syntax')], { settings: thinking })).toMatchObject({ tier: 'fast', effort: 'low' });
    // Once: the attempts must last for the other model.
    const again = { ...broken('types'), effort: 'low' as const };
    expect(step([broken('syntax'), again], { settings: thinking })).toMatchObject({ tier: 'reasoning' });
    const alone = { ...settings, models: { fast: model(true) } };
    expect(step([broken('syntax'), again], { settings: alone })).toMatchObject({ effort: 'medium' });
  });

  it('stops at the same failure twice, at the top effort, and where the team says so', () => {
    const second = { ...broken('syntax'), tier: 'reasoning' as const, effort: 'low' as const };
    expect(step([broken('syntax'), second])).toMatchObject({ kind: 'stop' });
    expect(step([broken('types'), second])).toMatchObject({ kind: 'again', effort: 'medium' });
    expect(step([broken('types'), { ...second, effort: 'medium' }]).kind).toBe('stop');
    expect(step([broken('x')], { settings: { ...settings, escalate: false } }).kind).toBe('stop');
    expect(step([broken('x')], { route: { ...route, mayEscalate: false } }).kind).toBe('stop');
  });
});

describe('an answer that was cut off', () => {
  const cut: TriedAttempt = { ...broken('cut off at 4,000 tokens'), finish: 'length' };

  it('goes to the model that may write more', () => {
    expect(step([cut])).toMatchObject({ kind: 'again', tier: 'reasoning', effort: 'low' });
    const thinking = { ...settings, models: { ...settings.models, fast: model(true) } };
    expect(step([cut], { settings: thinking })).toMatchObject({ tier: 'reasoning' });
  });

  it('is not asked for again under the same cap, nor where the route may not', () => {
    const because = 'check failed: cut off at 4,000 tokens; no other model has a higher cap';
    expect(step([{ ...cut, tier: 'reasoning', effort: 'low' }])).toEqual({ kind: 'stop', because });
    expect(step([cut], { settings: { ...settings, models: { fast: model(true) } } }).kind).toBe('stop');
    const even = { ...settings, caps: { ...settings.caps, tokens: { fast: 4000, reasoning: 4000 } } };
    expect(step([cut], { settings: even })).toEqual({ kind: 'stop', because });
    expect(step([cut], { route: { ...route, mayEscalate: false } }).kind).toBe('stop');
  });
});
