/**
 * Makes many like controls one tab stop: the arrow keys, Home and End move among them. Two hundred
 * lines would otherwise be two hundred presses of Tab.
 */
export interface RovingFocus {
  /** Makes a change to the controls; the tab stop and the focus stay on the one of the same name. */
  readonly over: (change: () => void) => void;
}

/** @param selector the controls; each is made with `tabindex="-1"` and a `data-focus` name of its own. */
export function rovingFocus(container: HTMLElement, selector: string): RovingFocus {
  let stop: HTMLElement | undefined;

  const controls = (): HTMLElement[] => [...container.querySelectorAll<HTMLElement>(selector)];

  function stopAt(control: HTMLElement | undefined): void {
    if (control === stop) return;
    stop?.setAttribute('tabindex', '-1');
    control?.setAttribute('tabindex', '0');
    stop = control;
  }

  container.addEventListener('focusin', (event) => {
    if (event.target instanceof HTMLElement && event.target.matches(selector)) stopAt(event.target);
  });
  container.addEventListener('keydown', (event) => {
    if (!(event.target instanceof HTMLElement) || !event.target.matches(selector)) return;
    const all = controls();
    const target = all[nextIndex(event.key, all.indexOf(event.target), all.length) ?? -1];
    if (target === undefined) return;
    event.preventDefault();
    target.focus();
  });

  return {
    over: (change) => {
      const hadFocus = stop !== undefined && stop === document.activeElement;
      const name = stop?.dataset['focus'];
      change();
      if (stop !== undefined && container.contains(stop)) return;
      const all = controls();
      stopAt(all.find((control) => control.dataset['focus'] === name) ?? all[0]);
      if (hadFocus) stop?.focus({ preventScroll: true });
    },
  };
}

function nextIndex(key: string, index: number, length: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return Math.min(length - 1, index + 1);
    case 'ArrowUp':
      return Math.max(0, index - 1);
    case 'Home':
      return 0;
    case 'End':
      return length - 1;
    default:
      return undefined;
  }
}
