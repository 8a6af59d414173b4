/** One thin bar of parts that together are at most a whole; the figures stand beside it. */
import { setAttribute, svg } from '../dom.ts';
import { bar, type FillKind } from './fills.ts';

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
