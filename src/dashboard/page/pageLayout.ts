/** The order of the page, which realm's figures stand on it, and what a new user sees instead. */
import { element, setText, redraw, button, svg } from '../dom.ts';
import type { Page } from '../pageState.ts';
import type { DashboardSnapshot } from '../protocol.ts';
import { drawBudgets } from '../views/budgets.ts';
import { choiceButtons } from '../views/table.ts';
import { drawDays } from '../views/days.ts';
import { drawGroups } from '../views/groups.ts';
import { drawNotices, drawToday } from '../views/today.ts';
import { requestsSection } from '../views/requests.ts';
import { runningSection } from '../views/running.ts';
import { dayWords, practiceWords } from '../words.ts';
import { bar } from '../charts/fills.ts';

export interface PageLayout {
  readonly node: HTMLElement;
  readonly update: (snapshot: DashboardSnapshot) => void;
  /** @param now ms since the epoch by the host's clock */
  readonly tick: (now: number) => void;
  /** Says what went wrong above the rest, until it is called with nothing. */
  readonly trouble: (text: string | undefined) => void;
}

export function pageLayout(page: Page): PageLayout {
  const trouble = element('p', { class: 'notice notice-warning', role: 'alert', hidden: true });
  const notices = element('div', { role: 'region', 'aria-label': 'Notices', hidden: true });
  const head = element('div', { class: 'page-head' });
  const practice = element('p', { class: 'practice-words', hidden: true }, practiceWords);
  const today = element('dl', { class: 'tiles' });
  const running = runningSection(page);
  const budgets = element('section', { 'aria-label': 'Budgets' });
  const days = element('section', { 'aria-label': 'Visible against hidden' });
  const byClass = element('section', { 'aria-label': 'By class' });
  const byModel = element('section', { 'aria-label': 'By model' });
  const requests = requestsSection(page);
  const groups = element('div', { class: 'groups' }, byClass, byModel);
  const figures = element('div', { class: 'figures-of-realm' }, head, practice, today);
  const past = element('div', {}, days, groups, requests.node);
  const welcome = drawWelcome(page);
  const loading = element('p', { class: 'muted' }, 'Reading the ledger…');
  const content = [notices, welcome, figures, running.node, budgets, past];
  for (const part of content) part.hidden = true;

  function update(snapshot: DashboardSnapshot): void {
    const { live } = snapshot;
    const realmName = page.state().realm ?? usedRealm(snapshot);
    const realm = snapshot[realmName];
    const isPractice = realmName === 'practice';
    const isEmpty = !isUsed(snapshot, 'real') && !isUsed(snapshot, 'practice');
    loading.hidden = true;
    drawNotices(notices, snapshot.notices, page);
    welcome.hidden = !isEmpty;
    for (const part of [figures, running.node]) part.hidden = isEmpty;
    past.hidden = realm.recent.length === 0;
    drawHead(head, snapshot, realmName, page);
    practice.hidden = !isPractice;
    drawToday(today, realm.today, isPractice);
    running.update(live);
    budgets.hidden = false;
    drawBudgets(budgets, live.budgets, live.now, page);
    drawDays(days, realm, live.now, isPractice, page);
    drawGroups(byClass, 'Class', realm.byClass, isPractice);
    drawGroups(byModel, 'Model', realm.byModel, isPractice);
    requests.update(realm, live.now, isPractice);
  }

  return {
    node: element('main', {}, trouble, loading, ...content),
    update,
    tick: running.tick,
    trouble: (text) => {
      setText(trouble, text ?? '');
      trouble.hidden = text === undefined;
    },
  };
}

type RealmName = 'real' | 'practice';

/** Real requests come first wherever there are any. */
function usedRealm(snapshot: DashboardSnapshot): RealmName {
  return isUsed(snapshot, 'real') || !isUsed(snapshot, 'practice') ? 'real' : 'practice';
}

function isUsed(snapshot: DashboardSnapshot, realm: RealmName): boolean {
  const runs = snapshot.live.running.some((row) => row.practice === (realm === 'practice'));
  return runs || snapshot[realm].recent.length > 0;
}

function drawHead(container: HTMLElement, snapshot: DashboardSnapshot, realm: RealmName, page: Page): void {
  const hasBoth = isUsed(snapshot, 'real') && isUsed(snapshot, 'practice');
  redraw(container, [snapshot.today, realm, hasBoth], () => [
    element('h1', {}, 'Today ', element('small', {}, dayWords(snapshot.today))),
    hasBoth
      ? choiceButtons(
          'Figures of',
          [
            { value: 'real', label: 'real requests' },
            { value: 'practice', label: 'practice' },
          ],
          realm,
          (value) => page.change({ realm: value }),
        )
      : undefined,
  ]);
}

/** What a new user sees instead of empty tables: what this is and what to try first. */
function drawWelcome(page: Page): HTMLElement {
  return element(
    'section',
    { class: 'welcome', 'aria-labelledby': 'welcome' },
    yardPicture(),
    element('h1', { id: 'welcome' }, 'No request has come through yet'),
    element(
      'p',
      {},
      'Each one is sent to a local tool, a fast model or a reasoning model. Here you will see which and why, ' +
        'what it thought without showing you, and what that cost.',
    ),
    element(
      'ol',
      { class: 'steps' },
      step('Ask something', 'The route and its likely cost stand there before anything is sent.', () =>
        button('Ask…', { class: 'primary' }, () => page.send({ type: 'start', what: 'ask' })),
      ),
      step('Format a file', 'Layout goes to the formatter you have: $0, no model.', () =>
        element('kbd', {}, 'Switchyard: Format'),
      ),
      step('Set up your models', `A key or a local model. Until then you are in ${practiceWords}.`, () =>
        button('Set Up Models', {}, () => page.send({ type: 'start', what: 'setUpModels' })),
      ),
    ),
  );
}

function step(name: string, words: string, action: () => Node): HTMLLIElement {
  return element('li', {}, element('strong', {}, name), element('span', {}, words), action());
}

/** One track in, the meter at the gate, three tracks out. */
function yardPicture(): SVGSVGElement {
  return svg(
    'svg',
    { class: 'yard', viewBox: '0 0 360 96', 'aria-hidden': 'true' },
    svg('path', { class: 'track', d: 'M0 48H108' }),
    svg('path', { class: 'track tier-local', d: 'M152 38C190 26 194 16 236 16H360' }),
    svg('path', { class: 'track tier-fast', d: 'M155 48H360' }),
    svg('path', { class: 'track tier-reasoning', d: 'M152 58C190 70 194 80 236 80H360' }),
    svg('circle', { class: 'dial', cx: 130, cy: 48, r: 24 }),
    svg('path', { class: 'needle', d: 'M130 48L143 35' }),
    bar('visible', { x: 250, y: 43, width: 26, height: 10 }),
    bar('visible', { x: 250, y: 75, width: 12, height: 10 }),
    bar('hidden', { x: 262, y: 75, width: 78, height: 10 }),
  );
}
