/**
 * The only way the page makes nodes. Text always becomes a text node, so nothing that a model, a
 * file or a provider wrote can turn into markup.
 */

/** `undefined` and `false` leave the attribute out, `true` sets it empty. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;
export type Child = Node | string | undefined;

const svgNamespace = 'http://www.w3.org/2000/svg';

export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  return filled(document.createElement(tag), attributes, children);
}

export function svg<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[Tag] {
  return filled(document.createElementNS(svgNamespace, tag), attributes, children);
}

function filled<Built extends Element>(
  built: Built,
  attributes: Attributes,
  children: readonly Child[],
): Built {
  for (const [name, value] of Object.entries(attributes)) setAttribute(built, name, value);
  for (const child of children) if (child !== undefined) built.append(child);
  return built;
}

export function setAttribute(on: Element, name: string, value: Attributes[string]): void {
  if (value === undefined || value === false) on.removeAttribute(name);
  else on.setAttribute(name, value === true ? '' : String(value));
}

/** Leaves the node alone where it already says so: no needless layout, no needless announcement. */
export function setText(on: Element, text: string): void {
  if (on.textContent !== text) on.textContent = text;
}

export function button(label: string, attributes: Attributes, onClick: () => void): HTMLButtonElement {
  const made = element('button', { type: 'button', ...attributes }, label);
  made.addEventListener('click', onClick);
  return made;
}

/** Text for screen readers alone. */
export function spoken(text: string): HTMLSpanElement {
  return element('span', { class: 'spoken' }, text);
}

/** The data that each part was last drawn from. */
const drawn = new WeakMap<Element, string>();

/**
 * Draws a part of the page anew only when its data changed, and keeps the keyboard where it was.
 *
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
