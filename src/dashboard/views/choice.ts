/** One of a few, as a row of radio buttons. */
import { element } from '../dom.ts';

export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
}

export function choice<Value extends string>(
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
