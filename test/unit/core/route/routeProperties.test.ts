/** What holds of a route whatever comes together: policy, person, rule, wait, conversation, tool loop. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Classification, requestClasses, requestCommands } from '../../../../src/core/model/request.ts';
import {
  type ConfiguredModel,
  type GatewaySettings,
  modelTiers,
} from '../../../../src/core/model/gatewaySettings.ts';
import { nanoUsd } from '../../../../src/core/model/money.ts';
import { nextStep } from '../../../../src/core/route/escalation.ts';
import { emptyHistory } from '../../../../src/core/route/history.ts';
import { upToSteps, ruleFor } from '../../../../src/core/route/override.ts';
import { efforts, type ModelRoute, policies, profiles } from '../../../../src/core/model/route.ts';
import { route, type RouteInputs } from '../../../../src/core/route/router.ts';

const model = (name: string, canThink: boolean | undefined): ConfiguredModel => ({
  ref: { provider: 'acme', model: name },
  endpoint: { id: 'acme', baseUrl: 'https://acme.test/v1', dialect: 'openai', api: 'chat' },
  realm: 'real',
  canThink,
  local: false,
});

const optional = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(values, { nil: undefined, freq: 2 });
const anyClass = fc.constantFrom(...requestClasses);
const anyTier = fc.constantFrom(...modelTiers);
const anyPolicy = fc.constantFrom(...policies);
const canThink = fc.constantFrom(true, false, undefined);

const anyClassification: fc.Arbitrary<Classification> = fc.record({
  class: anyClass,
  scores: fc.constant({ format: 0.25, complete: 0.25, refactor: 0.25, architect: 0.25 }),
  deservesReasoning: fc.double({ min: 0, max: 1, noNaN: true }),
  basis: fc.constantFrom('text', 'none', 'followUp'),
  evidence: fc.constant([{ feature: 'sign', phrase: 'a sign', weight: 1 }]),
});

const anyRequest: fc.Arbitrary<RouteInputs['request']> = fc.record({
  surface: fc.constant('command'),
  command: optional(fc.constantFrom(...requestCommands)),
  text: fc.constant('do it'),
  language: fc.constantFrom('sql', 'go'),
  files: fc.constantFrom([], ['payments/charge.ts']),
  insideToolLoop: fc.boolean(),
  previous: optional(
    fc
      .record({ text: fc.constant('x'), class: anyClass, tier: anyTier, failed: fc.boolean() })
      .map((one) => [one]),
  ),
});

const anySettings: fc.Arbitrary<GatewaySettings> = fc.record({
  models: fc
    .record({ set: fc.constantFrom('both', 'fast', 'reasoning', 'one'), fast: canThink, reasoning: canThink })
    .map(({ set, ...thinks }) => {
      const fast = model(set === 'one' ? 'deep' : 'swift', thinks.fast);
      const reasoning = model('deep', set === 'one' ? thinks.fast : thinks.reasoning);
      return { ...(set !== 'reasoning' && { fast }), ...(set !== 'fast' && { reasoning }) };
    }),
  profile: fc.constantFrom(...profiles),
  policies: fc.record({ format: anyPolicy, complete: anyPolicy, refactor: anyPolicy, architect: anyPolicy }),
  preferLocalTools: fc.boolean(),
  escalate: fc.boolean(),
  highStakesFiles: fc.constant(['payments/**']),
  rules: fc.array(
    fc.record({
      when: fc.constantFrom(
        { language: 'sql' },
        { command: 'ask' },
        { command: 'complete', language: 'sql' },
      ),
      route: fc.record({ class: optional(anyClass), tier: optional(anyTier) }),
    }),
    { maxLength: 1 },
  ),
  caps: fc.record({
    costPerRequest: fc.constant(undefined),
    tokens: fc.constant({ fast: 4000, reasoning: 16_000 }),
    seconds: fc.constant({ fast: 30, reasoning: 120 }),
    maxEffort: fc.constantFrom(...efforts),
    extraAttempts: fc.constant(2),
    requestsPerMinute: fc.constant(30),
  }),
  budgets: fc.constant([]),
  unknownPrice: fc.constant('ask'),
  blockedBy: fc.constant([]),
});

const localTool = { name: 'formatter', because: 'layout', action: { kind: 'formatter' } } as const;

const anyMeeting: fc.Arbitrary<RouteInputs> = fc.record({
  request: anyRequest,
  classification: anyClassification,
  settings: anySettings,
  history: fc.constantFrom(undefined, 10, 50, 1000).map((seconds) => ({
    ...emptyHistory,
    p95Seconds: () => seconds,
  })),
  costOf: fc.constantFrom<RouteInputs['costOf']>(
    () => undefined,
    // The warm cache makes the dear model the cheaper one.
    (_, { input = 0, cacheRead = 0, output = 0 }) => nanoUsd((input - cacheRead) * 1000 + output),
  ),
  localTool: optional(fc.constant(localTool)),
  override: optional(
    fc.record({
      class: optional(anyClass),
      tier: optional(anyTier),
      upTo: optional(fc.constantFrom(...upToSteps)),
    }),
  ),
  conversation: optional(
    fc.record({
      tier: anyTier,
      class: anyClass,
      idleMs: fc.constantFrom(0, 600_000),
      promptTokens: fc.constantFrom(undefined, 100_000),
    }),
  ),
});

/** In half of them the conversation goes on with the same task. */
const anyInputs: fc.Arbitrary<RouteInputs> = fc
  .tuple(anyMeeting, fc.boolean())
  .map(([{ conversation, ...inputs }, same]) => ({
    ...inputs,
    conversation:
      conversation && same ? { ...conversation, class: inputs.classification.class } : conversation,
  }));

