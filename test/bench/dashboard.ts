/** What a full dashboard costs: a snapshot of the longest history it may carry. */
import { buildSnapshot } from '../../src/dashboard/host/snapshot.ts';
import { snapshotInput } from '../unit/dashboard/ledgerRows.ts';
import { manyRows } from '../unit/dashboard/manyRows.ts';
import { sideBySide, type SideBySide } from './sideBySide.ts';

export interface DashboardBench extends SideBySide {
  readonly rows: number;
  /** Of the message to the page. */
  readonly megabytes: number;
}

const rows = 10_000;
const rounds = 9;

/** Over copying the same rows once as JSON, which no way to the page could do without. */
export async function benchDashboard(): Promise<DashboardBench> {
  const input = snapshotInput({ recent: manyRows(rows) });
  const message = JSON.stringify(buildSnapshot(input));
  const times = await sideBySide(
    rounds,
    () => buildSnapshot(input),
    () => JSON.parse(JSON.stringify(input.recent)),
  );
  return { ...times, rows, megabytes: message.length / 1e6 };
}
