/** Waiting for a condition, with a deadline: no test sleeps for luck. */
import type { Screen } from '../screen.ts';
import type { StatusBarItem } from '../../screenProtocol.ts';

const betweenLooksMs = 50;

/**
 * Resolves with what `look` gives as soon as that is neither undefined nor false.
 *
 * @throws Error that names `what`, after `seconds`.
 */
export async function until<Value>(
  what: string,
  look: () => Promise<Value | undefined | false> | Value | undefined | false,
  { seconds = 15, last }: { seconds?: number; last?: () => unknown } = {},
): Promise<Value> {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    const value = await look();
    if (value !== undefined && value !== false) return value;
    if (performance.now() > deadline) {
      const seen = last === undefined ? '' : `; last seen: ${JSON.stringify(last())}`;
      throw new Error(`${what} did not come within ${seconds} s${seen}`);
    }
    await new Promise((resolve) => setTimeout(resolve, betweenLooksMs));
  }
}

/** Our item in the status bar, once its text matches. */
export async function untilStatus(
  screen: Screen,
  pattern: RegExp,
  { window = 0, seconds = 15 }: { window?: number; seconds?: number } = {},
): Promise<StatusBarItem> {
  let seen: StatusBarItem | undefined;
  const look = async (): Promise<StatusBarItem | undefined> => {
    [seen] = await screen.statusBar({ window });
    return seen !== undefined && pattern.test(seen.text) ? seen : undefined;
  };
  return until(`a status bar like ${pattern}`, look, { seconds, last: () => seen });
}
