/** A cost with its provenance, its decimal points in one line down a column. */
import { element } from '../dom.ts';
import type { CostFigure } from '../protocol.ts';
import { costKindMeanings, costKindWords } from '../words.ts';

export function moneyFigure(cost: CostFigure): HTMLSpanElement {
  // Words such as `included` have no point to stand under.
  if (!cost.text.includes('$')) return element('span', { class: 'money' }, cost.text);
  const point = cost.text.indexOf('.');
  const whole = point < 0 ? cost.text : cost.text.slice(0, point);
  const fraction = point < 0 ? '' : cost.text.slice(point);
  return element(
    'span',
    { class: 'money' },
    element('span', { class: 'money-whole' }, whole),
    element('span', { class: 'money-fraction' }, fraction),
  );
}

/** Nothing where the figure itself is that word. */
export function provenanceBadge(cost: CostFigure): HTMLSpanElement | undefined {
  if (cost.text === costKindWords[cost.kind]) return undefined;
  return element(
    'span',
    { class: `badge badge-${cost.kind}`, title: costKindMeanings[cost.kind] },
    costKindWords[cost.kind],
  );
}
