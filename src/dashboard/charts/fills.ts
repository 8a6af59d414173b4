/**
 * How each kind of quantity is drawn, everywhere on the page: patterns, bars, legends. Kinds differ by
 * pattern as well as by colour; the colours are CSS classes, so a theme change needs no code.
 */
import { element, svg, setAttribute } from '../dom.ts';

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

// One thin bar of parts that together are at most a whole; the figures stand beside it.

export interface SharePart {
  readonly kind: FillKind;
  /** 0 to 1 of the bar's whole width. */
  readonly share: number;
}

const height = 10;

export function shareBar(parts: readonly SharePart[]): SVGSVGElement {
  const picture = svg('svg', { class: 'share-bar', height, 'aria-hidden': 'true' });
  drawShares(picture, parts);
  return picture;
}

/** Changes a bar in place, so that one that moves while it runs is not built anew. */
export function drawShares(picture: SVGSVGElement, parts: readonly SharePart[]): void {
  const signature = parts.map((part) => `${part.kind}${part.share.toFixed(4)}`).join(' ');
  if (picture.dataset['parts'] === signature) return;
  setAttribute(picture, 'data-parts', signature);
  const rects = [svg('rect', { x: 0, y: 0, width: '100%', height, class: 'share-ground' })];
  let left = 0;
  for (const part of parts) {
    const share = Math.min(part.share, 1 - left);
    if (share <= 0) continue;
    rects.push(bar(part.kind, { x: `${left * 100}%`, y: 0, width: `${share * 100}%`, height }));
    left += share;
  }
  picture.replaceChildren(...rects);
}
