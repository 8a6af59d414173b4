/** Draws a part of the page anew only when its data changed, and keeps the keyboard where it was. */
import type { Child } from './dom.ts';

const drawn = new WeakMap<Element, string>();

/**
 * @param data all that `draw` reads; JSON-able.
 * Controls that should keep the focus over a redraw carry a `data-focus` attribute with a name that
 * is theirs alone within `container`.
 */
export function redraw(container: Element, data: unknown, draw: () => readonly Child[]): void {
  const signature = JSON.stringify(data) ?? '';
  if (drawn.get(container) === signature) return;
  drawn.set(container, signature);
  const focused = focusName(container);
  container.replaceChildren(...draw().filter((child) => child !== undefined));
  if (focused !== undefined) byFocusName(container, focused)?.focus({ preventScroll: true });
}

function focusName(container: Element): string | undefined {
  const active = document.activeElement;
  if (!(active instanceof HTMLElement) || !container.contains(active)) return undefined;
  return active.dataset['focus'];
}

function byFocusName(container: Element, name: string): HTMLElement | undefined {
  return [...container.querySelectorAll<HTMLElement>('[data-focus]')].find(
    (candidate) => candidate.dataset['focus'] === name,
  );
}
