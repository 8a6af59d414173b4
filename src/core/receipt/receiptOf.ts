/** Makes the receipt of a finished task out of its rows. */
import type { CheckResult } from '../route/check.ts';
import type { Check, FinishedAttempt, Receipt, ReceiptAttempt, ReceiptExtras } from './receipt.ts';
import { attemptOf } from './receiptAttempt.ts';
import { totalsOf } from './receiptTotals.ts';

export function checkForReceipt(result: CheckResult | undefined): Check {
  if (result === undefined) return { state: 'notChecked', because: 'nothing here can judge it' };
  switch (result.verdict) {
    case 'passed':
      return { state: 'checked', what: result.what.join(', ') };
    case 'failed':
      return { state: 'failed', what: result.what.join(', ') };
    case 'notChecked':
      return { state: 'notChecked', because: result.why };
  }
}

function speedOf(attempt: ReceiptAttempt | undefined): number | undefined {
  if (attempt?.totalMs === undefined || !attempt.usage.output) return undefined;
  const { totalMs, firstTokenMs = totalMs, thinkingMs = 0 } = attempt;
  const generatingMs = Math.min(totalMs, totalMs - firstTokenMs + thinkingMs);
  return generatingMs < 500 ? undefined : attempt.usage.output / (generatingMs / 1000);
}

/** Ended as it should and said something. */
function cameWhole({ end, errorCode, usage }: ReceiptAttempt): boolean {
  return end === 'complete' && errorCode === undefined && usage.output !== (usage.hidden ?? 0);
}

function addMs(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((ms) => ms !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, ms) => sum + ms, 0);
}

/**
 * @param rows All attempts of one task, in any order; at least one.
 * @throws RangeError when there is none.
 */
export function receiptOf(rows: readonly FinishedAttempt[], extras: ReceiptExtras = {}): Receipt {
  const ordered = rows.toSorted((a, b) => a.number - b.number);
  const lastRow = ordered.at(-1);
  if (lastRow === undefined) throw new RangeError('a receipt needs at least one attempt');
  const { task } = lastRow;
  const attempts = ordered.map(attemptOf);
  const answeredBy = extras.answeredBy ?? attempts.findLast(cameWhole)?.number ?? lastRow.number;
  const answering = attempts.find(({ number }) => number === answeredBy);
  const retried = attempts.length > 1 ? [`${attempts.length} attempts, all of them counted`] : [];
  const notes = [
    ...retried,
    ...(extras.steps ?? []),
    ...(extras.notes ?? []),
    ...attempts.flatMap((attempt) => attempt.notes),
  ];
  return {
    taskId: task.taskId,
    realm: task.realm,
    class: task.class,
    answeredBy,
    tier: answering?.tier ?? lastRow.tier,
    verb: task.verb,
    tool: lastRow.tool,
    model: answering?.servedModel ?? answering?.model,
    effort: answering?.effort,
    because: task.because,
    steps: extras.steps ?? [],
    confidence: task.confidence,
    attempts,
    totals: totalsOf(attempts),
    firstTokenMs: answering?.firstTokenMs,
    thinkingMs: addMs(attempts.map(({ thinkingMs }) => thinkingMs)),
    totalMs: addMs(attempts.map(({ totalMs }) => totalMs)),
    tokensPerSecond: speedOf(answering),
    priceState: answering?.priceState ?? lastRow.priceState,
    includedBy: extras.includedBy,
    check: extras.check ?? checkForReceipt(lastRow.check),
    notes: [...new Set(notes)],
    saving: extras.saving,
    avoided: lastRow.avoided,
    outcome: lastRow.outcome,
  };
}
