/** The head of the table of past requests; four of its columns sort. */
import { button, element, setAttribute, setText } from '../dom.ts';
import type { Page } from '../page.ts';
import type { PageState, SortColumn } from '../pageState.ts';

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

export const columnCount = heads.length;

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
