/** Exact figures that an earlier window was still waiting for when it closed. */
import type { LedgerRow } from '../ledger/ledger.ts';
import type { Price } from '../pricing/price.ts';
import { mostBill } from '../pricing/quote.ts';
import { searchesByItself } from '../pricing/requestFees.ts';
import type { Endpoint } from '../providers/provider.ts';
import { kindOf } from '../unexpected.ts';
import type { AttemptDeps } from './attemptDeps.ts';
import { correctionBy } from './laterFigures.ts';

export interface ResumeDeps extends Pick<AttemptDeps, 'clock' | 'log' | 'ledger' | 'lookUp'> {
  /** undefined where it is set up no more, or nothing may be asked there. */
  readonly endpointOf: (id: string) => Endpoint | undefined;
  readonly signal: AbortSignal;
}

/** Providers keep their figures for longer; budgets of older days are told already. */
const longestMs = 86_400_000;
/** Until then the window that ran it may be asking itself. */
const ownMs = 120_000;

/** The row keeps the estimate of its prompt alone: no estimated token, of an image neither, is billed as more. */
const mostBilledForATokenEstimated = 20;

/** Asks once for each, one after the other; whatever is not known then keeps its estimate. */
export async function resumeCorrections(deps: ResumeDeps, rows: readonly LedgerRow[]): Promise<void> {
  for (const row of rows) {
    if (deps.signal.aborted) return;
    try {
      await correct(deps, row);
    } catch (cause) {
      deps.log.info(`look-up at ${row.endpointId}: ${kindOf(cause)}`);
    }
  }
}

async function correct(
  { clock, ledger, lookUp, endpointOf, signal }: ResumeDeps,
  row: LedgerRow,
): Promise<void> {
  const { settlement, correction, endpointId, task } = row;
  if (settlement?.responseId === undefined || correction !== undefined || task.realm !== 'real') return;
  const age = clock.now() - settlement.at;
  if (settlement.usageProvenance === 'exact' || age < ownMs || age > longestMs) return;
  const endpoint = endpointId === undefined ? undefined : endpointOf(endpointId);
  const report = endpoint && (await lookUp?.(endpoint, settlement.responseId, signal));
  if (report === undefined) return;
  const price: Price = settlement.price
    ? { state: 'known', snapshot: settlement.price }
    : { state: 'unknown', reason: 'it was not known when it was held' };
  const maxOutputTokens = row.maxOutputTokens ?? 0;
  const bound = mostBilledForATokenEstimated * (row.estimatedInput ?? 0);
  const later = correctionBy(report, {
    settlement,
    price,
    bounds: {
      inputBound: bound,
      maxOutputTokens,
      searches: searchesByItself(row.model ?? ''),
      mostBill: mostBill(row, { inputBound: bound, maxOutputTokens }),
    },
    leastOutput: 0,
  });
  if (later?.cost === undefined) return;
  await ledger.correct(row.attemptId, { at: clock.now(), ...later });
}
