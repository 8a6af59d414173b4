/** Reads the receipt of a task off its record and its attempts: the same words wherever it is told. */
import { type CheckResult, failureWords } from '../model/route.ts';
import type { TaskRecord } from '../model/ledger.ts';
import type {
  Check,
  FinishedAttempt,
  Receipt,
  ReceiptAttempt,
  ReceiptTotals,
  ToldRecord,
} from '../model/receipt.ts';
import { attemptOf } from './receiptAttempt.ts';
import type { Provenance, Count } from '../model/usage.ts';
import { sumNano, type NanoUsd } from '../model/money.ts';

export function checkForReceipt(result: CheckResult | undefined): Check {
  if (result === undefined) return { state: 'notChecked', because: 'nothing here can judge it' };
  switch (result.verdict) {
    case 'passed':
      return { state: 'checked', what: result.what.join(', ') };
    case 'failed':
      return { state: 'failed', what: failureWords(result) };
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

/** What the attempts alone tell, where their task left no record: its window died, or was of an older version. */
function recordOf(ordered: readonly FinishedAttempt[]): ToldRecord | undefined {
  const last = ordered.at(-1);
  if (last === undefined) return undefined;
  const { record, task, check, outcome } = last;
  return record ?? { task, check, outcome, steps: [], notes: [] };
}

/**
 * @param rows All attempts of one task, in any order; at least one.
 * @param record by default the one that comes with the attempts.
 * @throws RangeError when there is no attempt.
 */
export function receiptOf(rows: readonly FinishedAttempt[], record?: ToldRecord): Receipt {
  const ordered = rows.toSorted((a, b) => a.number - b.number);
  const lastRow = ordered.at(-1);
  const told = record ?? recordOf(ordered);
  if (lastRow === undefined || told === undefined) {
    throw new RangeError('a receipt needs at least one attempt');
  }
  const { task, steps } = told;
  const attempts = ordered.map(attemptOf);
  const answeredBy = told.answeredBy ?? attempts.findLast(cameWhole)?.number ?? lastRow.number;
  const answering = attempts.find(({ number }) => number === answeredBy);
  const retried = attempts.length > 1 ? [`${attempts.length} attempts, all of them counted`] : [];
  const notes = [...retried, ...steps, ...told.notes, ...attempts.flatMap((attempt) => attempt.notes)];
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
    steps,
    confidence: task.confidence,
    attempts,
    totals: totalsOf(attempts),
    firstTokenMs: answering?.firstTokenMs,
    thinkingMs: addMs(attempts.map(({ thinkingMs }) => thinkingMs)),
    totalMs: addMs(attempts.map(({ totalMs }) => totalMs)),
    tokensPerSecond: speedOf(answering),
    priceState: answering?.priceState ?? lastRow.priceState,
    includedBy: told.includedBy,
    check: checkForReceipt(told.check),
    notes: [...new Set(notes)],
    saving: told.saving,
    avoided: lastRow.avoided,
    outcome: told.outcome,
  };
}

// Sums over the attempts of a receipt, with what is missing left missing.

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

function totalsOf(attempts: readonly ReceiptAttempt[]): ReceiptTotals {
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

/** What a task of the workspace said of an applied edit. */
export interface CommandCheck {
  /** As people know the task: `npm: test`. */
  readonly label: string;
  readonly result: CheckResult;
  /** Whether it had passed before this edit; undefined = not known. */
  readonly passedBefore: boolean | undefined;
}

/** What failed before the task stays failed. A task that could not judge changes no verdict, and is told. */
export function withCommandCheck<Checked extends Pick<TaskRecord, 'check' | 'notes'>>(
  record: Checked,
  { label, result, passedBefore }: CommandCheck,
): Checked {
  const { check, notes } = record;
  switch (result.verdict) {
    case 'passed': {
      if (check?.verdict === 'failed') return { ...record, notes: [...notes, `the task “${label}” passed`] };
      const before = check?.verdict === 'passed' ? check.what : [];
      return { ...record, check: { ...result, what: [...before, ...result.what] } };
    }
    case 'failed': {
      const before = check?.verdict === 'failed' ? check : undefined;
      return {
        ...record,
        check: { ...result, ...before, what: [...(before?.what ?? []), ...result.what] },
        notes: [...notes, beforeWords(passedBefore)],
      };
    }
    case 'notChecked':
      return { ...record, notes: [...notes, `not checked by the task “${label}”: ${result.why}`] };
  }
}

/** A failure is the edit's only where the task had passed without it. */
function beforeWords(passedBefore: boolean | undefined): string {
  if (passedBefore === undefined) return 'whether the task passed before this edit is not known';
  return passedBefore ? 'the task passed before this edit' : 'the task failed before this edit too';
}
