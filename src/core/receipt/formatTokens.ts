/** Token counts and times as people read them. Unknown is `?`, never 0. */

interface ShownCount {
  readonly tokens: number | undefined;
  readonly exact: boolean;
}

/** Two significant digits from a thousand on, with `k` or `M`: `840`, `2.3k`, `23k`, `230k`, `1.2M`. */
function short(tokens: number): string {
  if (tokens < 1000) return String(Math.round(tokens));
  // 999 500 is the first that would read `1000k`.
  const [amount, unit] = tokens < 999_500 ? [tokens / 1000, 'k'] : [tokens / 1e6, 'M'];
  return `${amount < 9.95 ? amount.toFixed(1) : String(Math.round(amount))}${unit}`;
}

/** `2,304` when it is the provider's own, `≈2.3k` when it is an estimate, `?` when unknown. */
export function formatTokens({ tokens, exact }: ShownCount): string {
  if (tokens === undefined) return '?';
  if (!exact) return `≈${short(tokens)}`;
  return String(tokens).replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `2,304 hidden`, `≈2.3k hidden`, `hidden ?`. */
export function formatHidden(hidden: ShownCount): string {
  return hidden.tokens === undefined ? 'hidden ?' : `${formatTokens(hidden)} hidden`;
}

/** `0.4 s`, `18 s`, `2 min 5 s`. */
export function formatDuration(ms: number): string {
  if (ms < 9950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
