/** The end of every attempt: what was certainly not billed is released, all else is settled. */
import type { Clock } from '../clock.ts';
import type { ErrorCode, SwitchyardError } from '../errors.ts';
import type { CapBreaches } from '../gates.ts';
import type { AttemptEnd, Ledger, Settlement } from '../ledger/ledger.ts';
import type { Log } from '../log.ts';
import type { LiveMeter } from '../meter/liveMeter.ts';
import { settleCost } from '../pricing/cost.ts';
import type { PriceBook } from '../pricing/price.ts';
import type { FinishedAttempt } from '../receipt/receipt.ts';
import { modelName, pricedModelOf } from '../route/pricedModel.ts';
import type { Admitted, Seen } from './admitted.ts';

interface Finished {
  readonly meter: LiveMeter;
  readonly seen: Seen;
  readonly error: SwitchyardError | undefined;
  readonly totalMs: number;
}

interface SettleDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly ledger: Ledger;
  readonly book: PriceBook;
  readonly capBreaches: CapBreaches;
}

export async function settleAttempt(
  deps: SettleDeps,
  admitted: Admitted,
  finished: Finished,
): Promise<FinishedAttempt> {
  const { attempt } = admitted;
  const { option, attemptId, number } = attempt;
  const base = {
    number,
    task: admitted.facts,
    tier: option.tier,
    endpointId: option.endpointId,
    model: option.model,
    effort: option.effort,
    maxOutputTokens: option.maxOutputTokens,
    priceState: option.priceState,
    outcome: 'unknown' as const,
  };
  const { error } = finished;
  if (error?.unbilled) {
    await keep(deps, deps.ledger.release(attemptId, deps.clock.now(), error.code));
    return { ...base, state: 'released' };
  }
  const settlement = settlementOf(deps, admitted, finished);
  await keep(deps, deps.ledger.settle(attemptId, settlement));
  await noteBreach(deps, admitted, settlement);
  return { ...base, state: 'settled', settlement };
}

/** The ledger itself tries again later; the answer that was paid for is not thrown away for that. */
async function keep(deps: SettleDeps, write: Promise<unknown>): Promise<void> {
  try {
    await write;
  } catch (cause) {
    deps.log.error(
      `the ledger could not be written: ${cause instanceof Error ? cause.message : String(cause)}`,
    );
  }
}

function settlementOf(deps: SettleDeps, admitted: Admitted, finished: Finished): Settlement {
  const { attempt, at } = admitted;
  const { downgradedBecause } = attempt.option;
  const { meter, seen, error, totalMs } = finished;
  const { usage, provenance, flags } = meter.usageAtEnd();
  const reading = meter.reading();
  const model = pricedModelOf(admitted.model);
  const price = deps.book.priceOf(model, at);
  const cost = settleCost({
    report: seen.report,
    usage,
    estimated: provenance === 'estimated',
    price,
    book: deps.book,
    model,
    at,
  });
  return {
    at: deps.clock.now(),
    end: endOf(error?.code),
    errorCode: error?.code,
    servedModel: seen.servedModel,
    responseId: seen.responseId,
    usage,
    usageProvenance: provenance,
    rawUsage: seen.report?.raw,
    flags: cost.disagreement ? [...flags, 'billDiffersFromComputed'] : flags,
    cost: cost.cost,
    provenance: cost.provenance,
    billed: cost.billed,
    computed: cost.computed,
    price: price.state === 'known' ? price.snapshot : undefined,
    firstTokenMs: rounded(reading.firstTokenMs),
    thinkingMs: rounded(reading.thinkingMs),
    totalMs,
    finish: seen.finishRaw,
    notes: downgradedBecause === undefined ? [] : [downgradedBecause],
  };
}

/** Paid and told; the model waits at that cap until a person says that it may go on. */
async function noteBreach(
  deps: SettleDeps,
  admitted: Admitted,
  { usage, usageProvenance }: Settlement,
): Promise<void> {
  const cap = admitted.attempt.option.maxOutputTokens;
  if (usageProvenance === 'estimated' || usage.output === undefined || usage.output <= cap) return;
  await deps.capBreaches.record(modelName(admitted.model), cap);
}

function endOf(code: ErrorCode | undefined): AttemptEnd {
  switch (code) {
    case undefined:
      return 'complete';
    case 'aborted':
      return 'stopped';
    case 'cutAtCap':
      return 'cutAtCap';
    case 'firstTokenTimeout':
    case 'totalTimeout':
      return 'timedOut';
    case 'connectionLost':
    case 'incompleteStream':
      return 'connectionLost';
    default:
      return 'failed';
  }
}

function rounded(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms);
}
