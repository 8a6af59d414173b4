import type { Clock } from '../core/clock.ts';
import type { LedgerRow } from '../core/ledger/ledger.ts';
import { integer } from './columns.ts';
import { ledgerRow } from './rowMapping.ts';
import type { Statements } from './statements.ts';

/** Small enough that a page never stalls the editor's thread noticeably. */
const pageRows = 100;

/** The newest `count` rows, page by page with the thread given back in between. */
export async function readPages(
  statements: Statements,
  read: <Result>(work: () => Result) => Promise<Result>,
  clock: Clock,
  count: number,
  ours: string,
): Promise<readonly LedgerRow[]> {
  const rows: LedgerRow[] = [];
  let before = Number.MAX_SAFE_INTEGER;
  for (;;) {
    const size = Math.min(pageRows, count - rows.length);
    const page = await read(() => statements.page.all({ before, count: size }));
    for (const row of page) rows.push(ledgerRow(row, ours));
    const last = page.at(-1);
    if (last === undefined || page.length < size || rows.length >= count) break;
    before = integer(last, 'seq');
    await new Promise<void>((resolve) => {
      clock.schedule(resolve, 0);
    });
  }
  return rows;
}
