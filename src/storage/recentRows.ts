/**
 * The newest rows, as screens ask for them at every change: kept in memory and brought up to date
 * from the journal, so that a refresh costs what has changed and not the length of the history.
 */
import { setImmediate } from 'node:timers/promises';
import type { LedgerRow } from '../core/model/ledger.ts';
import { integer, type SqlRow } from './rowShapes.ts';
import type { Statements } from './statements.ts';

/** Small enough that a page never stalls the editor's thread noticeably. */
const pageRows = 100;
/** What a dashboard shows at most; older rows are read anew each time. */
const mostKept = 10_001;

interface Entry {
  readonly seq: number;
  /** undefined: what is in the file cannot be read as one. */
  readonly row: LedgerRow | undefined;
}

interface Kept {
  /** Newest first, without gaps. */
  readonly entries: readonly Entry[];
  /** True where there is nothing older in the ledger. */
  readonly complete: boolean;
  readonly journalPosition: number;
  readonly deletions: number;
}

const nothing = { entries: [], complete: false };

type Read = <Result>(work: () => Result) => Promise<Result>;

/** @returns `Ledger.recent`. */
export function createRecentRows(
  statements: Statements,
  read: Read,
  rowOf: (row: SqlRow) => LedgerRow | undefined,
): (count: number) => Promise<readonly LedgerRow[]> {
  const entryOf = (row: SqlRow): Entry => ({ seq: integer(row, 'seq'), row: rowOf(row) });

  function standing(): Pick<Kept, 'journalPosition' | 'deletions'> {
    const position = statements.journalPosition.get() ?? {};
    const file = statements.fileState.get() ?? {};
    return { journalPosition: integer(position, 'position'), deletions: integer(file, 'deletions') };
  }

  function withChanges({ entries, complete, journalPosition }: Kept): Pick<Kept, 'entries' | 'complete'> {
    // Running attempts change without a journal entry: what they have used so far.
    const running = statements.running.all().toReversed();
    const changed = statements.changedSince.all({ position: journalPosition });
    const fresh = new Map([...changed, ...running].map((row) => [integer(row, 'seq'), row]));
    const newest = entries[0]?.seq ?? 0;
    const added = [...fresh].filter(([seq]) => seq > newest).toSorted(([a], [b]) => b - a);
    const kept = entries.map((entry) => {
      const row = fresh.get(entry.seq);
      return row === undefined ? entry : entryOf(row);
    });
    return { entries: [...added.map(([, row]) => entryOf(row)), ...kept], complete };
  }

  let kept: Kept | undefined;
  async function load(count: number): Promise<readonly LedgerRow[]> {
    let { entries, complete, journalPosition, deletions } = await read((): Kept => {
      const now = standing();
      const usable = kept?.deletions === now.deletions && kept.entries.length > 0 ? kept : undefined;
      return { ...(usable === undefined ? nothing : withChanges(usable)), ...now };
    });
    while (entries.length < count && !complete) {
      if (entries.length > 0) await setImmediate();
      const size = Math.min(pageRows, count - entries.length);
      const before = entries.at(-1)?.seq ?? Number.MAX_SAFE_INTEGER;
      const page = await read(() => statements.page.all({ before, count: size }).map(entryOf));
      entries = [...entries, ...page];
      complete = page.length < size;
    }
    const whole = complete && entries.length <= mostKept;
    kept = { entries: entries.slice(0, mostKept), complete: whole, journalPosition, deletions };
    return entries
      .slice(0, count)
      .map(({ row }) => row)
      .filter((row) => row !== undefined);
  }

  // One at a time: two that extend the same rows would leave gaps.
  let last: Promise<unknown> = Promise.resolve();
  return (count) => {
    const result = last.then(() => load(count));
    last = result.catch(() => undefined);
    return result;
  };
}
