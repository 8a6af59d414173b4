/** Small tables that stand beside a picture: a caption, a head, rows of text or nodes. And rows of buttons. */
import { element, type Child } from '../dom.ts';

export interface TableColumn {
  readonly head: string;
  /** Figures stand right, words left. */
  readonly figures?: boolean | undefined;
  readonly class?: string | undefined;
}

/** The first cell of each row is its head. */
export function table(
  caption: string,
  columns: readonly TableColumn[],
  rows: readonly (readonly Child[])[],
): HTMLTableElement {
  const cellClass = (column: TableColumn | undefined): string | undefined => {
    const names = [column?.figures === true ? 'figures' : undefined, column?.class];
    const joined = names.filter((name) => name !== undefined).join(' ');
    return joined === '' ? undefined : joined;
  };
  const head = columns.map((column) =>
    element('th', { scope: 'col', class: cellClass(column) }, column.head),
  );
  const body = rows.map((cells) =>
    element(
      'tr',
      {},
      ...cells.map((cell, index) =>
        index === 0
          ? element('th', { scope: 'row', class: cellClass(columns[0]) }, cell)
          : element('td', { class: cellClass(columns[index]) }, cell),
      ),
    ),
  );
  return element(
    'table',
    {},
    element('caption', { class: 'spoken' }, caption),
    element('thead', {}, element('tr', {}, ...head)),
    element('tbody', {}, ...body),
  );
}

/** One of a few, as a row of radio buttons. */
export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
}

export function choiceButtons<Value extends string>(
  legend: string,
  choices: readonly Choice<Value>[],
  chosen: Value,
  onChoose: (value: Value) => void,
): HTMLFieldSetElement {
  const name = legend.toLowerCase().replaceAll(' ', '-');
  return element(
    'fieldset',
    { class: 'choice' },
    element('legend', { class: 'spoken' }, legend),
    ...choices.map(({ value, label }) => {
      const input = element('input', {
        type: 'radio',
        name,
        value,
        checked: value === chosen,
        'data-focus': `${name} ${value}`,
      });
      input.addEventListener('change', () => onChoose(value));
      return element('label', {}, input, element('span', {}, label));
    }),
  );
}
