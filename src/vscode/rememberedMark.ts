/** How far the ledger had come, as the editor itself remembers it: it outlives the folder of the ledger. */
import { hostname } from 'node:os';
import type * as vscode from 'vscode';
import * as z from 'zod';
import type { HighWater } from '../core/ledger/highWater.ts';
import type { Log } from '../core/log.ts';

export const ledgerMarksKey = 'ledgerMarks';

/** Containers come and go, each with a ledger; the longest unchanged go first. */
const mostPlaces = 20;

const storedSchema = z.record(z.string(), z.object({ at: z.number(), mark: z.unknown() })).catch({});
type Stored = z.infer<typeof storedSchema>;

export interface RememberedMark {
  read(): unknown;
  write(mark: HighWater | undefined): void;
}

/**
 * The editor's state is one for all machines it works on, local and remote; a ledger is of one.
 *
 * @param directory of the ledger.
 * @param now ms since the epoch.
 */
export function rememberedMark(
  state: Pick<vscode.Memento, 'get' | 'update'>,
  directory: string,
  now: () => number,
  log: Log,
): RememberedMark {
  const place = `${hostname()} ${directory}`;
  const all = (): Stored => storedSchema.parse(state.get(ledgerMarksKey));
  return {
    read: () => all()[place]?.mark,
    write(mark) {
      const others = Object.entries(all())
        .filter(([each]) => each !== place)
        .toSorted(([, a], [, b]) => b.at - a.at)
        .slice(0, mostPlaces - 1);
      const own: Stored = mark === undefined ? {} : { [place]: { at: now(), mark } };
      state
        .update(ledgerMarksKey, { ...Object.fromEntries(others), ...own })
        .then(undefined, (cause: unknown) =>
          log.warn(`ledger: the mark is not remembered: ${String(cause)}`),
        );
    },
  };
}
