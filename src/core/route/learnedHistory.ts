/** Route history from this machine's own rows. */
import type { LedgerRow } from '../ledger/ledger.ts';
import {
  learnCostRange,
  learnLatency,
  learnModelCalibration,
  learnOutputP95,
  learnThinkingRate,
  learnTypical,
  type LearnedRow,
} from '../meter/learnedRates.ts';
import type { RouteHistory } from './history.ts';

/** @param rows newest first, as the ledger gives them. */
export function learnedHistory(rows: readonly LedgerRow[]): RouteHistory {
  const learned = learnedRows(rows);
  return {
    p95Seconds: once((use) => {
      const latency = learnLatency(learned, use, 'totalMs');
      return latency && latency.p95 / 1000;
    }),
    typical: once((requestClass, use) => learnTypical(learned, requestClass, use)),
    costRange: once((requestClass, use) => learnCostRange(learned, requestClass, use)),
    p95Output: once((requestClass, use) => learnOutputP95(learned, requestClass, use)),
    modelFacts: once((model, effort) => ({
      calibration: learnModelCalibration(learned, model),
      thinkingRate: learnThinkingRate(learned, model, effort),
    })),
  };
}

/**
 * What rows teach, oldest first.
 *
 * @param rows newest first, as the ledger gives them.
 */
export function learnedRows(rows: readonly LedgerRow[]): readonly LearnedRow[] {
  return rows.toReversed().flatMap((row) => learnedRow(row) ?? []);
}

/** A preview asks the same questions at each keystroke; the answers change only with the rows. */
function once<Question extends unknown[], Answer>(
  learn: (...question: Question) => Answer,
): (...question: Question) => Answer {
  const known = new Map<string, Answer>();
  return (...question) => {
    const key = JSON.stringify(question);
    const before = known.get(key);
    if (before !== undefined) return before;
    const answer = learn(...question);
    known.set(key, answer);
    return answer;
  };
}

/** Only whole answers whose counts are the provider's own teach anything. */
function learnedRow(row: LedgerRow): LearnedRow | undefined {
  const { settlement, endpointId, model } = row;
  if (!settlement || settlement.end !== 'complete' || settlement.usageProvenance !== 'exact')
    return undefined;
  if (endpointId === undefined || model === undefined) return undefined;
  return {
    model: `${endpointId}/${model}`,
    class: row.task.class,
    tier: row.tier,
    effort: row.effort,
    estimatedInput: row.estimatedInput,
    input: settlement.usage.input,
    output: settlement.usage.output,
    hidden: settlement.flags.includes('hiddenEstimated') ? undefined : settlement.usage.hidden,
    firstTokenMs: settlement.firstTokenMs,
    thinkingMs: settlement.thinkingMs,
    totalMs: settlement.totalMs,
    cost: settlement.cost,
  };
}