/** How a property is broken by some of five thousand ways that things come together; undefined: by none. */
function broken(holds: (routed: ModelRoute, inputs: RouteInputs) => boolean): string | undefined {
  const property = fc.property(anyInputs, (inputs) => {
    const { route: routed } = route(inputs);
    return !routed || routed.tier === 'local' || holds(routed, inputs);
  });
  const { failed, counterexample } = fc.check(property, { numRuns: 5000 });
  return failed ? fc.stringify(counterexample) : undefined;
}

function said({ because }: ModelRoute, words: RegExp): boolean {
  return because.some((phrase) => words.test(phrase));
}

function personAskedToThink({ override }: RouteInputs, routed: ModelRoute): boolean {
  if (override?.tier) return override.tier === 'reasoning';
  return override?.upTo !== undefined || said(routed, /^your rule says reasoning$/);
}

const inLoop = ({ request, conversation }: RouteInputs): boolean =>
  request.insideToolLoop === true && conversation !== undefined;

describe('whatever comes together', () => {
  it('a tool loop stays on its model', () => {
    const stays = broken((routed, inputs) => {
      const { conversation, settings } = inputs;
      if (!conversation || !inLoop(inputs) || !settings.models[conversation.tier]) return true;
      return routed.tier === conversation.tier && said(routed, /^inside a tool loop/);
    });
    expect(stays).toBeUndefined();
  });

  it('no tool of the editor answers inside a tool loop', () => {
    const property = fc.property(
      anyInputs,
      (inputs) => !inputs.request.insideToolLoop || route(inputs).route?.tier !== 'local',
    );
    expect(fc.check(property, { numRuns: 5000 }).failed).toBe(false);
  });

  it('avoid buys no thinking that nobody asked for, before or after a failed check', () => {
    const bought = broken(
      (routed, inputs) =>
        routed.policy !== 'avoid' ||
        (!routed.mayEscalate && (routed.effort === 'none' || personAskedToThink(inputs, routed))),
    );
    expect(bought).toBeUndefined();
  });

  it('a person’s choice wins over all but a tool loop, and is named', () => {
    const lost = broken((routed, inputs) => {
      const { override, settings } = inputs;
      const byClass =
        !override?.class ||
        (routed.class === override.class && routed.because.includes(`you chose ${override.class}`));
      if (!override?.tier) return byClass;
      const free = !inLoop(inputs) && settings.models[override.tier];
      const byTier = !free || routed.tier === override.tier;
      return byClass && byTier && routed.because.includes(`you chose ${override.tier}`);
    });
    expect(lost).toBeUndefined();
  });

  it('a rule wins over all but a tool loop and the person, and is named', () => {
    const lost = broken((routed, inputs) => {
      const { override, settings, request } = inputs;
      const tier = ruleFor(request, settings.rules)?.route.tier;
      if (!tier || override?.tier || override?.upTo) return true;
      const free = !inLoop(inputs) && settings.models[tier];
      return (!free || routed.tier === tier) && routed.because.includes(`your rule says ${tier}`);
    });
    expect(lost).toBeUndefined();
  });

  it('fast by a person, a rule or the wait is not made slow by anything', () => {
    const slowed = broken((routed, inputs) => {
      if (!said(routed, /^(you chose|your rule says) fast$|you would wait/)) return true;
      const stays = inLoop(inputs) || said(routed, /^same task/) || !inputs.settings.models.fast;
      const thinks = routed.effort !== 'none' && !said(routed, /thinks a little$/);
      return (stays || routed.tier === 'fast') && !thinks && !routed.mayEscalate;
    });
    expect(slowed).toBeUndefined();
  });

  it('a route that may not escalate ends at a failed check', () => {
    const escalated = broken((routed, { settings }) => {
      const { tier, effort, mayEscalate } = routed;
      const check = { verdict: 'failed', what: ['syntax'] } as const;
      const attempts = [{ tier, effort, answered: true, check }];
      const step = nextStep({ route: routed, attempts, settings, elapsedMs: 0 });
      return (mayEscalate && settings.escalate) || step.kind === 'stop';
    });
    expect(escalated).toBeUndefined();
  });

  it('the command a person gave names the class, unless they or a rule for it say otherwise', () => {
    const renamed = broken(
      (routed, { request: { command }, classification, override, settings: { rules } }) => {
        if (command === undefined || command === 'ask' || override?.class) return true;
        return rules.some(({ when }) => when.command === command) || routed.class === classification.class;
      },
    );
    expect(renamed).toBeUndefined();
  });

  it('effort keeps its limit, and what certainly cannot think is asked for none', () => {
    const over = broken(
      ({ tier, effort }, { settings: { caps, models } }) =>
        efforts.indexOf(effort) <= efforts.indexOf(caps.maxEffort) &&
        (models[tier]?.canThink !== false || effort === 'none'),
    );
    expect(over).toBeUndefined();
  });

  it('the reasons name what decided, and the signs of a class stand with no other', () => {
    const decided =
      /^(you (chose|allowed)|your rule says|inside a tool loop|same task|avoid →|no evidence|maybe →|use →|high stakes)/;
    const unnamed = broken(
      (routed, { classification, settings }) =>
        said(routed, /a sign/) === (routed.class === classification.class) &&
        said({ ...routed, because: routed.because.slice(1) }, decided) &&
        (!said(routed, /^avoid →/) || routed.tier === 'fast' || !settings.models.fast),
    );
    expect(unnamed).toBeUndefined();
  });
});
