/**
 * Past requests as a table: filtered and sorted on the page, 200 lines at a time, so that ten
 * thousand stay smooth. A line that did not change keeps its nodes.
 */
import { button, element, setText } from '../dom.ts';
import type { Page } from '../page.ts';
import type { RealmView, RowView } from '../protocol.ts';
import { chosenRows } from '../requestChoice.ts';
import { arrange } from './arrange.ts';
import { requestFilters } from './requestFilters.ts';
import { requestHead } from './requestHead.ts';
import { drawRequest, type DrawnRequest } from './requestRow.ts';
import { rovingFocus } from './rovingFocus.ts';

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
