/** Waiting for a condition, with a deadline: no test sleeps for luck. */
import { patience } from '../../../patience.ts';
import type { Screen } from '../screen.ts';
import type { StatusBarItem } from '../../screenProtocol.ts';

const betweenLooksMs = 50;

/**
 * Resolves with what `look` gives as soon as that is neither undefined nor false.
 *
 * @throws Error that names `what`, once patience is at its end.
 */
export async function until<Value>(
  what: string,
  look: () => Promise<Value | undefined | false> | Value | undefined | false,
  { last, patienceMs = patience.event }: { last?: () => unknown; patienceMs?: number } = {},
): Promise<Value> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const value = await look();
    if (value !== undefined && value !== false) return value;
    if (performance.now() > deadline) {
      const seen = last === undefined ? '' : `; last seen: ${JSON.stringify(last())}`;
      throw new Error(`${what} did not come within ${patienceMs / 1000} s${seen}`);
    }
    await new Promise((resolve) => setTimeout(resolve, betweenLooksMs));
  }
}

/** Our item in the status bar as it is, or was since the last one that was waited for, once its text matches. */
export async function untilStatus(
  screen: Screen,
  pattern: RegExp,
  { window = 0 }: { window?: number } = {},
): Promise<StatusBarItem> {
  let seen: readonly StatusBarItem[] = [];
  const look = async (): Promise<StatusBarItem | undefined> => {
    seen = await screen.statusBarShown({ window });
    const at = seen.findIndex(({ text }) => pattern.test(text));
    if (at > 0) await screen.statusBarShown({ window, from: at });
    return seen[at];
  };
  return until(`a status bar like ${pattern}`, look, { last: () => seen.map(({ text }) => text) });
}
