/** Words and times as the page says them; figures come worded from the host. */
import { formatTokens } from '../core/receipt/formatTokens.ts';
import type { Tier } from '../core/request.ts';
import type { BudgetView, CostKind, GroupView, RowView } from './protocol.ts';

export const practiceWords = 'practice: no model is called, no money is spent';

export const budgetWords = 'per developer and machine';

export const costKindWords: Readonly<Record<CostKind, string>> = {
  billed: 'billed',
  computed: 'computed',
  estimated: 'estimated',
  zero: 'no charge',
  included: 'included',
  unknown: 'no price',
  notBilled: 'not billed',
};

export const costKindMeanings: Readonly<Record<CostKind, string>> = {
  billed: 'The provider’s own bill',
  computed: 'Token counts times price',
  estimated: 'An estimate: the provider did not say',
  zero: 'A local tool or a local model: nothing to pay',
  included: 'Paid elsewhere, for example by a plan',
  unknown: 'The price of this model is not known',
  notBilled: 'It ended before anything could be billed',
};

export const endWords: Readonly<Record<RowView['end'], string>> = {
  complete: 'complete',
  stopped: 'stopped',
  cutAtCap: 'cut at its limit',
  timedOut: 'timed out',
  connectionLost: 'connection lost',
  failed: 'failed',
  reaped: 'its window ended',
  unbilled: 'refused, not billed',
  running: 'still running',
};

export const checkedWords: Readonly<Record<RowView['checked'], string>> = {
  checked: 'checked',
  failed: 'check failed',
  notChecked: 'not checked',
};

/** What became of the answer, where that is known. */
export const outcomeWords: Readonly<Record<RowView['outcome'], string>> = {
  accepted: 'accepted',
  edited: 'accepted, then edited',
  rejected: 'rejected',
  undone: 'undone',
  unknown: '',
};

export const periodWords: Readonly<Record<BudgetView['period'], string>> = {
  request: 'Each request',
  day: 'Today',
  week: 'This week',
  month: 'This month',
};

export const scopeWords: Readonly<Record<BudgetView['scope'], string>> = {
  user: 'yours',
  workspace: 'this workspace',
};

export const whenReachedWords: Readonly<Record<BudgetView['whenReached'], string>> = {
  warn: 'an alert: it only warns',
  downgrade: 'when reached: a cheaper route',
  block: 'when reached: refused',
};

export const tierWords: Readonly<Record<Tier, string>> = {
  local: 'local tool',
  fast: 'fast',
  reasoning: 'reasoning',
};

/** `explain (complete)` where a finer word is known. */
export function requestWords(row: { readonly class: string; readonly verb?: string | undefined }): string {
  return row.verb === undefined || row.verb === row.class ? row.class : `${row.verb} (${row.class})`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

/** `14:05`, with the date before it where that is another day than `now`'s. */
export function clockTime(at: number, now: number): string {
  const date = new Date(at);
  const time = `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`;
  const isSameDay = date.toDateString() === new Date(now).toDateString();
  return isSameDay ? time : `${date.getDate()} ${months[date.getMonth()] ?? ''} ${time}`;
}

/** A calendar day such as `2026-11-22` in parts; no time zone comes into it. */
export function dayParts(day: string): { weekday: string; date: string; month: string } {
  const date = new Date(`${day}T00:00:00Z`);
  return {
    weekday: weekdays[date.getUTCDay()] ?? '',
    date: String(date.getUTCDate()),
    month: months[date.getUTCMonth()] ?? '',
  };
}

export function dayWords(day: string): string {
  const { weekday, date, month } = dayParts(day);
  return `${weekday} ${date} ${month}`;
}

/** Seconds alone, so that a column of them can be compared: `<0.1 s`, `1.8 s`, `116 s`. */
export function secondsWords(seconds: number | undefined): string {
  if (seconds === undefined) return '–';
  if (seconds < 0.05) return '<0.1 s';
  return seconds < 9.95 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds)} s`;
}

export function tokensWords(count: number): string {
  return formatTokens({ tokens: count, exact: true });
}

export function percentWords(share: number | undefined): string {
  return share === undefined ? '?' : `${Math.round(share * 100)} %`;
}

/** The middle and the slow end of a group's times, in one phrase. */
export function timesWords(group: GroupView): string {
  if (group.p50Seconds === undefined) return '–';
  const slow = group.p95Seconds === undefined ? '' : ` · ${secondsWords(group.p95Seconds)}`;
  return `${secondsWords(group.p50Seconds)}${slow}`;
}
