import { describe, expect, it } from 'vitest';
import type { Classification } from '../../../src/core/classify/classification.ts';
import type { ConfiguredModel, GatewaySettings, ModelTier } from '../../../src/core/gatewaySettings.ts';
import type { LedgerRow } from '../../../src/core/ledger/ledger.ts';
import { nanoUsd } from '../../../src/core/pricing/money.ts';
import { surfaces, type EditorRequest, type RequestClass } from '../../../src/core/request.ts';
import { emptyHistory, type RouteHistory } from '../../../src/core/route/history.ts';
import { learnedHistory } from '../../../src/core/route/learnedHistory.ts';
import { upToSteps } from '../../../src/core/route/override.ts';
import type { Effort, ModelRoute } from '../../../src/core/route/route.ts';
import { route, type RouteInputs } from '../../../src/core/route/router.ts';
import { settledRow } from '../ledger/ledgerRows.ts';

function model(name: string): ConfiguredModel {
  return {
    ref: { provider: 'acme', model: name },
    endpoint: { id: 'acme', baseUrl: 'https://acme.test/v1', dialect: 'openai', api: 'chat' },
    realm: 'real',
    canThink: undefined,
    local: false,
  };
}

const settings: GatewaySettings = {
  models: { fast: model('swift'), reasoning: model('deep') },
  profile: 'balanced',
  policies: { format: 'avoid', complete: 'avoid', refactor: 'maybe', architect: 'use' },
  preferLocalTools: true,
  escalate: true,
  highStakesFiles: ['payments/**'],
  rules: [],
  caps: {
    costPerRequest: nanoUsd(500_000_000),
    tokens: { fast: 4000, reasoning: 16_000 },
    seconds: { fast: 30, reasoning: 120 },
    maxEffort: 'medium',
    extraAttempts: 2,
    requestsPerMinute: 30,
  },
  budgets: [],
  unknownPrice: 'ask',
  blockedBy: [],
};

function took(tier: ModelTier, effort: Effort, seconds: number): LedgerRow {
  const changes = { endpointId: 'acme', model: 'one', effort };
  return settledRow({ taskId: 'earlier', tier, totalMs: seconds * 1000, changes });
}

function classified(requestClass: RequestClass, deservesReasoning: number): Classification {
  const scores = { format: 0.1, complete: 0.1, refactor: 0.1, architect: 0.1, [requestClass]: 0.7 };
  return { class: requestClass, scores, deservesReasoning, basis: 'text', evidence: [] };
}

const request: EditorRequest = { surface: 'command', command: 'ask', text: 'change it' };

function routed(
  requestClass: RequestClass,
  deservesReasoning: number,
  change: Partial<RouteInputs> = {},
): ModelRoute {
  const result = route({
    request,
    classification: classified(requestClass, deservesReasoning),
    settings,
    history: emptyHistory,
    costOf: () => undefined,
    localTool: undefined,
    ...change,
  });
  if (!result.route || result.route.tier === 'local') throw new Error('no model route');
  return result.route;
}

describe('policy', () => {
  it.each([
    ['format', 0.9, 'fast'],
    ['complete', 0.9, 'fast'],
    ['refactor', 0.1, 'fast'],
    ['refactor', 0.5, 'reasoning'],
    ['architect', 0.1, 'reasoning'],
  ] as const)('%s at %d goes to %s', (requestClass, deserves, tier) => {
    expect(routed(requestClass, deserves).tier).toBe(tier);
  });

  it('moves the threshold with the profile', () => {
    expect(routed('refactor', 0.5, { settings: { ...settings, profile: 'quick' } }).tier).toBe('fast');
    expect(routed('refactor', 0.3, { settings: { ...settings, profile: 'thorough' } }).tier).toBe(
      'reasoning',
    );
  });

  it('raises maybe to use for a high-stakes file, and never avoid', () => {
    const risky = { ...request, files: ['payments/charge.ts'] };
    const raised = routed('refactor', 0.1, { request: risky });
    expect(raised.tier).toBe('reasoning');
    expect(raised.because.join(' ')).toContain('payments/charge.ts');
    expect(routed('complete', 0.9, { request: risky }).tier).toBe('fast');
  });

  it('says so when there is no evidence and takes the safe default', () => {
    const unclear = { ...classified('refactor', 0.9), basis: 'none' as const };
    const result = routed('refactor', 0.9, { classification: unclear });
    expect(result.tier).toBe('fast');
    expect(result.because.join(' ')).toContain('no evidence');
  });
});

it('is the same for every surface', () => {
  const routes = surfaces.map((surface) => routed('refactor', 0.5, { request: { ...request, surface } }));
  expect(routes.map(({ tier, effort, because }) => [tier, effort, because])).toEqual(
    routes.map(() => ['reasoning', 'low', ['refactor', 'maybe → reasoning (needs reasoning: 50 %)']]),
  );
});

