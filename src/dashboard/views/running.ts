/**
 * Requests as they run. Each row's nodes live as long as its attempt and only their text changes:
 * a click that began on *Stop* must end on the same button however fast the figures move.
 */
import { button, element, setText, svg } from '../dom.ts';
import { drawShares } from '../charts/fills.ts';
import { arrange, requestName, routeName } from './rowParts.ts';
import type { Page } from '../pageState.ts';
import type { LiveView, RunningRow } from '../protocol.ts';
import { practiceWords } from '../words.ts';

const phaseWords: Readonly<Record<RunningRow['phase'], { readonly now: string; readonly so: string }>> = {
  waiting: { now: 'waiting', so: 'for the first token' },
  thinking: { now: 'thinking', so: 'nothing visible yet' },
  answering: { now: 'answering', so: '' },
};

interface DrawnRow {
  readonly node: HTMLTableRowElement;
  readonly update: (row: RunningRow) => void;
  readonly tick: (now: number) => void;
}

export interface RunningSection {
  readonly node: HTMLElement;
  readonly update: (live: LiveView) => void;
  /** Moves the seconds on between two messages; `now` by the host's clock. */
  readonly tick: (now: number) => void;
}

export function runningSection(page: Page): RunningSection {
  const drawn = new Map<string, DrawnRow>();
  const body = element('tbody');
  const heading = element('h2', { id: 'running' }, 'Running now');
  const table = element(
    'table',
    { class: 'running', 'aria-labelledby': 'running' },
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        element('th', { scope: 'col' }, 'Request'),
        element('th', { scope: 'col', class: 'route-cell' }, 'Route'),
        element('th', { scope: 'col' }, 'Now'),
        element('th', { scope: 'col', class: 'figures seconds' }, 'Seconds'),
        element('th', { scope: 'col', class: 'figures visible' }, 'Visible'),
        element('th', { scope: 'col', class: 'figures' }, 'Hidden so far'),
        element('th', { scope: 'col', class: 'figures' }, 'Cost so far'),
        element('th', { scope: 'col', class: 'cap' }, 'Of its output cap'),
        element('td', {}),
      ),
    ),
    body,
  );
  const idle = element('p', { class: 'muted' }, 'Nothing is running.');
  const node = element(
    'section',
    { 'aria-labelledby': 'running' },
    heading,
    idle,
    element('div', { class: 'wide-table' }, table),
  );

  function update(live: LiveView): void {
    const ids = new Set(live.running.map((row) => row.attemptId));
    for (const id of drawn.keys()) if (!ids.has(id)) drawn.delete(id);
    const rows = live.running.map((row) => {
      const known = drawn.get(row.attemptId) ?? drawRow(row, page);
      drawn.set(row.attemptId, known);
      known.update(row);
      known.tick(live.now);
      return known.node;
    });
    arrange(body, rows);
    idle.hidden = rows.length > 0;
    table.hidden = rows.length === 0;
  }

  return {
    node,
    update,
    tick: (now) => {
      for (const row of drawn.values()) row.tick(now);
    },
  };
}

function drawRow(first: RunningRow, page: Page): DrawnRow {
  const phase = element('span');
  const soFar = element('span', { class: 'below' });
  const seconds = element('td', { class: 'figures seconds' });
  const visible = element('td', { class: 'figures visible' });
  const hidden = element('td', { class: 'figures hidden-figure' });
  const spent = element('span');
  const held = element('small', { class: 'below' });
  const cap = svg('svg', { class: 'share-bar', height: 10, 'aria-hidden': 'true' });
  const node = element(
    'tr',
    {},
    element(
      'th',
      { scope: 'row' },
      requestName(first),
      first.practice ? element('small', { class: 'badge', title: practiceWords }, 'practice') : undefined,
      element('span', { class: 'below because', title: first.because.join(' · ') }, first.because[0] ?? ''),
      // Takes the place of the route's own column where that has no room.
      element('span', { class: 'narrow-only' }, routeName(first)),
    ),
    element('td', { class: 'route-cell' }, routeName(first)),
    element('td', { class: 'phase' }, phase, ' ', soFar),
    seconds,
    visible,
    hidden,
    element('td', { class: 'figures' }, spent, held),
    element('td', { class: 'cap' }, cap),
    element('td', {}, first.foreign ? undefined : stopButton(first, page)),
  );
  return {
    node,
    update: (row) => {
      setText(phase, phaseWords[row.phase].now);
      setText(soFar, phaseWords[row.phase].so);
      setText(visible, row.visible.text);
      setText(hidden, row.hidden.text);
      setText(spent, row.cost.text);
      setText(held, `${row.hold} held`);
      hidden.classList.toggle('none', !row.hidden.count);
      if (row.outputCap !== undefined && row.outputCap > 0) {
        drawShares(cap, [
          { kind: 'hidden', share: (row.hidden.count ?? 0) / row.outputCap },
          { kind: 'visible', share: (row.visible.count ?? 0) / row.outputCap },
        ]);
      }
    },
    tick: (now) => setText(seconds, `${Math.max(0, Math.floor((now - first.startedAt) / 1_000))} s`),
  };
}

function stopButton(row: RunningRow, page: Page): HTMLButtonElement {
  const label = `Stop ${row.class} on ${row.model ?? row.tier}`;
  return button('Stop', { class: 'quiet', 'aria-label': label }, () =>
    page.send({ type: 'stop', taskId: row.taskId }),
  );
}
