/** A mark per tier whose shape tells it as well as its colour; the word always stands beside it. */
import type { Tier } from '../../core/request.ts';
import { svg } from '../dom.ts';

const shapes: Readonly<Record<Tier, string>> = {
  local: 'M5 1.5A3.5 3.5 0 1 1 5 8.5A3.5 3.5 0 1 1 5 1.5Z',
  fast: 'M1.5 1L9 5L1.5 9Z',
  reasoning: 'M5 0L10 5L5 10L0 5Z',
};

export function tierMark(tier: Tier): SVGSVGElement {
  return svg(
    'svg',
    { class: `tier-mark tier-${tier}`, width: 10, height: 10, 'aria-hidden': 'true' },
    svg('path', { d: shapes[tier] }),
  );
}
