/** Decides where a request goes. Pure: the same inputs always give the same route and reasons. */
import type { Classification } from '../classify/classification.ts';
import type { ConfiguredModel, GatewaySettings, ModelTier, RoutingRule } from '../gatewaySettings.ts';
import type { EditorRequest, RequestClass } from '../request.ts';
import type { LocalTool } from '../tools/localTool.ts';
import { type ConversationState, stickyTier, switchCostsMore, thinkingCostsLess } from './conversation.ts';
import { firstTokenSeconds } from './firstToken.ts';
import type { RouteHistory } from './history.ts';
import type { RouteOverride } from './override.ts';
import { effectivePolicy, lesserEffort, profileRules, raisedEffort } from './policy.ts';
import { modelName } from './pricedModel.ts';
import { ruleFor } from './rules.ts';
import { predict, typicalOutput, type CostOf } from './prediction.ts';
import type { Effort, Policy, Route } from './route.ts';
import { describeRequest } from './routeReasons.ts';

export interface RouteInputs {
  readonly request: EditorRequest;
  readonly classification: Classification;
  readonly settings: GatewaySettings;
  readonly history: RouteHistory;
  /** Prices a guess; undefined where the price is unknown. */
  readonly costOf: CostOf;
  /** The tool that can do it without inference, found by src/core/tools/. */
  readonly localTool: LocalTool | undefined;
  readonly override?: RouteOverride | undefined;
  readonly conversation?: ConversationState | undefined;
}

/** `notSetUp` where no model is configured at all and no local tool can do it. */
export type RouteResult = { readonly route: Route } | { readonly route?: never; readonly notSetUp: true };

export function route(inputs: RouteInputs): RouteResult {
  const { classification, request, settings, override, localTool } = inputs;
  const rule = ruleFor(request, settings.rules);
  const chosenClass = override?.class ?? rule?.route.class;
  const requestClass = chosenClass ?? classification.class;
  const { policy, raisedBy } = effectivePolicy(requestClass, request, settings);
  const base = {
    classification,
    class: requestClass,
    policy,
    confidence: chosenClass === undefined ? classification.scores[requestClass] : 1,
  };
  const what = describeRequest(request, classification, requestClass);

  const modelForced = override?.tier !== undefined || override?.upTo !== undefined;
  if (localTool && settings.preferLocalTools && !modelForced) {
    return { route: { ...base, tier: 'local', tool: localTool.name, because: [what, localTool.because] } };
  }

  const wish = stayingWish(inputs, wishedTier(inputs, requestClass, policy, raisedBy, rule));
  const tier = availableTier(wish.tier, settings);
  const model = tier && settings.models[tier];
  if (!tier || !model) return { notSetUp: true };

  const because = [what, ...chosenClassReason(override, rule), ...wish.because];
  if (tier !== wish.tier) because.push(`no ${wish.tier} model is set up`);
  const effort =
    tier === 'fast' && model.canThink
      ? lesserEffort(wish.effort ?? 'none', settings.caps.maxEffort)
      : effortFor(inputs, tier, model, policy, raisedBy !== undefined);
  return {
    route: {
      ...base,
      tier,
      model: model.ref,
      effort,
      because,
      attemptCaps: {
        outputTokens: settings.caps.tokens[tier],
        firstTokenSeconds: firstTokenSeconds(settings.caps.seconds[tier], effort, model.local),
        seconds: settings.caps.seconds[tier],
      },
      taskCaps: {
        attempts: 1 + settings.caps.extraAttempts,
        seconds: settings.caps.seconds.reasoning + settings.caps.seconds.fast,
        cost: smallerCost(settings.caps.costPerRequest, override?.upTo?.cost),
      },
      predicted: predict(request, requestClass, tier, model, effort, inputs.history, inputs.costOf),
    },
  };
}

function chosenClassReason(override: RouteOverride | undefined, rule: RoutingRule | undefined): string[] {
  if (override?.class) return [`you chose ${override.class}`];
  return rule?.route.class ? [`your rule says ${rule.route.class}`] : [];
}

interface Wish {
  readonly tier: ModelTier;
  /** Of the fast model, where it is to think after all. */
  readonly effort?: Effort;
  readonly because: readonly string[];
}

