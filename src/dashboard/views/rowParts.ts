/** The parts that a running and a past request show alike. */
import { element, svg } from '../dom.ts';
import type { Figure, RowView, RunningRow, CostFigure } from '../protocol.ts';
import { requestWords, tierWords, costKindMeanings, costKindWords } from '../words.ts';
import type { Tier } from '../../core/model/request.ts';

export function requestName(row: RunningRow | RowView): HTMLElement {
  const attempts = attemptWords(row);
  return element(
    'span',
    { class: 'request-name' },
    requestWords(row),
    attempts === undefined ? undefined : element('small', {}, ` ${attempts}`),
    row.foreign ? element('small', {}, ' other window') : undefined,
  );
}

function attemptWords(row: RunningRow | RowView): string | undefined {
  if ('number' in row) return row.number > 1 ? `attempt ${row.number}` : undefined;
  return row.attempts > 1 ? `${row.attempts} attempts` : undefined;
}

export function routeName(row: RunningRow | RowView): HTMLElement {
  const tool = 'tool' in row ? row.tool : undefined;
  const { model } = row;
  const effort = row.effort === undefined || row.effort === 'none' ? undefined : ` ${row.effort}`;
  return element(
    'span',
    { class: 'route' },
    tierMark(row.tier),
    element('span', { class: 'route-tier' }, tierWords[row.tier]),
    element('span', { class: 'route-model', title: model }, model ?? tool ?? ''),
    effort === undefined ? undefined : element('small', { title: 'effort' }, effort),
  );
}

/** A token count; an estimate carries its ≈ in the text, an unknown one its question mark. */
export function tokenFigure(figure: Figure): HTMLElement {
  const unknown = figure.count === undefined;
  return element(
    'span',
    { class: unknown ? 'unknown' : undefined, title: unknown ? 'The provider did not say' : undefined },
    figure.text,
  );
}

/** Points right when closed; the style sheet turns it when open. */
export function disclosureMark(): SVGSVGElement {
  return svg(
    'svg',
    { class: 'disclosure', width: 10, height: 10, 'aria-hidden': 'true' },
    svg('path', { d: 'M3 1L7 5L3 9' }),
  );
}

const shapes: Readonly<Record<Tier, string>> = {
  local: 'M5 1.5A3.5 3.5 0 1 1 5 8.5A3.5 3.5 0 1 1 5 1.5Z',
  fast: 'M1.5 1L9 5L1.5 9Z',
  reasoning: 'M5 0L10 5L5 10L0 5Z',
};

/** A mark per tier whose shape tells it as well as its colour; the word always stands beside it. */
function tierMark(tier: Tier): SVGSVGElement {
  return svg(
    'svg',
    { class: `tier-mark tier-${tier}`, width: 10, height: 10, 'aria-hidden': 'true' },
    svg('path', { d: shapes[tier] }),
  );
}

/**
 * Makes `nodes` the children of `parent`, in that order, and touches only what is out of place:
 * a node that is moved loses the focus and the pointer.
 */
export function arrange(parent: Element, nodes: readonly Element[]): void {
  const wanted = new Set(nodes);
  const stale = Array.from(parent.children).filter((child) => !wanted.has(child));
  for (const child of stale) child.remove();
  let place = parent.firstElementChild;
  for (const node of nodes) {
    if (node === place) place = place.nextElementSibling;
    else parent.insertBefore(node, place);
  }
}

/** A cost with its provenance, its decimal points in one line down a column. */
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
