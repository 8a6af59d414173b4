/** Host side: sums over ledger rows that keep apart what is known from what nobody said. */
import type { LedgerRow } from '../core/ledger/ledger.ts';
import { splitIsExact } from './figures.ts';

export interface TokenSums {
  readonly visible: number;
  readonly hidden: number;
  /** Output of attempts whose provider does not say how much of it was hidden. */
  readonly unsplit: number;
  /** True where a hidden count among them is an estimate. */
  readonly estimated: boolean;
  /** Hidden among the output of those that report both, 0 to 1. */
  readonly hiddenShare: number | undefined;
}

export function tokenSums(rows: readonly LedgerRow[]): TokenSums {
  let visible = 0;
  let hidden = 0;
  let unsplit = 0;
  let estimated = false;
  for (const { settlement } of rows) {
    const output = settlement?.usage.output;
    if (settlement === undefined || output === undefined) continue;
    const thought = settlement.usage.hidden;
    if (thought === undefined) {
      unsplit += output;
      continue;
    }
    visible += Math.max(0, output - thought);
    hidden += thought;
    estimated ||= !splitIsExact(settlement);
  }
  const split = visible + hidden;
  return { visible, hidden, unsplit, estimated, hiddenShare: split === 0 ? undefined : hidden / split };
}

export function taskCount(rows: readonly LedgerRow[]): number {
  return new Set(rows.map((row) => row.task.taskId)).size;
}

/** Seconds of each task over its attempts, ascending. */
export function taskSeconds(rows: readonly LedgerRow[]): readonly number[] {
  const seconds = new Map<string, number>();
  for (const { task, settlement } of rows) {
    if (settlement === undefined) continue;
    seconds.set(task.taskId, (seconds.get(task.taskId) ?? 0) + settlement.totalMs / 1_000);
  }
  return [...seconds.values()].toSorted((a, b) => a - b);
}
