/** What must be known before the figures are read: a broken setting, a ledger that cannot write. */
import { button, element } from '../dom.ts';
import type { Page } from '../page.ts';
import type { Notice } from '../protocol.ts';
import { redraw } from '../redraw.ts';

export function drawNotices(container: HTMLElement, notices: readonly Notice[], page: Page): void {
  container.hidden = notices.length === 0;
  redraw(container, notices, () => notices.map((notice, index) => drawNotice(notice, index, page)));
}

function drawNotice(notice: Notice, index: number, page: Page): HTMLElement {
  const { setting, canRaise } = notice;
  return element(
    'p',
    { class: `notice notice-${notice.severity}` },
    element('strong', {}, `${notice.severity}: `),
    notice.text,
    setting === undefined
      ? undefined
      : button('Open the setting', { class: 'quiet', 'data-focus': `notice ${index}` }, () =>
          page.send({ type: 'openSettings', setting }),
        ),
    canRaise === true
      ? button('Raise my limit…', { class: 'quiet', 'data-focus': `raise ${index}` }, () =>
          page.send({ type: 'start', what: 'showSettingProblems' }),
        )
      : undefined,
  );
}
