/** Exact figures that come late: a stopped stream is settled by estimate, and some providers tell later. */
import type { Settlement, Correction, LedgerRow } from '../model/ledger.ts';
import { kindOf } from '../model/errors.ts';
import { pause } from '../model/async.ts';
import type { Admitted, AttemptDeps, Corrections } from './attemptDeps.ts';
import { noteBreach } from './settleAttempt.ts';
import { judgeReport, type UsageBounds } from '../meter/judgedReport.ts';
import type { UsageReport } from '../model/usage.ts';
import { settleCost } from '../pricing/cost.ts';
import { formatMoney } from '../words/figures.ts';
import type { NanoUsd } from '../model/money.ts';
import type { Price } from '../model/price.ts';
import { doubtWords } from '../words/attemptNotes.ts';
import { mostBill } from '../pricing/quote.ts';
import { searchesByItself } from '../pricing/rateArithmetic.ts';
import type { Endpoint } from '../model/provider.ts';

/** The figures are there some seconds after the end; each wait begins after the look-up before it. */
const waitsMs: readonly number[] = [2_000, 10_000, 60_000];

interface Late {
  readonly admitted: Admitted;
  readonly settlement: Settlement;
  readonly leastOutput: number;
}

export function createCorrections(deps: AttemptDeps): Corrections {
  const { clock, lookUp } = deps;
  const disposal = new AbortController();

  async function lookUpLater(late: Late, responseId: string): Promise<void> {
    for (const waitMs of waitsMs) {
      await pause(clock, waitMs, disposal.signal);
      if (disposal.signal.aborted || (await correctLate(late, responseId))) return;
    }
  }

  /** False where the figures are not known yet, or could not be had this time. */
  async function correctLate(
    { admitted, settlement, leastOutput }: Late,
    responseId: string,
  ): Promise<boolean> {
    const { attempt, model, price, bounds } = admitted;
    try {
      const report = await lookUp?.(model.endpoint, responseId, disposal.signal);
      if (report === undefined || disposal.signal.aborted) return false;
      const correction = correctionBy(report, { settlement, price, bounds, leastOutput });
      if (correction === undefined) return false;
      await deps.ledger.correct(attempt.attemptId, { at: clock.now(), ...correction });
      const usageProvenance = correction.provenance === 'estimated' ? 'estimated' : 'exact';
      await noteBreach(deps, admitted, { usage: correction.usage, usageProvenance, flags: [] });
      return true;
    } catch (cause) {
      deps.log.info(`look-up at ${model.endpoint.id}: ${kindOf(cause)}`);
      return false;
    }
  }

  return {
    expect(admitted, settlement, leastOutput) {
      const { responseId } = settlement;
      if (lookUp && responseId !== undefined) {
        void lookUpLater({ admitted, settlement, leastOutput }, responseId);
      }
    },
    dispose: () => disposal.abort(),
  };
}

// What figures that come after the end make of a row: judged as those that come in time are. Pure.

export interface EstimatedEnd {
  readonly settlement: Pick<Settlement, 'usage' | 'cost' | 'totalMs'>;
  readonly price: Price;
  readonly bounds: Omit<UsageBounds, 'seen' | 'seconds'> & { readonly mostBill: NanoUsd };
  /** No count of output below it can be that of the text which came. */
  readonly leastOutput: number;
}

/** undefined where the figures are not all there yet. Where they cannot be true, the estimate stays and says so. */
function correctionBy(report: UsageReport, end: EstimatedEnd): Omit<Correction, 'at'> | undefined {
  const { settlement, price, bounds, leastOutput } = end;
  const seen = settlement.usage.output ?? 0;
  const judged = judgeReport(report, { ...bounds, seen, seconds: settlement.totalMs / 1000 });
  const { usage } = judged.report;
  const why = 'the provider told the exact figures later';
  const doubts = judged.doubts.map(doubtWords);
  if (usage.output !== undefined && usage.output < leastOutput) {
    doubts.push('the provider counted fewer tokens than came');
  }
  if (doubts.length > 0) {
    const { usage: estimate, cost } = settlement;
    const said = `its later figures do not stand: ${doubts.join('; ')}`;
    return { usage: estimate, cost, provenance: 'estimated', why: said };
  }
  const { cost, provenance, billed, billNotBelieved } = settleCost({
    report,
    usage,
    estimated: false,
    price,
    mostBill: bounds.mostBill,
  });
  if (cost === undefined && price.state === 'known') return undefined;
  if (billNotBelieved === undefined) return { usage, cost, provenance, why };
  return { usage, cost, provenance, why: `${why}; its bill of ${formatMoney(billed)} was not believed` };
}

// Exact figures that an earlier window was still waiting for when it closed.

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