describe('wait', () => {
  const slow: RouteHistory = {
    ...emptyHistory,
    p95Seconds: ({ model: name }) => (name === 'acme/deep' ? 90 : undefined),
  };

  it('prefers fast when the reasoning model usually takes longer than one would wait', () => {
    const result = routed('refactor', 0.9, { history: slow });
    expect(result.tier).toBe('fast');
    expect(result.because.join(' ')).toMatch(/90 s, over the 45 s/);
  });

  it('lets the fast model think a little in its place where it can', () => {
    const models = { ...settings.models, fast: { ...model('swift'), canThink: true } };
    const result = routed('refactor', 0.9, { history: slow, settings: { ...settings, models } });
    expect([result.tier, result.effort]).toEqual(['fast', 'low']);
    expect(result.because.at(-1)).toMatch(/: the fast model thinks a little$/);
    const bothSlow = { ...emptyHistory, p95Seconds: () => 90 };
    expect(routed('refactor', 0.9, { history: bothSlow, settings: { ...settings, models } }).effort).toBe(
      'none',
    );
    const none = { ...settings, models, caps: { ...settings.caps, maxEffort: 'none' as const } };
    expect(routed('refactor', 0.9, { history: slow, settings: none }).effort).toBe('none');
  });

  it('does not ask the model that takes too long to think on the other tier', () => {
    const both = { ...model('deep'), canThink: true };
    const models = { fast: both, reasoning: both };
    const history: RouteHistory = {
      ...emptyHistory,
      p95Seconds: ({ tier }) => (tier === 'reasoning' ? 90 : undefined),
    };
    const result = routed('refactor', 0.9, { history, settings: { ...settings, models } });
    expect([result.tier, result.effort]).toEqual(['fast', 'none']);
  });

  it('knows one model on both tiers by the tier and the effort that are asked about', () => {
    const models = { fast: model('one'), reasoning: model('one') };
    const history = learnedHistory([
      ...Array.from({ length: 5 }, () => took('reasoning', 'medium', 200)),
      ...Array.from({ length: 95 }, () => took('fast', 'none', 2)),
    ]);
    const late = routed('refactor', 0.9, { history, settings: { ...settings, models } });
    expect(late.tier).toBe('fast');
    expect(late.because.join(' ')).toMatch(/200 s, over the 45 s/);
    expect(late.predicted).toMatchObject({ seconds: 2, basis: 'learned' });
    const chosen = { history, settings: { ...settings, models }, override: { tier: 'reasoning' as const } };
    expect(routed('refactor', 0.9, chosen).predicted).toMatchObject({ seconds: 200, basis: 'learned' });
    expect(routed('refactor', 0.5, chosen).predicted).toMatchObject({ seconds: 8, basis: 'default' });
  });

  it('waits all the same where the stakes are high', () => {
    const risky = { ...request, files: ['payments/charge.ts'] };
    expect(routed('refactor', 0.1, { history: slow, request: risky }).tier).toBe('reasoning');
  });
});

describe('what a person chose', () => {
  it('obeys the tier and the class', () => {
    expect(routed('complete', 0.1, { override: { tier: 'reasoning' } }).tier).toBe('reasoning');
    expect(routed('architect', 0.9, { override: { tier: 'fast' } }).tier).toBe('fast');
    const other = routed('complete', 0.1, { override: { class: 'architect' } });
    expect(other).toMatchObject({ class: 'architect', tier: 'reasoning', confidence: 1 });
    expect(other.because).toContain('you chose architect');
  });

  it('buys more thinking as effort and cap, inside the configured ones', () => {
    const [cent, , quarter] = upToSteps;
    const small = routed('complete', 0.1, { override: { upTo: cent } });
    expect([small.tier, small.effort, small.taskCaps.cost]).toEqual(['reasoning', 'low', 10_000_000]);
    expect(routed('complete', 0.1, { override: { upTo: quarter } }).effort).toBe('medium');
  });

  it('remembers rules', () => {
    const rules = [{ when: { language: 'sql' }, route: { tier: 'reasoning' as const } }];
    const sql = { ...request, language: 'sql' };
    expect(routed('complete', 0.1, { request: sql, settings: { ...settings, rules } }).tier).toBe(
      'reasoning',
    );
    expect(routed('complete', 0.1, { settings: { ...settings, rules } }).tier).toBe('fast');
  });
});

describe('availability', () => {
  it('uses the other tier and says so', () => {
    const only = { ...settings, models: { fast: model('swift') } };
    const result = routed('architect', 0.9, { settings: only });
    expect(result.tier).toBe('fast');
    expect(result.because).toContain('no reasoning model is set up');
  });

  it('reports that nothing is set up', () => {
    const result = route({
      request,
      classification: classified('complete', 0.1),
      settings: { ...settings, models: {} },
      history: emptyHistory,
      costOf: () => undefined,
      localTool: undefined,
    });
    expect(result).toEqual({ notSetUp: true });
  });

  it('buys no effort of a model that cannot think', () => {
    const plain = { ...settings, models: { reasoning: { ...model('deep'), canThink: false } } };
    expect(routed('architect', 0.9, { settings: plain }).effort).toBe('none');
  });
});

describe('local tools', () => {
  const localTool = { name: 'formatter', because: 'layout', action: { kind: 'formatter' as const } };
  const inputs = {
    request,
    classification: classified('format', 0),
    settings,
    history: emptyHistory,
    costOf: () => undefined,
    localTool,
  };

  it('beat inference', () => {
    expect(route(inputs).route?.tier).toBe('local');
  });

  it('yield to the setting and to a tier that was asked for', () => {
    expect(route({ ...inputs, settings: { ...settings, preferLocalTools: false } }).route?.tier).toBe('fast');
    expect(route({ ...inputs, override: { tier: 'fast' } }).route?.tier).toBe('fast');
  });
});

describe('conversations', () => {
  const conversation = { tier: 'reasoning' as const, class: 'complete' as const, idleMs: 1000 };

  it('stay on their model while the task stays', () => {
    expect(routed('complete', 0.1, { conversation }).tier).toBe('reasoning');
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
    expect(stays.because.join()).toContain('uncached');
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

  it('never switch inside a tool loop', () => {
    const looping = { ...request, insideToolLoop: true };
    const cold = { ...conversation, idleMs: 600_000 };
    expect(routed('refactor', 0, { conversation: cold, request: looping }).tier).toBe('reasoning');
  });
});
