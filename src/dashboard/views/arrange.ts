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
