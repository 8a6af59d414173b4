/** Figures as people read them: money, tokens, times, ages. Unknown is `$?` or `?`, never 0. */
import type { Realm } from '../model/ledger.ts';
import { nanoPerUsd, type NanoUsd } from '../model/money.ts';

export interface MoneyStyle {
  /** Puts `≈` in front: the figure is an estimate. */
  readonly approximate?: boolean | undefined;
}

/** `1204.5` with 2 to 4 decimals: `1,204.50`. Locale-free, since dollars are. */
function figure(amount: number, fewest: number, most = fewest): string {
  const [whole = '0', fraction = ''] = amount.toFixed(most).split('.');
  const digits = fraction.replace(/0+$/, '').padEnd(fewest, '0');
  const grouped = whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
  return digits === '' ? grouped : `${grouped}.${digits}`;
}

function decimalsFor(dollars: number): number {
  // Bounds lie half a last digit below the round figure, so that rounding never adds a digit.
  if (dollars < 0.00095) return 4;
  if (dollars < 0.9995) return 3;
  return 2;
}

/**
 * Money for running text and narrow places, about five characters: `$0.0004`, `$0.031`, `$1.42`,
 * `$1,204.50`, `<$0.0001`, `$0`, `−$0.120`, `$?`.
 */
export function formatMoney(cost: NanoUsd | undefined, style: MoneyStyle = {}): string {
  if (cost === undefined) return '$?';
  const mark = style.approximate === true ? '≈' : '';
  if (cost === 0) return `${mark}$0`;
  const sign = cost < 0 ? '−' : '';
  const dollars = Math.abs(cost) / nanoPerUsd;
  if (dollars < 0.000_05) return `${sign}<$0.0001`;
  return `${mark}${sign}$${figure(dollars, decimalsFor(dollars))}`;
}

/** A cost with its mark: `≈` where it is estimated, and where it is what practice would have cost. */
export function formatCost(
  cost: NanoUsd | undefined,
  { estimated, realm }: { readonly estimated: boolean; readonly realm: Realm },
): string {
  return formatMoney(cost, { approximate: estimated || (realm === 'practice' && cost !== 0) });
}

/** All digits that matter, for receipts: `$0.0232856`, at least two decimals, at most nine. */
export function formatMoneyExactly(cost: NanoUsd | undefined, style: MoneyStyle = {}): string {
  if (cost === undefined) return '$?';
  const mark = style.approximate === true ? '≈' : '';
  const dollars = Math.abs(cost) / nanoPerUsd;
  return `${mark}${cost < 0 ? '−' : ''}$${figure(dollars, cost === 0 ? 0 : 2, 9)}`;
}

/** For previews of small sums: `0.3¢`, `12¢`, from a dollar on `$1.42`; `<0.01¢`, `$?`. */
export function formatCents(cost: NanoUsd | undefined, style: MoneyStyle = {}): string {
  if (cost === undefined) return '$?';
  if (cost < 0 || cost >= 0.995 * nanoPerUsd) return formatMoney(cost, style);
  const mark = style.approximate === true ? '≈' : '';
  const cents = (cost * 100) / nanoPerUsd;
  if (cents === 0) return `${mark}0¢`;
  if (cents < 0.005) return '<0.01¢';
  const digits = cents < 0.095 ? 2 : cents < 9.95 ? 1 : 0;
  return `${mark}${figure(cents, 0, digits)}¢`;
}

/** A limit as it was typed: `$5`, `$0.50`, `$1,200`. */
export function formatLimit(usd: number): string {
  return `$${Number.isInteger(usd) ? figure(usd, 0) : figure(usd, 2, 4)}`;
}

// Token counts and times as people read them. Unknown is `?`, never 0.

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

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const dayMs = 86_400_000;

/** Of the calendar, for the parts of a date that stand apart: 0 is January. */
export function monthName(month: number): string {
  return months[month] ?? '';
}

function timeOfDay(date: Date, seconds = false): string {
  const parts = [date.getHours(), date.getMinutes(), ...(seconds ? [date.getSeconds()] : [])];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

function dayOfMonth(date: Date): string {
  return `${date.getDate()} ${monthName(date.getMonth())}`;
}

/** Local time, `14:05` or `14:05:30`, with the date before it where that is another day than `now`'s. */
export function formatTime(at: number, now: number, { seconds = false } = {}): string {
  const date = new Date(at);
  const time = timeOfDay(date, seconds);
  return date.toDateString() === new Date(now).toDateString() ? time : `${dayOfMonth(date)} ${time}`;
}

/** When a period ends: a midnight, so that the time is said of the next one and the date of a later one. */
export function formatReset(at: number, now: number): string {
  const date = new Date(at);
  return at - now < dayMs ? timeOfDay(date) : dayOfMonth(date);
}

/** The same, completing “It resets …”: `at 00:00`, `on 1 Dec`. */
export function resetWords(at: number, now: number): string {
  return `${at - now < dayMs ? 'at' : 'on'} ${formatReset(at, now)}`;
}

// How old a price list is, and from when on that is worth a word.

/** Older than two months, the screen says that prices may have changed: so soon most sellers change one. */
export const staleAfterDays = 60;

/** Whole days between the date of the data (ISO yyyy-mm-dd) and `now` (ms); never negative. */
export function priceAgeDays(date: string, now: number): number {
  return Math.max(0, Math.floor((now - Date.parse(date)) / dayMs));
}

export function isStalePrice(date: string, now: number): boolean {
  return priceAgeDays(date, now) > staleAfterDays;
}

/** `today`, `56 days old`, `61 days old: prices may have changed`. */
export function priceAgeWords(date: string, now: number): string {
  const days = priceAgeDays(date, now);
  if (days === 0) return 'today';
  const age = days === 1 ? '1 day old' : `${days} days old`;
  return isStalePrice(date, now) ? `${age}: prices may have changed` : age;
}