function wishedTier(
  inputs: RouteInputs,
  requestClass: RequestClass,
  policy: Policy,
  raisedBy: string | undefined,
  rule: RoutingRule | undefined,
): Wish {
  const { override, settings, classification, conversation } = inputs;
  if (override?.tier) return { tier: override.tier, because: [`you chose ${override.tier}`] };
  if (override?.upTo) {
    return { tier: 'reasoning', because: [`you allowed up to ${override.upTo.label}`] };
  }
  const sticky = conversation && stickyTier(conversation, inputs.request, requestClass);
  if (sticky) return sticky;
  if (rule?.route.tier) return { tier: rule.route.tier, because: [`your rule says ${rule.route.tier}`] };

  if (policy === 'avoid') return { tier: 'fast', because: ['avoid → fast'] };
  const { threshold } = profileRules[settings.profile];
  const share = `needs reasoning: ${Math.round(classification.deservesReasoning * 100)} %`;
  if (policy === 'maybe') {
    if (classification.basis === 'none') {
      return { tier: 'fast', because: ['no evidence: fast first, as the policy says'] };
    }
    if (classification.deservesReasoning < threshold) {
      return {
        tier: 'fast',
        because: [`${settings.escalate ? 'maybe → fast first' : 'maybe → fast'} (${share})`],
      };
    }
  }
  const why =
    raisedBy !== undefined
      ? `high stakes (${raisedBy}): maybe → use`
      : policy === 'use'
        ? 'use → reasoning'
        : `maybe → reasoning (${share})`;
  if (policy === 'maybe' && !isClear(inputs) && thinksCheaper(inputs)) {
    const instead = 'some thinking where it is costs less than a switch, which reads everything uncached';
    return { tier: 'fast', effort: 'low', because: [`maybe → think (${share})`, instead] };
  }
  return withinWait(inputs, requestClass, policy, raisedBy !== undefined, why);
}

/** Within `maybe` effort comes before the model: some thinking where the conversation is may be enough. */
function thinksCheaper({ conversation, settings: { models }, costOf }: RouteInputs): boolean {
  const { fast, reasoning } = models;
  if (!conversation || !fast?.canThink || !reasoning || modelName(fast) === modelName(reasoning))
    return false;
  const output = { fast: typicalOutput('fast', 'low'), reasoning: typicalOutput('reasoning', 'low') };
  return thinkingCostsLess(conversation, output, (tier, usage) => {
    const model = models[tier];
    return model && costOf(model, usage);
  });
}

/** A conversation's warm cache may make the dearer model the cheaper one. */
function stayingWish({ conversation, override, settings, costOf }: RouteInputs, wish: Wish): Wish {
  if (wish.tier !== 'fast' || !conversation || override?.tier) return wish;
  const dearer = switchCostsMore(conversation, typicalOutput('fast', 'none'), (tier, usage) => {
    const model = settings.models[tier];
    return model && costOf(model, usage);
  });
  if (!dearer) return wish;
  return { tier: 'reasoning', because: ['a switch would read the whole conversation uncached: it stays'] };
}

/** A class has a tolerance: past it the fast answer now is worth more than the better one later. */
function withinWait(
  inputs: RouteInputs,
  requestClass: RequestClass,
  policy: Policy,
  highStakes: boolean,
  why: string,
): Wish {
  const { settings, history } = inputs;
  const { reasoning: model, fast } = settings.models;
  const tolerance = profileRules[settings.profile].toleranceSeconds[requestClass];
  const p95Seconds = (of: ConfiguredModel, tier: ModelTier, effort: Effort): number | undefined =>
    history.p95Seconds({ model: modelName(of), tier, effort });
  const p95 =
    model && p95Seconds(model, 'reasoning', effortFor(inputs, 'reasoning', model, policy, highStakes));
  if (model && p95 !== undefined && p95 > tolerance && !highStakes) {
    const but = `but ${model.ref.model} may take ${Math.round(p95)} s, over the ${tolerance} s you would wait`;
    // The model that takes too long to think takes as long when the fast tier asks it to.
    const thinksInTime =
      fast?.canThink &&
      modelName(fast) !== modelName(model) &&
      (p95Seconds(fast, 'fast', 'low') ?? 0) <= tolerance;
    return thinksInTime
      ? { tier: 'fast', effort: 'low', because: [why, `${but}: the fast model thinks a little`] }
      : { tier: 'fast', because: [why, but] };
  }
  return { tier: 'reasoning', because: [why] };
}

function availableTier(wish: ModelTier, settings: GatewaySettings): ModelTier | undefined {
  if (settings.models[wish]) return wish;
  const other = wish === 'fast' ? 'reasoning' : 'fast';
  return settings.models[other] ? other : undefined;
}

/** Far over the threshold, not just past it. */
function isClear({ settings, classification }: RouteInputs): boolean {
  const { threshold } = profileRules[settings.profile];
  return classification.deservesReasoning >= (1 + threshold) / 2;
}

/** What failed before counts where this request goes on with it, not where it merely came after. */
function failedBefore({ request, classification, conversation }: RouteInputs): boolean {
  const goesOn = classification.basis === 'followUp' || conversation !== undefined;
  return goesOn && request.previous?.at(-1)?.failed === true;
}

function effortFor(
  inputs: RouteInputs,
  tier: ModelTier,
  model: ConfiguredModel,
  policy: Policy,
  highStakes: boolean,
): Effort {
  const { settings, override } = inputs;
  if (tier === 'fast' || model.canThink === false) return 'none';
  if (override?.upTo) return lesserEffort(override.upTo.effort, settings.caps.maxEffort);
  const { effort } = profileRules[settings.profile];
  let wanted = policy === 'use' || isClear(inputs) ? effort.strong : effort.usual;
  if (highStakes || failedBefore(inputs)) wanted = raisedEffort(wanted) ?? wanted;
  return lesserEffort(wanted, settings.caps.maxEffort);
}

function smallerCost<T extends number>(a: T | undefined, b: T | undefined): T | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a < b ? a : b;
}
