/** From the middle (p50) to the slow end (p95) of a group's times, on a scale shared by its table. */
import { svg } from '../dom.ts';

export function timeRange(p50: number, p95: number | undefined, longest: number): SVGSVGElement {
  const at = (seconds: number): string => `${longest > 0 ? (seconds / longest) * 96 + 2 : 2}%`;
  return svg(
    'svg',
    { class: 'time-range', height: 10, 'aria-hidden': 'true' },
    svg('line', { x1: 0, x2: '100%', y1: 5, y2: 5, class: 'grid' }),
    ...(p95 === undefined
      ? []
      : [
          svg('line', { x1: at(p50), x2: at(p95), y1: 5, y2: 5, class: 'range' }),
          svg('line', { x1: at(p95), x2: at(p95), y1: 1, y2: 9, class: 'range' }),
        ]),
    svg('circle', { cx: at(p50), cy: 5, r: 3.5, class: 'middle' }),
  );
}
