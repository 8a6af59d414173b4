/** Visible against hidden, by day or by request, and what each day cost: pictures with their tables. */
import { formatTime } from '../../core/words/figures.ts';
import { element, type Child, redraw } from '../dom.ts';
import { columnChart, type Column } from '../charts/columnChart.ts';
import { legend } from '../charts/fills.ts';
import { choiceButtons, table } from './table.ts';
import type { Page } from '../pageState.ts';
import type { DayView, RealmView, RowView } from '../protocol.ts';
import { dayParts, dayWords, percentWords, requestWords, tokensWords } from '../words.ts';
import { formatMoney } from '../../core/words/figures.ts';
import { nanoUsd } from '../../core/model/money.ts';

const requestsShown = 30;
const plotHeight = 130;

export function drawDays(
  container: HTMLElement,
  realm: RealmView,
  now: number,
  practice: boolean,
  page: Page,
): void {
  const { tokensBy } = page.state();
  const byDay = tokensBy === 'day';
  const requests = byDay ? [] : lastRequests(realm.recent);
  redraw(container, [realm.days, byDay, requests, practice], () => [
    element(
      'div',
      { class: 'section-head' },
      element('h2', {}, 'Visible against hidden'),
      legend(kindsOf(realm, requests, byDay)),
      choiceButtons(
        'Tokens by',
        [
          { value: 'day', label: 'by day' },
          { value: 'request', label: 'by request' },
        ],
        tokensBy,
        (value) => page.change({ tokensBy: value }),
      ),
    ),
    element(
      'div',
      { class: 'picture-and-table' },
      element(
        'div',
        { class: 'pictures' },
        byDay ? tokensByDay(realm.days) : tokensByRequest(requests, now),
        byDay ? element('h3', {}, practice ? 'Would have cost' : 'Cost') : undefined,
        byDay ? costByDay(realm.days) : undefined,
      ),
      scrolling(
        byDay ? 'By day' : 'By request',
        byDay ? dayTable(realm.days, practice) : requestTable(requests, now),
      ),
    ),
  ]);
}

function lastRequests(recent: readonly RowView[]): RowView[] {
  return recent
    .filter((row) => row.tier !== 'local' && row.end !== 'unbilled')
    .slice(0, requestsShown)
    .toReversed();
}

function kindsOf(
  realm: RealmView,
  requests: readonly RowView[],
  byDay: boolean,
): readonly ('visible' | 'hidden' | 'unsplit')[] {
  const unsplit = byDay
    ? realm.days.some((day) => day.unsplit > 0)
    : requests.some((row) => row.visible.count !== undefined && row.hidden.count === undefined);
  return unsplit ? ['visible', 'hidden', 'unsplit'] : ['visible', 'hidden'];
}

function dayColumn(day: DayView, description: string, parts: Column['parts']): Column {
  const { date, month } = dayParts(day.day);
  return { label: date, sublabel: month, description: `${dayWords(day.day)}: ${description}`, parts };
}

function tokensByDay(days: readonly DayView[]): HTMLElement {
  const visible = sum(days.map((day) => day.visible));
  const hidden = sum(days.map((day) => day.hidden));
  return columnChart({
    summary: `Output tokens of the last ${days.length} days: ${tokensWords(visible)} visible, ${tokensWords(hidden)} hidden. The table beside has each day.`,
    height: plotHeight,
    labels: false,
    tickWords: compactTokens,
    columns: days.map((day) =>
      dayColumn(day, `${tokensWords(day.visible)} visible, ${hiddenWords(day)}`, [
        { kind: 'visible', value: day.visible },
        { kind: 'hidden', value: day.hidden },
        { kind: 'unsplit', value: day.unsplit },
      ]),
    ),
  });
}

function costByDay(days: readonly DayView[]): HTMLElement {
  const total = sum(days.map((day) => day.cost.nanoUsd ?? 0));
  return columnChart({
    summary: `Cost of the last ${days.length} days: ${formatMoney(nanoUsd(total))}. The table beside has each day.`,
    height: plotHeight / 2,
    labels: true,
    tickWords: (value) => formatMoney(nanoUsd(Math.round(value))),
    columns: days.map((day) =>
      dayColumn(day, day.cost.text, [{ kind: 'cost', value: day.cost.nanoUsd ?? 0 }]),
    ),
  });
}

function tokensByRequest(rows: readonly RowView[], now: number): HTMLElement {
  return columnChart({
    summary: `Visible and hidden output tokens of the last ${rows.length} requests to a model. The table beside has each.`,
    height: plotHeight * 1.5,
    labels: true,
    tickWords: compactTokens,
    columns: rows.map((row, index) => ({
      label: index === 0 || index === rows.length - 1 ? formatTime(row.startedAt, now) : '',
      description: `${formatTime(row.startedAt, now)} ${requestWords(row)}: ${row.visible.text} visible, ${row.hidden.text} hidden`,
      parts: [
        { kind: row.hidden.count === undefined ? 'unsplit' : 'visible', value: row.visible.count ?? 0 },
        { kind: 'hidden', value: row.hidden.count ?? 0 },
      ],
    })),
  });
}

function dayTable(days: readonly DayView[], practice: boolean): HTMLTableElement {
  return table(
    'Tokens and cost by day',
    [
      { head: 'Day' },
      { head: 'Visible', figures: true },
      { head: 'Hidden', figures: true },
      { head: 'Share', figures: true },
      { head: practice ? 'Would cost' : 'Cost', figures: true },
      { head: 'Requests', figures: true, class: 'tasks' },
    ],
    days.toReversed().map((day): Child[] => {
      if (day.tasks === 0) return [dayWords(day.day), '–', '–', '–', '–', '–'];
      return [
        dayWords(day.day),
        tokensWords(day.visible),
        hiddenWords(day),
        percentWords(day.hiddenShare),
        day.cost.text,
        String(day.tasks),
      ];
    }),
  );
}

function requestTable(rows: readonly RowView[], now: number): HTMLTableElement {
  return table(
    'Tokens by request',
    [
      { head: 'Time' },
      { head: 'Request' },
      { head: 'Visible', figures: true },
      { head: 'Hidden', figures: true },
    ],
    rows
      .toReversed()
      .map((row) => [formatTime(row.startedAt, now), requestWords(row), row.visible.text, row.hidden.text]),
  );
}

/** Scrolls by itself where it is long, so it can be reached by keyboard. */
function scrolling(label: string, content: HTMLElement): HTMLElement {
  return element('div', { class: 'scrolling', role: 'group', 'aria-label': label, tabindex: 0 }, content);
}

function hiddenWords(day: DayView): string {
  if (day.unsplit > 0 && day.hiddenShare === undefined) return 'hidden ?';
  // What was not reported comes on top.
  const mark = day.estimated ? '≈' : day.unsplit > 0 ? '≥' : '';
  return `${mark}${tokensWords(day.hidden)}`;
}

function compactTokens(value: number): string {
  if (value >= 1_000_000) return `${value / 1_000_000}M`;
  return value >= 1_000 ? `${value / 1_000}k` : String(value);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
