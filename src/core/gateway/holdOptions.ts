/** The ways an attempt may run, dearest first, each with the worst case it would hold. */
import { ladder, type Candidate, type CandidateQuote } from '../budget/ladder.ts';
import type { BudgetLimit } from '../model/budget.ts';
import {
  type ConfiguredModel,
  type GatewaySettings,
  type ModelTier,
  pricedModelOf,
} from '../model/gatewaySettings.ts';
import type { HoldOption } from '../model/ledger.ts';
import { inputBound, worstCase } from '../pricing/quote.ts';
import { zeroNano } from '../model/money.ts';
import type { PriceBook } from '../model/price.ts';
import type { Prompt } from './prompt.ts';
import type { RouteHistory } from '../route/history.ts';
import type { Effort, ModelRoute } from '../model/route.ts';

export interface HoldOptionsInput {
  readonly book: PriceBook;
  readonly history: RouteHistory;
  readonly settings: GatewaySettings;
  readonly route: ModelRoute;
  readonly tier: ModelTier;
  readonly effort: Effort;
  /** The fast model where a budget may fall back to it. */
  readonly fallback: ConfiguredModel | undefined;
  readonly limits: readonly BudgetLimit[];
  readonly prompt: Prompt;
  /** Ms since the epoch. */
  readonly at: number;
  readonly estimatedInput: number;
}

/** Names the limit that a person's "up to" makes. */
const upToSetting = 'up to';

/** Fewer output tokens than this hold no thought and answer; a cheaper route is better then. */
const fewestTokens = 500;

export function holdOptions(input: HoldOptionsInput): readonly HoldOption[] {
  const { settings, tier, route, fallback } = input;
  const model = settings.models[tier];
  if (!model) return [];
  return ladder({
    preferred: capToUpTo(input, candidateOf(model, tier, input.effort, settings.caps.tokens[tier])),
    fast: fallback && capToUpTo(input, candidateOf(fallback, 'fast', 'none', settings.caps.tokens.fast)),
    limits: input.limits,
    quote: (candidate) => quoteOf(input, candidate),
    neededOutput: ({ endpointId, model: name, tier: ofTier, effort }) =>
      input.history.p95Output(route.class, { model: `${endpointId}/${name}`, tier: ofTier, effort }),
  });
}

/**
 * The limits that an attempt must keep. Practice spends nothing; a person's "up to" is one more limit
 * for this task, and what they allow once only warns.
 */
export function limitsOf(
  settings: GatewaySettings,
  route: ModelRoute,
  model: ConfiguredModel,
  allowOnce: readonly string[] | undefined,
): readonly BudgetLimit[] {
  if (model.realm === 'practice') return [];
  const upTo = route.taskCaps.cost;
  const configured = settings.budgets.some(({ period, limit }) => period === 'request' && limit === upTo);
  const budgets = settings.budgets.map((limit): BudgetLimit => {
    const allowed = limit.scope === 'user' && allowOnce?.includes(limit.setting) === true;
    return allowed ? { ...limit, whenReached: 'warn' } : limit;
  });
  if (upTo === undefined || configured) return budgets;
  const limit: BudgetLimit = {
    scope: 'user',
    period: 'request',
    limit: upTo,
    whenReached: 'downgrade',
    setting: upToSetting,
  };
  return [...budgets, limit];
}

function candidateOf(
  { endpoint, ref }: ConfiguredModel,
  tier: ModelTier,
  effort: Effort,
  maxOutputTokens: number,
): Candidate {
  const { id, dialect, api } = endpoint;
  return { tier, endpointId: id, dialect, api, model: ref.model, effort, maxOutputTokens };
}

/** A person's "up to" is sent as the cap: as many tokens of that model as the money surely pays for. */
function capToUpTo(input: HoldOptionsInput, candidate: Candidate): Candidate {
  const upTo = input.limits.find(({ setting }) => setting === upToSetting)?.limit;
  const whole = quoteOf(input, candidate)?.hold;
  if (upTo === undefined || whole === undefined || whole <= upTo) return candidate;
  const least = quoteOf(input, { ...candidate, maxOutputTokens: 1 })?.hold ?? zeroNano;
  const perToken = (whole - least) / (candidate.maxOutputTokens - 1);
  const maxOutputTokens = Math.floor((upTo - least) / perToken);
  return maxOutputTokens < fewestTokens ? candidate : { ...candidate, maxOutputTokens };
}

function quoteOf(input: HoldOptionsInput, candidate: Candidate): CandidateQuote | undefined {
  const { settings, book, at, route, prompt } = input;
  const configured = settings.models[candidate.tier];
  if (!configured) return undefined;
  const model = pricedModelOf(configured);
  const { state } = book.priceOf(model, at);
  const hold = worstCase({
    inputBound: inputBound({ ...prompt, model: model.model }),
    maxOutputTokens: candidate.maxOutputTokens,
    model,
    book,
    at,
    until: at + route.taskCaps.seconds * 1000,
  });
  const inputCost = book.costOf(model, { input: input.estimatedInput, output: 0 }, at, 'halfUp');
  return { hold: hold ?? zeroNano, inputCost, priceState: state };
}
