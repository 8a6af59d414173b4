/** The order of the page, and which realm's figures stand on it. */
import { element, setText } from './dom.ts';
import type { Page } from './page.ts';
import type { DashboardSnapshot } from './protocol.ts';
import { redraw } from './redraw.ts';
import { drawBudgets } from './views/budgets.ts';
import { choice } from './views/choice.ts';
import { drawDays } from './views/days.ts';
import { drawGroups } from './views/groups.ts';
import { drawNotices } from './views/notices.ts';
import { requestsSection } from './views/requests.ts';
import { runningSection } from './views/running.ts';
import { drawToday } from './views/today.ts';
import { drawWelcome } from './views/welcome.ts';
import { dayWords, practiceWords } from './words.ts';

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
      ? choice(
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
