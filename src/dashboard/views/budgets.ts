/** Each budget as a gauge: spent, held apart from it, and what is left. */
import { button, element, svg, redraw } from '../dom.ts';
import { legend, shareBar } from '../charts/fills.ts';
import type { Page } from '../pageState.ts';
import type { BudgetView } from '../protocol.ts';
import { budgetReach } from '../../core/words/budgetWords.ts';
import { formatReset } from '../../core/words/figures.ts';
import { periodWords, scopeWords, whenReachedWords } from '../words.ts';

export function drawBudgets(
  container: HTMLElement,
  budgets: readonly BudgetView[],
  now: number,
  page: Page,
): void {
  // Minutes are all that the clock shows here.
  redraw(container, [budgets, Math.floor(now / 60_000)], () => [
    element(
      'div',
      { class: 'section-head' },
      element('h2', {}, 'Budgets ', element('small', {}, budgetReach)),
      budgets.length === 0 ? undefined : legend(['spent', 'held']),
      button('Settings', { class: 'quiet', 'data-focus': 'settings' }, () =>
        page.send({ type: 'openSettings', setting: 'switchyard.budget' }),
      ),
    ),
    budgets.length === 0
      ? element('p', { class: 'muted' }, 'No limit is set: nothing here would stop spending.')
      : element('ul', { class: 'budgets' }, ...budgets.map((budget) => gauge(budget, now))),
  ]);
}

function gauge(budget: BudgetView, now: number): HTMLLIElement {
  if (budget.period === 'request') return limitPerRequest(budget);
  const name = `${periodWords[budget.period]}, ${scopeWords[budget.scope]}`;
  const sums = `${budget.spent} spent, ${budget.held} held, ${budget.left} left of ${budget.limit}`;
  const meter = element(
    'div',
    {
      role: 'meter',
      'aria-label': `${name}: budget ${budgetReach}`,
      'aria-valuemin': 0,
      'aria-valuemax': 100,
      'aria-valuenow': Math.round((budget.spentShare + budget.heldShare) * 100),
      'aria-valuetext': sums,
    },
    shareBar([
      { kind: 'spent', share: budget.spentShare },
      { kind: 'held', share: budget.heldShare },
    ]),
  );
  return element(
    'li',
    { class: `budget budget-${budget.standing}` },
    element(
      'span',
      { class: 'budget-name' },
      periodWords[budget.period],
      ' ',
      element('small', {}, scopeWords[budget.scope]),
    ),
    meter,
    element(
      'span',
      { class: 'budget-sums' },
      element('strong', {}, budget.spent),
      ` spent · ${budget.held} held · `,
      element('strong', {}, budget.left),
      ` left of ${budget.limit}`,
    ),
    element('span', { class: 'budget-end' }, standingMark(budget.standing), endWords(budget, now)),
  );
}

/** Nothing adds up over requests, so there is no gauge to fill. */
function limitPerRequest(budget: BudgetView): HTMLLIElement {
  return element(
    'li',
    { class: 'budget' },
    element('span', {}, periodWords.request, ' ', element('small', {}, scopeWords[budget.scope])),
    element('span', { class: 'muted' }, 'held before it is sent'),
    element('span', {}, 'at most ', element('strong', {}, budget.limit)),
    element('span', { class: 'budget-end' }, whenReachedWords[budget.whenReached]),
  );
}

function standingMark(standing: BudgetView['standing']): HTMLElement | undefined {
  if (standing === 'fine') return undefined;
  return element(
    'strong',
    { class: 'standing' },
    svg(
      'svg',
      { class: 'standing-mark', width: 10, height: 10, 'aria-hidden': 'true' },
      svg('path', { d: 'M5 0L10 10H0Z' }),
    ),
    standing === 'reached' ? 'reached' : 'nearly reached',
  );
}

function endWords(budget: BudgetView, now: number): string {
  const reset = budget.resetsAt === undefined ? '' : `resets ${formatReset(budget.resetsAt, now)} · `;
  return `${reset}${whenReachedWords[budget.whenReached]}`;
}
