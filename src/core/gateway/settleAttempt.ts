/** The end of every attempt: what was certainly not billed is released, all else is settled. */
import { type ErrorCode, type SwitchyardError, expected, kindOf } from '../model/errors.ts';
import type { AttemptEnd, Settlement } from '../model/ledger.ts';
import { settleCost } from '../pricing/cost.ts';
import type { Price } from '../model/price.ts';
import { doubtWords } from '../words/attemptNotes.ts';
import { fingerprint } from './callLoop.ts';
import type { FinishedAttempt } from '../model/receipt.ts';
import { modelName } from '../model/gatewaySettings.ts';
import type { Admitted, AttemptDeps, AttemptServices } from './attemptDeps.ts';
import type { Streamed } from './streamAttempt.ts';

/** @returns the row as the ledger has it, or will have once it can be written. Never throws. */
export async function settleAttempt(
  deps: AttemptServices,
  admitted: Admitted,
  streamed: Streamed,
): Promise<FinishedAttempt> {
  const { attempt, facts } = admitted;
  const { option, attemptId, number } = attempt;
  const { error, seen } = streamed;
  const base = {
    number,
    task: facts,
    tier: option.tier,
    endpointId: option.endpointId,
    model: option.model,
    effort: option.effort,
    maxOutputTokens: option.maxOutputTokens,
    priceState: option.priceState,
    outcome: 'unknown' as const,
  };
  const nothingCame = !seen.output && seen.report === undefined;
  if (error?.unbilled && nothingCame) {
    await release(deps, admitted, error);
    return { ...base, state: 'released', releasedBecause: error.code };
  }
  const settlement = settlementOf(deps, admitted, streamed);
  deps.log.info(`attempt ${number} of ${facts.taskId}: ${figuresInWords(admitted, settlement)}`);
  await kept(deps, () => deps.ledger.settle(attemptId, settlement));
  await noteBreach(deps, admitted, settlement);
  if (settlement.usageProvenance !== 'exact') {
    deps.corrections.expect(admitted, settlement, streamed.meter.leastOutput());
  }
  return { ...base, state: 'settled', settlement };
}

function figuresInWords(
  { model }: Admitted,
  { end, errorCode, usage, cost, provenance }: Settlement,
): string {
  const { input = '?', output = '?', hidden = '?' } = usage;
  const why = errorCode === undefined ? '' : ` (${errorCode})`;
  const tokens = `${input} in, ${output} out, ${hidden} of it hidden`;
  return `${modelName(model)} ${end}${why}, ${tokens}, ${provenance} ${cost ?? '?'} nano-USD`;
}

/** Gives the hold back of an attempt that was certainly not billed. */
export async function release(
  deps: AttemptDeps,
  { attempt }: Admitted,
  error: SwitchyardError,
): Promise<void> {
  await kept(deps, () => deps.ledger.release(attempt.attemptId, deps.clock.now(), error.code));
}

/** Paid and told; the model waits until a person says that it may go on. */
export async function noteBreach(
  deps: AttemptDeps,
  admitted: Admitted,
  { usage, usageProvenance, flags }: Pick<Settlement, 'usage' | 'usageProvenance' | 'flags'>,
): Promise<void> {
  const cap = admitted.attempt.option.maxOutputTokens;
  const isCounted = usageProvenance === 'exact' && usage.output !== undefined && usage.output > cap;
  if (!isCounted && !flags.includes('capNotKept')) return;
  await kept(deps, () => deps.capBreaches.record(modelName(admitted.model), cap));
}

/** The ledger itself tries again later; the answer that was paid for is not thrown away for that. */
async function kept(deps: AttemptDeps, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (cause) {
    deps.log.error(`the end of an attempt could not be written: ${kindOf(cause)}`);
  }
}

function settlementOf(deps: AttemptDeps, admitted: Admitted, streamed: Streamed): Settlement {
  const { seen, error, totalMs } = streamed;
  const figures = figuresOf(deps, admitted, streamed);
  const loop = loopNote(deps, admitted, figures);
  return {
    ...figures,
    at: deps.clock.now(),
    end: endOf(error?.code),
    errorCode: error?.code,
    servedModel: seen.servedModel,
    responseId: seen.responseId,
    rawUsage: seen.report?.raw,
    totalMs,
    finish: seen.finishRaw,
    notes: [
      ...admitted.notes,
      ...streamed.meter.doubts().map(doubtWords),
      ...(loop === undefined ? [] : [loop]),
    ],
  };
}

/** What the agent loop that the attempt belongs to has thought so far. */
function loopNote({ gateMemory }: AttemptDeps, { wire }: Admitted, figures: Figures): string | undefined {
  const { usage, usageProvenance, flags } = figures;
  const exact = usageProvenance === 'exact' && !flags.includes('hiddenEstimated');
  return gateMemory.recentCalls.add({
    messages: wire.messages.map(fingerprint),
    hidden: { tokens: usage.hidden, exact: exact && usage.hidden !== undefined },
  });
}

type Figures = Pick<
  Settlement,
  | 'usage'
  | 'usageProvenance'
  | 'flags'
  | 'cost'
  | 'provenance'
  | 'billed'
  | 'computed'
  | 'price'
  | 'firstTokenMs'
  | 'thinkingMs'
>;

/** Of figures that cannot be worked with (a trillion tokens) the worst case is what counts. */
function figuresOf(deps: AttemptDeps, admitted: Admitted, streamed: Streamed): Figures {
  try {
    return meteredFigures(admitted, streamed);
  } catch (cause) {
    expected(cause, deps.log);
    const { hold, priceState } = admitted.attempt.option;
    const cost = priceState === 'known' || priceState === 'zero' ? hold : undefined;
    const price = snapshotOf(admitted.price);
    return { usage: {}, usageProvenance: 'estimated', flags: [], cost, provenance: 'estimated', price };
  }
}

function meteredFigures({ price, bounds }: Admitted, { meter, seen }: Streamed): Figures {
  const { usage, provenance, flags } = meter.usageAtEnd();
  const { firstTokenMs, thinkingMs } = meter.reading();
  const settled = settleCost({
    report: seen.report,
    usage,
    estimated: provenance === 'estimated',
    price,
    serviceTier: seen.serviceTier,
    mostBill: bounds.mostBill,
  });
  const { cost, provenance: costProvenance, billed, computed, disagreement, tierUnpriced } = settled;
  return {
    usage,
    usageProvenance: provenance,
    flags: [
      ...flags,
      ...(disagreement ? (['billDiffersFromComputed'] as const) : []),
      ...(settled.billNotBelieved ? (['billNotBelieved'] as const) : []),
      ...(tierUnpriced ? (['tierUnpriced'] as const) : []),
    ],
    cost,
    provenance: costProvenance,
    billed,
    computed,
    price: snapshotOf(settled.price),
    firstTokenMs: rounded(firstTokenMs),
    thinkingMs: rounded(thinkingMs),
  };
}

function snapshotOf(price: Price): Settlement['price'] {
  return price.state === 'known' ? price.snapshot : undefined;
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
