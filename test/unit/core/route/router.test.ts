import { describe, expect, it } from 'vitest';
import { surfaces } from '../../../../src/core/model/request.ts';
import { emptyHistory, type RouteHistory, learnedHistory } from '../../../../src/core/route/history.ts';
import { upToSteps } from '../../../../src/core/route/override.ts';
import { route } from '../../../../src/core/route/router.ts';
import { classified, model, request, routed, settings, took } from './routed.ts';

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

  it.each([
    ['~/shop/**', 'reasoning'],
    ['/home/me/shop', 'reasoning'],
    ['${workspaceFolder}/src/*.ts', 'reasoning'],
    ['/home/me/other', 'fast'],
  ])('knows a high-stakes file by its path from the root, too: %s', (glob, tier) => {
    const named = { ...request, files: ['src/cart.ts', 'b.ts'], fullPath: '/home/me/shop/src/cart.ts' };
    const asked = { request: named, settings: { ...settings, highStakesFiles: [glob] } };
    expect(routed('refactor', 0.1, asked).tier).toBe(tier);
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

  it('is final: no failed check leads to the model that takes too long', () => {
    expect(routed('refactor', 0.9, { history: slow }).mayEscalate).toBe(false);
    expect(routed('refactor', 0.1, { history: slow }).mayEscalate).toBe(true);
  });

  it('keeps a conversation where it is, without the thinking that takes too long', () => {
    const conversation = { tier: 'reasoning', class: 'refactor', idleMs: 1000 } as const;
    const late = routed('refactor', 0.9, { history: slow, conversation });
    expect([late.tier, late.effort, late.mayEscalate]).toEqual(['reasoning', 'none', false]);
    expect(late.because.at(-1)).toMatch(/90 s, over the 45 s you would wait: it does not think/);
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

  it('is fast for good where they or their rule say fast', () => {
    expect(routed('refactor', 0.1).mayEscalate).toBe(true);
    expect(routed('refactor', 0.1, { override: { tier: 'fast' } }).mayEscalate).toBe(false);
    const rules = [{ when: { language: 'sql' }, route: { tier: 'fast' as const } }];
    const sql = { request: { ...request, language: 'sql' }, settings: { ...settings, rules } };
    expect(routed('architect', 0.9, sql)).toMatchObject({ tier: 'fast', mayEscalate: false });
    // Nor does a conversation on the other model change that.
    const conversation = { tier: 'reasoning', class: 'architect', idleMs: 1000 } as const;
    expect(routed('architect', 0.9, { ...sql, conversation }).tier).toBe('fast');
  });

  it('is a command before it is a rule for a language', () => {
    const rules = [{ when: { language: 'sql' }, route: { class: 'architect' as const } }];
    const complete = { ...request, language: 'sql', command: 'complete' as const };
    const kept = routed('complete', 0, { request: complete, settings: { ...settings, rules } });
    expect([kept.class, kept.tier, kept.because]).toEqual(['complete', 'fast', ['complete', 'avoid → fast']]);
    const asked = routed('complete', 0, {
      request: { ...complete, command: 'ask' },
      settings: { ...settings, rules },
    });
    expect([asked.class, asked.because[1]]).toEqual(['architect', 'your rule says architect']);
  });

  it('leaves out the signs of the class that was not chosen', () => {
    const evidence = [{ feature: 'command', phrase: 'command “complete”', weight: 1 }];
    const classification = { ...classified('complete', 0.1), evidence };
    expect(routed('complete', 0.1, { classification }).because[0]).toBe('complete: command “complete”');
    const other = routed('complete', 0.1, { classification, override: { class: 'architect' } });
    expect(other.because[0]).toBe('architect');
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

  it('asks the only model not to think where the policy or the person says fast', () => {
    const only = { ...settings, models: { reasoning: model('deep') } };
    expect(routed('complete', 0.9, { settings: only })).toMatchObject({ tier: 'reasoning', effort: 'none' });
    const chosen = routed('architect', 0.9, { settings: only, override: { tier: 'fast' } });
    expect([chosen.tier, chosen.effort]).toEqual(['reasoning', 'none']);
    expect(chosen.because).toContain('no fast model is set up');
    const asked = routed('complete', 0.9, { settings: only, override: { tier: 'reasoning' } });
    expect(asked.effort).toBe('medium');
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

  it('do nothing inside a tool loop: the model waits for what its tools said', () => {
    const looping = { ...inputs, request: { ...request, insideToolLoop: true } };
    expect(route(looping).route?.tier).toBe('fast');
  });

  it('yield to the setting and to a tier that was asked for', () => {
    expect(route({ ...inputs, settings: { ...settings, preferLocalTools: false } }).route?.tier).toBe('fast');
    expect(route({ ...inputs, override: { tier: 'fast' } }).route?.tier).toBe('fast');
  });
});
