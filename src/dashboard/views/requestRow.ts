/** One past request: a line of figures, and below it, when opened, why it went there and its receipt. */
import { formatTime } from '../../core/words/figures.ts';
import { button, element, setAttribute, spoken, setText } from '../dom.ts';
import { shareBar } from '../charts/fills.ts';
import {
  moneyFigure,
  provenanceBadge,
  disclosureMark,
  requestName,
  routeName,
  tokenFigure,
} from './rowParts.ts';
import type { Page, PageState, SortColumn } from '../pageState.ts';
import type { RowView } from '../protocol.ts';
import { checkedWords, endWords, outcomeWords, requestWords, secondsWords } from '../words.ts';

/** Open receipts that the page remembers; the oldest closes first. */
const mostOpen = 50;

export interface DrawnRequest {
  /** The line, and its detail below it while it is open. */
  readonly nodes: (open: boolean) => readonly HTMLTableRowElement[];
}

export function drawRequest(row: RowView, now: number, page: Page): DrawnRequest {
  const detailId = `detail-${row.attemptId.replaceAll(/\s/g, '-')}`;
  const onToggle = (): void => {
    const { open } = page.state();
    const others = open.filter((id) => id !== row.attemptId);
    page.change({ open: others.length < open.length ? others : [...others, row.attemptId].slice(-mostOpen) });
  };
  const toggle = button('', { class: 'toggle', tabindex: -1, 'data-focus': row.attemptId }, onToggle);
  toggle.append(
    disclosureMark(),
    formatTime(row.startedAt, now),
    spoken(`, receipt of ${requestWords(row)}`),
  );
  const line = drawLine(row, toggle);
  line.addEventListener('click', (event) => {
    if (clickIsFree(event)) onToggle();
  });
  let detail: HTMLTableRowElement | undefined;
  return {
    nodes: (open) => {
      setAttribute(toggle, 'aria-expanded', String(open));
      setAttribute(toggle, 'aria-controls', open ? detailId : undefined);
      line.classList.toggle('open', open);
      if (!open) return [line];
      detail ??= drawDetail(row, detailId, page);
      return [line, detail];
    },
  };
}

function drawLine(row: RowView, toggle: HTMLButtonElement): HTMLTableRowElement {
  const because = row.because.join(' · ');
  return element(
    'tr',
    { class: 'request' },
    element('td', { class: 'time' }, toggle),
    element(
      'th',
      { scope: 'row', title: `${requestWords(row)} ${endWords[row.end]}` },
      requestName(row),
      row.end === 'complete' ? undefined : element('small', {}, ` ${endWords[row.end]}`),
    ),
    element('td', {}, routeName(row)),
    element('td', { class: 'why', title: because }, because),
    element('td', { class: 'figures input' }, tokenFigure(row.input)),
    element('td', { class: 'figures visible' }, tokenFigure(row.visible)),
    element('td', { class: 'figures hidden-figure' }, tokenFigure(row.hidden)),
    element('td', { class: 'cost' }, moneyFigure(row.cost), ' ', provenanceBadge(row.cost)),
    element('td', { class: 'figures seconds' }, secondsWords(row.seconds)),
    element(
      'td',
      { class: row.checked === 'notChecked' ? 'checked muted' : 'checked' },
      checkedWords[row.checked],
      row.outcome === 'unknown' ? undefined : element('small', {}, ` ${outcomeWords[row.outcome]}`),
    ),
  );
}

/** A click that chose text, or that a control answers to, does not open the row. */
function clickIsFree(event: MouseEvent): boolean {
  const onControl = event.target instanceof Element && event.target.closest('button') !== null;
  const chose = document.getSelection()?.isCollapsed === false;
  return !onControl && !chose;
}

function drawDetail(row: RowView, id: string, page: Page): HTMLTableRowElement {
  return element(
    'tr',
    { class: 'detail', id },
    element(
      'td',
      { colspan: columnCount },
      element('div', { class: 'detail-parts' }, drawWhy(row, page), drawReceipt(row, page)),
    ),
  );
}

