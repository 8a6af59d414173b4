/** Decides where a request goes. Pure: the same inputs always give the same route and reasons. */
import type { Classification, EditorRequest, RequestClass } from '../model/request.ts';
import {
  type ConfiguredModel,
  type GatewaySettings,
  type ModelTier,
  type RoutingRule,
  modelName,
} from '../model/gatewaySettings.ts';
import type { LocalTool } from '../tools/localTool.ts';
import { type ConversationState, staysForTask, switchCostsMore, thinkingCostsLess } from './conversation.ts';
import {
  firstTokenSeconds,
  type EffectivePolicy,
  effectivePolicy,
  lesserEffort,
  profileRules,
  raisedEffort,
} from './policy.ts';
import { type RouteHistory, predict, typicalOutput, type CostOf } from './history.ts';
import { type RouteOverride, classByRule, ruleFor } from './override.ts';
import type { Effort, Route } from '../model/route.ts';
import { wholeWordingFeature } from '../classify/evidence.ts';

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
  const ruleClass = rule && classByRule(rule, request);
  const chosenClass = override?.class ?? ruleClass;
  const requestClass = chosenClass ?? classification.class;
  const effective = effectivePolicy(requestClass, request, settings);
  const { policy } = effective;
  const base = {
    classification,
    class: requestClass,
    policy,
    confidence: chosenClass === undefined ? classification.scores[requestClass] : 1,
  };
  const what = describeRequest(request, classification, requestClass);

  const modelForced = request.insideToolLoop || override?.tier !== undefined || override?.upTo !== undefined;
  if (localTool && settings.preferLocalTools && !modelForced) {
    return { route: { ...base, tier: 'local', tool: localTool.name, because: [what, localTool.because] } };
  }

  const wish = wishFor(inputs, requestClass, effective, rule);
  const tier = availableTier(wish.tier, settings);
  const model = tier && settings.models[tier];
  if (!tier || !model) return { notSetUp: true };

  const because = [what, ...chosenClassReason(override, ruleClass), ...wish.because];
  if (tier !== wish.tier) because.push(`no ${wish.tier} model is set up`);
  const effort = effortFor(inputs, wish, tier, model, effective);
  return {
    route: {
      ...base,
      tier,
      model: model.ref,
      effort,
      because,
      mayEscalate: policy !== 'avoid' && !wish.final,
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

function chosenClassReason(
  override: RouteOverride | undefined,
  ruleClass: RequestClass | undefined,
): string[] {
  if (override?.class) return [`you chose ${override.class}`];
  return ruleClass ? [`your rule says ${ruleClass}`] : [];
}

interface Wish {
  readonly tier: ModelTier;
  /** undefined: none on the fast tier; on the other what policy, evidence and profile make of it. */
  readonly effort?: Effort;
  /** Decided for good: neither a warm cache nor a failed check brings the dearer way. */
  readonly final?: boolean;
  readonly because: readonly string[];
}

/** What binds most comes first: a tool loop, the person, their rule, the conversation, the policy. */
function wishFor(
  inputs: RouteInputs,
  requestClass: RequestClass,
  effective: EffectivePolicy,
  rule: RoutingRule | undefined,
): Wish {
  const { request, conversation } = inputs;
  const { policy } = effective;
  const asked = askedWish(inputs, rule);
  if (request.insideToolLoop && conversation) {
    const thinking = asked ?? (policy === 'avoid' ? { effort: 'none' as const } : {});
    const because = [...(asked?.because ?? []), 'inside a tool loop: the model stays'];
    return { ...thinking, tier: conversation.tier, because };
  }
  if (asked) return asked;
  if (conversation && staysForTask(conversation, request, requestClass, policy)) {
    const stays = 'same task: the conversation stays on its model';
    const late = conversation.tier === 'reasoning' && overWait(inputs, requestClass, effective);
    if (late)
      return {
        tier: 'reasoning',
        effort: 'none',
        final: true,
        because: [stays, `${late}: it does not think`],
      };
    return { tier: conversation.tier, ...(policy === 'avoid' && { effort: 'none' }), because: [stays] };
  }
  return stayingWish(inputs, wishByPolicy(inputs, requestClass, effective));
}

/** What a person chose, for this request or by a rule. */
function askedWish({ override }: RouteInputs, rule: RoutingRule | undefined): Wish | undefined {
  const { tier, upTo } = override ?? {};
  if (tier) return chosenWish(tier, `you chose ${tier}`);
  if (upTo) return { tier: 'reasoning', effort: upTo.effort, because: [`you allowed up to ${upTo.label}`] };
  return rule?.route.tier && chosenWish(rule.route.tier, `your rule says ${rule.route.tier}`);
}

function chosenWish(tier: ModelTier, why: string): Wish {
  return tier === 'fast' ? { tier, effort: 'none', final: true, because: [why] } : { tier, because: [why] };
}

function wishByPolicy(inputs: RouteInputs, requestClass: RequestClass, effective: EffectivePolicy): Wish {
  const { settings, classification } = inputs;
  const { policy, raisedBy } = effective;
  if (policy === 'avoid') return { tier: 'fast', final: true, because: ['avoid → fast'] };
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
  return withinWait(inputs, requestClass, effective, why);
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

/** A conversation's warm cache may make the dearer model the cheaper one; it is not asked to think there. */
function stayingWish({ conversation, settings, costOf }: RouteInputs, wish: Wish): Wish {
  if (wish.tier !== 'fast' || wish.final || !conversation) return wish;
  const dearer = switchCostsMore(conversation, typicalOutput('fast', 'none'), (tier, usage) => {
    const model = settings.models[tier];
    return model && costOf(model, usage);
  });
  if (!dearer) return wish;
  const stays = 'but a switch would read the whole conversation uncached: it stays';
  return { tier: 'reasoning', effort: 'none', because: [...wish.because, stays] };
}

/** A class has a tolerance: past it the fast answer now is worth more than the better one later. */
function withinWait(
  inputs: RouteInputs,
  requestClass: RequestClass,
  effective: EffectivePolicy,
  why: string,
): Wish {
  const { fast, reasoning } = inputs.settings.models;
  const late = overWait(inputs, requestClass, effective);
  if (late === undefined) return { tier: 'reasoning', because: [why] };
  // The model that takes too long to think takes as long when the fast tier asks it to.
  const other = fast?.canThink && reasoning && modelName(fast) !== modelName(reasoning);
  const thinksInTime =
    other && (p95Seconds(inputs, fast, 'fast', 'low') ?? 0) <= toleranceOf(inputs, requestClass);
  return thinksInTime
    ? { tier: 'fast', effort: 'low', final: true, because: [why, `${late}: the fast model thinks a little`] }
    : { tier: 'fast', final: true, because: [why, late] };
}

/** How the reasoning model would take longer than one waits, in words; never where the stakes are high. */
function overWait(
  inputs: RouteInputs,
  requestClass: RequestClass,
  effective: EffectivePolicy,
): string | undefined {
  const { reasoning: model } = inputs.settings.models;
  if (!model || effective.raisedBy !== undefined) return undefined;
  const wish: Wish = { tier: 'reasoning', because: [] };
  const effort = effortFor(inputs, wish, 'reasoning', model, effective);
  const p95 = p95Seconds(inputs, model, 'reasoning', effort);
  const tolerance = toleranceOf(inputs, requestClass);
  if (p95 === undefined || p95 <= tolerance) return undefined;
  return `but ${model.ref.model} may take ${Math.round(p95)} s, over the ${tolerance} s you would wait`;
}

function toleranceOf({ settings }: RouteInputs, requestClass: RequestClass): number {
  return profileRules[settings.profile].toleranceSeconds[requestClass];
}

function p95Seconds(
  { history }: RouteInputs,
  model: ConfiguredModel,
  tier: ModelTier,
  effort: Effort,
): number | undefined {
  return history.p95Seconds({ model: modelName(model), tier, effort });
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
  wish: Wish,
  tier: ModelTier,
  model: ConfiguredModel,
  { policy, raisedBy }: EffectivePolicy,
): Effort {
  const { settings } = inputs;
  const thinks = model.canThink ?? tier === 'reasoning';
  if (!thinks) return 'none';
  if (wish.effort !== undefined) return lesserEffort(wish.effort, settings.caps.maxEffort);
  if (tier === 'fast' || wish.tier === 'fast') return 'none';
  const { effort } = profileRules[settings.profile];
  let wanted = policy === 'use' || isClear(inputs) ? effort.strong : effort.usual;
  if (raisedBy !== undefined || failedBefore(inputs)) wanted = raisedEffort(wanted) ?? wanted;
  return lesserEffort(wanted, settings.caps.maxEffort);
}

function smallerCost<T extends number>(a: T | undefined, b: T | undefined): T | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a < b ? a : b;
}

// The first phrase of every explanation: what the request is and which signs say so.

const signsShown = 2;
/** How much is selected is said first; that the whole wording counts is always so. */
const saysNothingNew: ReadonlySet<string> = new Set([
  wholeWordingFeature,
  'selection',
  'selection.long',
  'reasoning.selection.long',
]);

/** The signs spoke for the class the classifier found; another class was chosen, and the choice is told. */
export function describeRequest(
  request: EditorRequest,
  classification: Classification,
  requestClass: RequestClass,
): string {
  const signs = [
    ...(request.selection ? [selectionPhrase(request.selection.lines)] : []),
    ...(requestClass === classification.class ? classification.evidence : [])
      .filter(({ weight, feature }) => weight > 0 && !saysNothingNew.has(feature))
      .map(({ phrase }) => phrase),
  ];
  const distinct = [...new Set(signs)].slice(0, signsShown);
  return distinct.length === 0 ? requestClass : `${requestClass}: ${distinct.join(', ')}`;
}

function selectionPhrase(lines: number): string {
  return lines === 1 ? 'selection of 1 line' : `selection of ${lines} lines`;
}
