/** Sums over the attempts of a receipt, with what is missing left missing. */
import type { Count } from '../meter/meterReading.ts';
import type { Provenance } from '../meter/usage.ts';
import { sumNano, type NanoUsd } from '../pricing/money.ts';
import type { ReceiptAttempt, ReceiptTotals } from './receipt.ts';

function addCounts(counts: readonly Count[]): Count {
  const known = counts.filter(({ tokens }) => tokens !== undefined);
  if (known.length === 0) return { tokens: undefined, exact: false };
  return {
    tokens: known.reduce((sum, { tokens = 0 }) => sum + tokens, 0),
    // With one of them missing the sum is a lower bound, so it is no exact figure.
    exact: known.length === counts.length && known.every(({ exact }) => exact),
  };
}

function addMoney(costs: readonly (NanoUsd | undefined)[]): NanoUsd | undefined {
  const known = costs.filter((cost) => cost !== undefined);
  return known.length === 0 ? undefined : sumNano(known);
}

const weakestFirst: readonly Provenance[] = ['estimated', 'computed', 'billed'];

export function totalsOf(attempts: readonly ReceiptAttempt[]): ReceiptTotals {
  const counted = attempts.filter(
    ({ end, tier }) => end !== 'unbilled' && end !== 'running' && tier !== 'local',
  );
  const costs = attempts.map(({ cost }) => cost);
  const sum = (pick: (attempt: ReceiptAttempt) => Count): Count => addCounts(counted.map(pick));
  const count = (tokens: number | undefined, exact: boolean): Count => ({
    tokens,
    exact: exact && tokens !== undefined,
  });
  const output = sum(({ usage, usageExact }) => count(usage.output, usageExact));
  const hidden = sum(({ buckets }) => buckets.outputHidden);
  return {
    cost: addMoney(costs),
    unknownCosts: counted.filter(({ cost }) => cost === undefined).length,
    unbilled: attempts.every(({ end }) => end === 'unbilled'),
    provenance:
      weakestFirst.find((provenance) => counted.some((attempt) => attempt.provenance === provenance)) ??
      'computed',
    input: sum(({ usage, usageExact }) => count(usage.input, usageExact)),
    cached: sum(({ buckets }) => buckets.cacheRead),
    output,
    visible: sum(({ buckets }) => buckets.outputVisible),
    hidden,
    hiddenShare: hidden.tokens === undefined || !output.tokens ? undefined : hidden.tokens / output.tokens,
    hiddenCost: addMoney(counted.map(({ buckets }) => buckets.outputHidden.cost)),
  };
}
