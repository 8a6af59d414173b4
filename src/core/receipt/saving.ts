/**
 * What a route saved against always reasoning. An estimate by nature, since the other way was not taken,
 * and so a range; negative where a fast try came first and the reasoning model was paid all the same.
 */
import type { Saving } from '../model/ledger.ts';
import { type ConfiguredModel, modelName } from '../model/gatewaySettings.ts';
import { nanoUsd, sumNano, zeroNano, type NanoUsd } from '../model/money.ts';
import type { RequestClass } from '../model/request.ts';
import { type RouteHistory, typicalThinking, type CostOf } from '../route/history.ts';
import type { Effort } from '../model/route.ts';
import type { FinishedAttempt } from '../model/receipt.ts';

export interface SavingInputs {
  readonly requestClass: RequestClass;
  /** All attempts of an answered task, oldest first. */
  readonly attempts: readonly FinishedAttempt[];
  readonly reasoning: ConfiguredModel | undefined;
  /** The least and the most that the reasoning model would have been asked to think. */
  readonly efforts: readonly [Effort, Effort];
  readonly history: Pick<RouteHistory, 'costRange'>;
  readonly costOf: CostOf;
}

const against = 'always reasoning';

/** undefined where nothing was saved or spent by the choice, or where a price is not known. */
export function savingOf({ attempts, reasoning, ...inputs }: SavingInputs): Saving | undefined {
  const [first] = attempts;
  if (!first || !reasoning || reasoning.realm === 'practice' || first.tier !== 'fast') return undefined;
  const costs = attempts.flatMap(({ state, settlement }) => (state === 'settled' ? [settlement?.cost] : []));
  const known = costs.filter((cost) => cost !== undefined);
  if (known.length < costs.length) return undefined;

  if (attempts.some(({ tier }) => tier === 'reasoning')) {
    // Straight there would have cost what it did cost, without the tries before it.
    const before = attempts.filter(({ tier }) => tier === 'fast');
    const saved = nanoUsd(0 - sumNano(before.map(({ settlement }) => settlement?.cost ?? zeroNano)));
    return saved === 0 ? undefined : { low: saved, high: saved, against };
  }
  const other = otherCost(attempts.at(-1), reasoning, inputs);
  if (!other) return undefined;
  const spent = sumNano(known);
  return { low: nanoUsd(other.low - spent), high: nanoUsd(other.high - spent), against };
}

/** By this machine's own rows of the class; else the same text, with the thinking that is typical. */
function otherCost(
  answered: FinishedAttempt | undefined,
  reasoning: ConfiguredModel,
  { requestClass, efforts, history, costOf }: Omit<SavingInputs, 'attempts' | 'reasoning'>,
): { low: NanoUsd; high: NanoUsd } | undefined {
  const learned = history.costRange(requestClass, { model: modelName(reasoning), tier: 'reasoning' });
  if (learned) return learned;
  const { input, output, hidden = 0 } = answered?.settlement?.usage ?? {};
  if (input === undefined || output === undefined) return undefined;
  const [low, high] = efforts.map((effort) => {
    const thinking = reasoning.canThink === false ? 0 : typicalThinking(effort);
    return costOf(reasoning, { input, output: output - hidden + thinking });
  });
  return low === undefined || high === undefined ? undefined : { low, high };
}
