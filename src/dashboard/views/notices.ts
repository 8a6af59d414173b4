/** What must be known before the figures are read: a broken setting, a ledger that cannot write. */
import { button, element } from '../dom.ts';
import type { Page } from '../page.ts';
import type { MessageFromPage, Notice, StartingPoint } from '../protocol.ts';
import { redraw } from '../redraw.ts';

export function drawNotices(container: HTMLElement, notices: readonly Notice[], page: Page): void {
  container.hidden = notices.length === 0;
  redraw(container, notices, () => notices.map((notice, index) => drawNotice(notice, index, page)));
}

function drawNotice(notice: Notice, index: number, page: Page): HTMLElement {
  const { setting, canRaise, canAllowOnce } = notice;
  const offer = (label: string, message: MessageFromPage): HTMLElement =>
    button(label, { class: 'quiet', 'data-focus': `${label} ${index}` }, () => page.send(message));
  const start = (label: string, what: StartingPoint): HTMLElement => offer(label, { type: 'start', what });
  return element(
    'p',
    { class: `notice notice-${notice.severity}` },
    element('strong', {}, `${notice.severity}: `),
    notice.text,
    ...(setting === undefined ? [] : [offer('Open the setting', { type: 'openSettings', setting })]),
    ...(canRaise === true ? [start('Raise my limit…', 'showSettingProblems')] : []),
    ...(canAllowOnce === true
      ? [start('Allow once…', 'allowOnce'), start('Change limit…', 'raiseLimit')]
      : []),
  );
}
