/** What servers refused, kept over restarts: a 400 is learned once on this machine. */
import type * as vscode from 'vscode';
import * as z from 'zod';
import type { Clock } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import type { RefusedOptions } from '../core/providers/refusedOptions.ts';

export const refusedOptionsKey = 'refusedOptions';

/** Servers are upgraded: what one refused is tried again after this long. */
const keptMs = 30 * 86_400_000;

/** Far more than anybody uses at a time; the longest unchanged go first. */
const mostServers = 100;

const storedSchema = z
  .record(z.string(), z.object({ at: z.number(), options: z.array(z.string()) }))
  .catch({});
type Stored = z.infer<typeof storedSchema>;

export interface RememberedOptionsDeps {
  readonly state: Pick<vscode.Memento, 'get' | 'update'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

export function rememberedOptions({ state, clock, log }: RememberedOptionsDeps): RefusedOptions {
  const read = (): Stored => storedSchema.parse(state.get(refusedOptionsKey));
  const get = (server: string): ReadonlySet<string> => {
    const entry = read()[server];
    return new Set(entry && clock.now() - entry.at < keptMs ? entry.options : []);
  };
  return {
    get,
    add(server, options) {
      const known = get(server);
      const entry = { at: clock.now(), options: [...new Set([...known, ...options])] };
      const newest = Object.entries({ ...read(), [server]: entry })
        .toSorted(([, a], [, b]) => b.at - a.at)
        .slice(0, mostServers);
      state.update(refusedOptionsKey, Object.fromEntries(newest)).then(undefined, (cause: unknown) => {
        log.warn(`what ${server} refused could not be kept: ${String(cause)}`);
      });
    },
  };
}
