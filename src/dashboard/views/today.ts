/** The top of the page: notices that must be known first, and today in four figures. */
import { element, spoken, redraw, button } from '../dom.ts';
import { shareBar } from '../charts/fills.ts';
import type { TodayView, MessageFromPage, Notice, StartingPoint } from '../protocol.ts';
import { percentWords } from '../words.ts';
import type { Page } from '../pageState.ts';

export function drawToday(container: HTMLElement, today: TodayView, practice: boolean): void {
  redraw(container, [today, practice], () => [
    tile(
      practice ? 'would have cost' : 'cost',
      today.cost.text,
      practice ? 'practice: no money was spent' : costNote(today),
    ),
    tile(
      'hidden',
      today.tasks === 0 ? '–' : percentWords(today.hiddenShare),
      hiddenNote(today),
      hiddenPicture(today),
    ),
    tile('requests', String(today.tasks), localNote(today)),
    tile('avoided by local tools', today.avoided?.text ?? '–', avoidedNote(today)),
  ]);
}

function tile(name: string, figure: string, note: string, picture?: Node): HTMLElement {
  return element(
    'div',
    { class: 'tile' },
    element('dt', {}, name, spoken(' today')),
    element('dd', { class: 'tile-figure' }, figure),
    element('dd', { class: 'tile-note' }, note),
    picture === undefined ? undefined : element('dd', { class: 'tile-picture' }, picture),
  );
}

function costNote(today: TodayView): string {
  if (today.unknownCosts > 0) {
    return `and ${today.unknownCosts} ${today.unknownCosts === 1 ? 'request' : 'requests'} at an unknown price`;
  }
  if (today.tasks === 0) return 'nothing yet';
  return today.cost.kind === 'estimated' ? 'partly estimated' : 'as billed and computed';
}

function hiddenNote(today: TodayView): string {
  if (today.tasks === 0) return 'nothing yet';
  if (today.hidden.count === undefined) return 'no provider said how much';
  return `${today.hidden.text} of ${today.output.text} output tokens`;
}

function hiddenPicture(today: TodayView): Node | undefined {
  const share = today.hiddenShare;
  if (share === undefined) return undefined;
  return shareBar([
    { kind: 'visible', share: 1 - share },
    { kind: 'hidden', share },
  ]);
}

function localNote(today: TodayView): string {
  if (today.localTasks === 0) return 'none by a local tool';
  return `${today.localTasks} by a local tool, $0`;
}

function avoidedNote(today: TodayView): string {
  return today.avoided === undefined ? 'nothing yet' : 'what a model would probably have cost';
}

/** What must be known before the figures are read: a broken setting, a ledger that cannot write. */
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