function drawWhy(row: RowView, page: Page): HTMLElement {
  const confidence = `${Math.round(row.confidence * 100)} % sure of ${row.class}`;
  return element(
    'div',
    {},
    element('h3', {}, 'Why this route'),
    element('ul', { class: 'reasons' }, ...row.because.map((reason) => element('li', {}, reason))),
    element('p', { class: 'muted' }, `${confidence} · reasoning policy: ${row.policy}`),
    ...row.notes.map((note) => element('p', { class: 'note' }, note)),
    button('Explain', { class: 'quiet', 'data-focus': `explain ${row.attemptId}` }, () =>
      page.send({ type: 'explain', attemptId: row.attemptId }),
    ),
  );
}

function drawReceipt(row: RowView, page: Page): HTMLElement {
  const { count: visible } = row.visible;
  const { count: hidden } = row.hidden;
  const output = (visible ?? 0) + (hidden ?? 0);
  return element(
    'div',
    {},
    element('h3', {}, 'Receipt'),
    visible === undefined || hidden === undefined || output === 0
      ? undefined
      : shareBar([
          { kind: 'visible', share: visible / output },
          { kind: 'hidden', share: hidden / output },
        ]),
    element(
      'dl',
      { class: 'receipt' },
      ...row.receipt.map((line) =>
        element('div', {}, element('dt', {}, line.label), element('dd', {}, line.value)),
      ),
    ),
    button('Copy receipt', { class: 'quiet', 'data-focus': `copy ${row.attemptId}` }, () =>
      page.send({ type: 'copy', attemptId: row.attemptId }),
    ),
  );
}

// The head of the table of past requests; four of its columns sort.

interface Head {
  readonly label: string;
  readonly sort?: SortColumn;
  readonly class?: string;
}

const heads: readonly Head[] = [
  { label: 'Time', sort: 'time', class: 'time' },
  { label: 'Request', class: 'name' },
  { label: 'Route', class: 'route-head' },
  { label: 'Why', class: 'why' },
  { label: 'In', class: 'figures count input' },
  { label: 'Visible', class: 'figures count visible' },
  { label: 'Hidden', sort: 'hidden', class: 'figures count' },
  { label: 'Cost', sort: 'cost', class: 'cost' },
  { label: 'Seconds', sort: 'seconds', class: 'figures count seconds' },
  { label: 'Checked', class: 'checked' },
];

const columnCount = heads.length;

export interface RequestHead {
  readonly node: HTMLTableSectionElement;
  readonly update: (state: PageState, practice: boolean) => void;
}

export function requestHead(page: Page): RequestHead {
  const cells = heads.map((head) => {
    const label = element('span', {}, head.label);
    const cell = element('th', { scope: 'col', class: head.class });
    const { sort } = head;
    if (sort === undefined) cell.append(label);
    else cell.append(sortButton(sort, label, page));
    return { head, cell, label };
  });
  return {
    node: element('thead', {}, element('tr', {}, ...cells.map(({ cell }) => cell))),
    update: (state, practice) => {
      for (const { head, cell, label } of cells) {
        const sorted = head.sort !== undefined && head.sort === state.sortBy;
        setAttribute(cell, 'aria-sort', sorted ? direction(state) : undefined);
        if (head.sort === 'cost') setText(label, practice ? 'Would cost' : 'Cost');
      }
    },
  };
}

function sortButton(column: SortColumn, label: HTMLElement, page: Page): HTMLButtonElement {
  const sort = button('', { class: 'sort' }, () => {
    const { sortBy, descending } = page.state();
    page.change({ sortBy: column, descending: sortBy === column ? !descending : true });
  });
  sort.append(label);
  return sort;
}

function direction(state: PageState): 'ascending' | 'descending' {
  return state.descending ? 'descending' : 'ascending';
}
