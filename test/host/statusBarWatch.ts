/**
 * What the extension's status bar items have shown, one after another: some of it stays for seconds only, and a test on
 * a busy machine looks late.
 */
import type { Page } from 'playwright-core';
import type { StatusBarItem } from './screenProtocol.ts';

const selector = '.statusbar-item[id^="switchyard.switchyard."]';

declare global {
  interface Window {
    /** Put on the page by `watchStatusBar`; the newest last. */
    shownByStatusBar?: StatusBarItem[];
  }
}

export function readStatusBar(page: Page): Promise<StatusBarItem[]> {
  return page.locator(selector).evaluateAll(readItems);
}

/** From the next page load on. */
export async function watchStatusBar(page: Page): Promise<void> {
  await page.addInitScript({
    content: `(${watchItems.toString()})(${readItems.toString()}, ${JSON.stringify(selector)})`,
  });
}

/** What was shown since the page was loaded or `from` was told, oldest first; with `from`, what came before is forgotten. */
export function shownByStatusBar(page: Page, from = 0): Promise<StatusBarItem[]> {
  return page.evaluate((dropped) => {
    const shown = window.shownByStatusBar ?? [];
    shown.splice(0, Math.min(dropped, shown.length - 1));
    return shown;
  }, from);
}

/** Runs on the page. */
function watchItems(read: (elements: Element[]) => StatusBarItem[], items: string): void {
  if (window.top !== window) return;
  const shown: StatusBarItem[] = [];
  window.shownByStatusBar = shown;
  const look = (): void => {
    for (const item of read([...document.querySelectorAll(items)])) {
      const before = shown.findLast(({ id }) => id === item.id);
      if (JSON.stringify(before) !== JSON.stringify(item)) shown.push(item);
    }
  };
  const bar = new MutationObserver(look);
  const workbench = new MutationObserver(() => {
    const part = document.querySelector('.part.statusbar');
    if (part === null) return;
    workbench.disconnect();
    bar.observe(part, { subtree: true, childList: true, characterData: true, attributes: true });
    look();
  });
  workbench.observe(document, { subtree: true, childList: true });
}

/** Runs on the page. */
function readItems(elements: Element[]): StatusBarItem[] {
  return elements.map((element) => {
    const label = element.querySelector('.statusbar-item-label') ?? element;
    const icons = [...label.querySelectorAll('.codicon')].map((icon) => {
      const names = [...icon.classList].filter((name) => name.startsWith('codicon-'));
      return names.map((name) => name.slice('codicon-'.length).replace('modifier-', '~')).join('');
    });
    const kinds = element.classList;
    return {
      id: element.id.slice('switchyard.switchyard.'.length),
      text: (label.textContent ?? '').trim(),
      icons,
      label: label.getAttribute('aria-label') ?? '',
      kind: kinds.contains('error-kind') ? 'error' : kinds.contains('warning-kind') ? 'warning' : 'plain',
    };
  });
}
