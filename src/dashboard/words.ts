/** Words and times as the page says them; figures come worded from the host. */
import { formatCost, formatTokens, monthName } from '../core/words/figures.ts';
import type { Tier } from '../core/model/request.ts';
import type { BudgetView, CostKind, GroupView, RowView, CostFigure, Figure } from './protocol.ts';
import type { LedgerRow, Realm, Settlement } from '../core/model/ledger.ts';
import type { ReportGroup } from '../core/ledger/reports.ts';
import { zeroNano, type NanoUsd } from '../core/model/money.ts';

export const practiceWords = 'practice: no model is called, no money is spent';

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
  estimated: 'An estimate: no provider has said it',
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

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** A calendar day such as `2026-11-22` in parts; no time zone comes into it. */
export function dayParts(day: string): { weekday: string; date: string; month: string } {
  const date = new Date(`${day}T00:00:00Z`);
  return {
    weekday: weekdays[date.getUTCDay()] ?? '',
    date: String(date.getUTCDate()),
    month: monthName(date.getUTCMonth()),
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

// Host side: ledger figures as the page shows them, worded as on every other surface.

/** `2,304`, `≈2.3k`, or `unknown` where the provider did not say. */
export function figure(tokens: number | undefined, exact: boolean, unknown = '?'): Figure {
  if (tokens === undefined) return { text: unknown, estimated: false };
  return { text: formatTokens({ tokens, exact }), count: tokens, estimated: !exact };
}

/** Stands where hidden tokens were used, or were not: nobody says. */
export const hiddenUnknown = 'hidden ?';

/** Where no tokens were used at all. */
export const noTokens: Figure = { text: '–', count: 0, estimated: false };

/**
 * Output that a person got to see. Where the provider does not say how much was hidden, all of its
 * output is the upper bound, and is marked as one; an estimate is marked as that alone.
 */
export function visibleFigure(
  output: number | undefined,
  hidden: number | undefined,
  exact: boolean,
): Figure {
  if (output !== undefined && hidden !== undefined) return figure(Math.max(0, output - hidden), exact);
  const bound = figure(output, exact);
  return output === undefined || !exact ? bound : { ...bound, text: `≤${bound.text}` };
}

/** Whether the split into visible and hidden is the provider's own. */
export function splitIsExact(settlement: Settlement): boolean {
  return settlement.usageProvenance === 'exact' && !settlement.flags.includes('hiddenEstimated');
}

/** A cost, not yet in words. */
export interface CostPart {
  readonly cost: NanoUsd | undefined;
  readonly kind: CostKind;
  readonly realm: Realm;
}

/** What an attempt cost so far. */
export function costPart({ state, tier, priceState, settlement, live, task }: LedgerRow): CostPart {
  const { realm } = task;
  if (state === 'released') return { cost: zeroNano, kind: 'notBilled', realm };
  if (tier === 'local' || priceState === 'zero') return { cost: zeroNano, kind: 'zero', realm };
  const cost = settlement === undefined ? live?.cost : settlement.cost;
  if (cost !== undefined) return { cost, kind: settlement?.provenance ?? 'estimated', realm };
  return { cost, kind: priceState === 'included' ? 'included' : 'unknown', realm };
}

/** Never $0 for what nobody knows or what a plan pays; of practice, what it would have cost is an estimate. */
export function costFigure({ cost, kind, realm }: CostPart): CostFigure {
  switch (kind) {
    case 'unknown':
      return { text: '$?', kind };
    case 'included':
      return { text: 'included', kind };
    case 'notBilled':
      return { text: 'not billed', nanoUsd: 0, kind };
    default: {
      const text = formatCost(cost, { estimated: kind === 'estimated', realm });
      return { text, nanoUsd: cost, kind: realm === 'practice' && cost !== 0 ? 'estimated' : kind };
    }
  }
}

/** `$1.42`, `≈$1.42` when a part is estimated, `$1.42 + $?` when a part is unknown. */
export function reportCost(
  { attempts, cost, estimated, unknownCost, included }: ReportGroup,
  realm: Realm,
): CostFigure {
  if (attempts > 0 && unknownCost + included === attempts) {
    return costFigure({ cost: undefined, kind: unknownCost > 0 ? 'unknown' : 'included', realm });
  }
  const sum = costFigure({ cost, kind: estimated ? 'estimated' : 'computed', realm });
  return unknownCost > 0 ? { ...sum, text: `${sum.text} + $?` } : sum;
}
