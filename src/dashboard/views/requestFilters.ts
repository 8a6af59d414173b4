/** Narrows the table of past requests: by class, by tier, by a word. All of it stays on the page. */
import { element, setText } from '../dom.ts';
import type { Page } from '../pageState.ts';
import type { RealmView } from '../protocol.ts';
import { requestClasses, tiers } from '../../core/model/request.ts';
import { tierWords } from '../words.ts';

export interface RequestFilters {
  readonly node: HTMLElement;
  /** How many match, of how many. */
  readonly count: HTMLElement;
  readonly update: (realm: RealmView, matching: number) => void;
}

const everything = '';

export function requestFilters(page: Page): RequestFilters {
  const state = page.state();
  const classes = picker('Class', 'every class', requestClasses, state.class, (chosen) =>
    page.change({ class: chosen }),
  );
  const tierNames = picker(
    'Tier',
    'every tier',
    tiers,
    state.tier,
    (chosen) => page.change({ tier: chosen }),
    tierWords,
  );
  const find = element('input', {
    type: 'search',
    value: state.find,
    placeholder: 'model, reason, outcome',
    'aria-label': 'Find in requests',
  });
  find.addEventListener('input', () => page.change({ find: find.value }));
  const count = element('small');
  const node = element('div', { class: 'filters', role: 'search' }, classes, tierNames, find);
  return {
    node,
    count,
    update: (realm, matching) => {
      const all = realm.recent.length.toLocaleString('en-US');
      const older = realm.hasOlder ? 'newest ' : '';
      const some = matching === realm.recent.length ? '' : `${matching.toLocaleString('en-US')} of `;
      setText(count, `${some}${older}${all}`);
    },
  };
}

function picker<Value extends string>(
  label: string,
  all: string,
  values: readonly Value[],
  chosen: Value | undefined,
  onChoose: (value: Value | undefined) => void,
  words?: Readonly<Record<Value, string>>,
): HTMLSelectElement {
  const options = values.map((value) =>
    element('option', { value, selected: value === chosen }, words?.[value] ?? value),
  );
  const select = element(
    'select',
    { 'aria-label': label },
    element('option', { value: everything, selected: chosen === undefined }, all),
    ...options,
  );
  select.addEventListener('change', () => onChoose(values.find((value) => value === select.value)));
  return select;
}
