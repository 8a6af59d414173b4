/** The parts that a running and a past request show alike. */
import { element, svg } from '../dom.ts';
import { tierMark } from '../charts/tierMark.ts';
import type { Figure, RowView, RunningRow } from '../protocol.ts';
import { requestWords, tierWords } from '../words.ts';

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
