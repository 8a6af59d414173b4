/**
 * Past requests as a table: filtered and sorted on the page, 200 lines at a time, so that ten
 * thousand stay smooth. A line that did not change keeps its nodes.
 */
import { button, element, setText } from '../dom.ts';
import type { Page, PageState, SortColumn } from '../pageState.ts';
import type { RealmView, RowView } from '../protocol.ts';
import { arrange } from './rowParts.ts';
import { requestFilters } from './requestFilters.ts';
import { requestHead, drawRequest, type DrawnRequest } from './requestRow.ts';

const linesAtATime = 200;

export interface RequestsSection {
  readonly node: HTMLElement;
  readonly update: (realm: RealmView, now: number, practice: boolean) => void;
}

export function requestsSection(page: Page): RequestsSection {
  let lines = linesAtATime;
  let updateAgain = (): void => {};
  const filters = requestFilters(page);
  const head = requestHead(page);
  const body = element('tbody');
  const focus = rovingFocus(body, '.toggle');
  const drawLines = lineDrawer(page);
  const table = element(
    'table',
    { class: 'requests', 'aria-labelledby': 'requests', 'aria-describedby': 'requests-keys' },
    head.node,
    body,
  );
  const nothing = element('p', { class: 'muted' });
  const more = button('', { class: 'quiet more' }, () => {
    lines += linesAtATime;
    updateAgain();
  });
  const node = element(
    'section',
    { 'aria-labelledby': 'requests' },
    element(
      'div',
      { class: 'section-head' },
      element('h2', {}, element('span', { id: 'requests' }, 'Requests'), ' ', filters.count),
      filters.node,
    ),
    element(
      'p',
      { class: 'spoken', id: 'requests-keys' },
      'Up and Down move between requests, Enter opens a receipt.',
    ),
    element('div', { class: 'wide-table' }, table),
    nothing,
    more,
  );

  function update(realm: RealmView, now: number, practice: boolean): void {
    updateAgain = () => update(realm, now, practice);
    const state = page.state();
    const rows = chosenRows(realm.recent, state);
    const shown = rows.slice(0, lines);
    focus.over(() => arrange(body, drawLines(shown, now)));
    head.update(state, practice);
    filters.update(realm, rows.length);
    table.hidden = shown.length === 0;
    nothing.hidden = shown.length > 0;
    setText(nothing, realm.recent.length === 0 ? 'No request yet.' : 'No request matches the filter.');
    more.hidden = shown.length === rows.length;
    setText(more, `Show ${Math.min(linesAtATime, rows.length - shown.length)} more`);
  }

  return { node, update };
}

/** Draws lines, and hands out the same nodes again for as long as their row stays the same. */
function lineDrawer(page: Page): (rows: readonly RowView[], now: number) => HTMLTableRowElement[] {
  let drawn = new Map<string, { readonly signature: string; readonly request: DrawnRequest }>();
  return (rows, now) => {
    // A line says the date where that is not today, so midnight changes it.
    const today = new Date(now).toDateString();
    drawn = new Map(
      rows.map((row) => {
        const signature = `${today} ${JSON.stringify(row)}`;
        const known = drawn.get(row.attemptId);
        const isSame = known !== undefined && known.signature === signature;
        return [row.attemptId, isSame ? known : { signature, request: drawRequest(row, now, page) }];
      }),
    );
    const open = new Set(page.state().open);
    return [...drawn].flatMap(([id, { request }]) => [...request.nodes(open.has(id))]);
  };
}

// Which past requests the table shows, and in what order. Pure.

/** @param recent newest first */
export function chosenRows(recent: readonly RowView[], state: PageState): readonly RowView[] {
  const words = state.find.toLowerCase().split(/\s+/).filter(Boolean);
  const rows = recent.filter(
    (row) =>
      (state.class === undefined || row.class === state.class) &&
      (state.tier === undefined || row.tier === state.tier) &&
      matches(row, words),
  );
  if (state.sortBy === 'time') return state.descending ? rows : rows.toReversed();
  const sign = state.descending ? -1 : 1;
  const key = sortKeys[state.sortBy];
  return rows.toSorted((a, b) => compareKnown(key(a), key(b), sign));
}

const sortKeys: Readonly<Record<SortColumn, (row: RowView) => number | undefined>> = {
  time: (row) => row.startedAt,
  hidden: (row) => row.hidden.count,
  cost: (row) => row.cost.nanoUsd,
  seconds: (row) => row.seconds,
};

/** What nobody knows comes last, whichever way the rest is sorted. */
function compareKnown(a: number | undefined, b: number | undefined, sign: 1 | -1): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return sign * (a - b);
}

function matches(row: RowView, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const outcome = row.outcome === 'unknown' ? undefined : row.outcome;
  const said = [
    row.class,
    row.verb,
    row.tier,
    row.model,
    row.tool,
    row.end,
    row.checked,
    outcome,
    ...row.because,
  ]
    .join(' ')
    .toLowerCase();
  return words.every((word) => said.includes(word));
}

/**
 * Makes many like controls one tab stop: the arrow keys, Home and End move among them. Two hundred
 * lines would otherwise be two hundred presses of Tab.
 */
export interface RovingFocus {
  /** Makes a change to the controls; the tab stop and the focus stay on the one of the same name. */
  readonly over: (change: () => void) => void;
}

/** @param selector the controls; each is made with `tabindex="-1"` and a `data-focus` name of its own. */
function rovingFocus(container: HTMLElement, selector: string): RovingFocus {
  let stop: HTMLElement | undefined;

  const controls = (): HTMLElement[] => [...container.querySelectorAll<HTMLElement>(selector)];

  function stopAt(control: HTMLElement | undefined): void {
    if (control === stop) return;
    stop?.setAttribute('tabindex', '-1');
    control?.setAttribute('tabindex', '0');
    stop = control;
  }

  container.addEventListener('focusin', (event) => {
    if (event.target instanceof HTMLElement && event.target.matches(selector)) stopAt(event.target);
  });
  container.addEventListener('keydown', (event) => {
    if (!(event.target instanceof HTMLElement) || !event.target.matches(selector)) return;
    const all = controls();
    const target = all[nextIndex(event.key, all.indexOf(event.target), all.length) ?? -1];
    if (target === undefined) return;
    event.preventDefault();
    target.focus();
  });

  return {
    over: (change) => {
      const hadFocus = stop !== undefined && stop === document.activeElement;
      const name = stop?.dataset['focus'];
      change();
      if (stop !== undefined && container.contains(stop)) return;
      const all = controls();
      stopAt(all.find((control) => control.dataset['focus'] === name) ?? all[0]);
      if (hadFocus) stop?.focus({ preventScroll: true });
    },
  };
}

function nextIndex(key: string, index: number, length: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return Math.min(length - 1, index + 1);
    case 'ArrowUp':
      return Math.max(0, index - 1);
    case 'Home':
      return 0;
    case 'End':
      return length - 1;
    default:
      return undefined;
  }
}
