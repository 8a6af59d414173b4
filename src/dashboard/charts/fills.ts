/**
 * How each kind of quantity is drawn, everywhere on the page. Kinds differ by pattern as well as by
 * colour; the colours are CSS classes, so a theme change needs no code.
 */
import { element, svg } from '../dom.ts';

export const fillKinds = ['visible', 'hidden', 'unsplit', 'cost', 'spent', 'held'] as const;
export type FillKind = (typeof fillKinds)[number];

export const fillWords: Readonly<Record<FillKind, string>> = {
  visible: 'visible',
  hidden: 'hidden',
  unsplit: 'output, split not reported',
  cost: 'cost',
  spent: 'spent',
  held: 'held',
};

const patterned: readonly FillKind[] = ['hidden', 'unsplit', 'held'];

/** The patterns that `bar` refers to; once in the document, before the first bar. */
export function fillPatterns(): SVGSVGElement {
  const patterns = patterned.map((kind) =>
    svg(
      'pattern',
      { id: `fill-${kind}`, width: 6, height: 6, patternUnits: 'userSpaceOnUse', class: `fill-${kind}` },
      svg('rect', { width: 6, height: 6, class: 'pattern-ground' }),
      svg('path', { d: strokes(kind), class: 'pattern-stroke' }),
    ),
  );
  return svg('svg', { width: 0, height: 0, class: 'patterns', 'aria-hidden': 'true' }, ...patterns);
}

function strokes(kind: FillKind): string {
  switch (kind) {
    case 'unsplit':
      return 'M0 3H6';
    case 'held':
      return 'M3 0V6';
    default:
      return 'M-1.5 1.5L1.5 -1.5M0 6L6 0M4.5 7.5L7.5 4.5';
  }
}

/** A rectangle of that kind; lengths may be percentages. */
export function bar(
  kind: FillKind,
  box: {
    readonly x: string | number;
    readonly y: number;
    readonly width: string | number;
    readonly height: number;
  },
): SVGRectElement {
  const fill = patterned.includes(kind) ? `url(#fill-${kind})` : undefined;
  return svg('rect', { ...box, fill, class: `bar bar-${kind}` });
}

export function legend(kinds: readonly FillKind[]): HTMLUListElement {
  return element(
    'ul',
    { class: 'legend' },
    ...kinds.map((kind) =>
      element(
        'li',
        {},
        svg(
          'svg',
          { width: 14, height: 10, 'aria-hidden': 'true' },
          bar(kind, { x: 0, y: 0, width: 14, height: 10 }),
        ),
        fillWords[kind],
      ),
    ),
  );
}
