/** The dashboard page: receives snapshots, draws them, and sends what a person asks for. */
import { fillPatterns } from '../charts/fills.ts';
import { element, setText } from '../dom.ts';
import { type Page, restoreState } from '../pageState.ts';
import { pageLayout } from './pageLayout.ts';
import {
  parseMessageToPage,
  type DashboardSnapshot,
  type MessageToPage,
  type LiveView,
  type RowView,
} from '../protocol.ts';
import { endWords, requestWords } from '../words.ts';

/** What VS Code gives a webview. */
interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

const tickMs = 500;

function start(api: VsCodeApi): void {
  let state = restoreState(api.getState());
  let snapshot: DashboardSnapshot | undefined;
  let isDrawing = false;
  /** Host time at this page's time zero: the two clocks may differ when the host is remote. */
  let hostOffset = 0;

  const speech = element('div', { class: 'spoken', role: 'status', 'aria-live': 'polite' });
  const page: Page = {
    state: () => state,
    change: (patch) => {
      state = { ...state, ...patch };
      api.setState(state);
      draw();
    },
    send: (message) => api.postMessage(message),
    announce: (sentence) => setText(speech, sentence),
  };
  const layout = pageLayout(page);
  const voice = announcer(page.announce);

  function draw(): void {
    if (snapshot !== undefined) layout.update(snapshot);
  }

  function drawSoon(): void {
    if (isDrawing) return;
    isDrawing = true;
    requestAnimationFrame(() => {
      isDrawing = false;
      draw();
    });
  }

  function receive(message: MessageToPage): void {
    switch (message.type) {
      case 'trouble':
        layout.trouble(message.text);
        return;
      case 'snapshot':
        snapshot = message.snapshot;
        voice.snapshot(snapshot);
        layout.trouble(undefined);
        break;
      case 'live':
        // Without a snapshot there is no page yet to bring up to date.
        if (snapshot === undefined) return;
        snapshot = { ...snapshot, live: message.live };
        voice.live(message.live);
    }
    hostOffset = snapshot.live.now - performance.now();
    drawSoon();
  }

  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    const parsed = parseMessageToPage(event.data);
    if (parsed.valid) receive(parsed.message);
    else layout.trouble('This page is older than the extension: close it and open the dashboard again.');
  });
  setInterval(() => {
    if (snapshot !== undefined) layout.tick(performance.now() + hostOffset);
  }, tickMs);
  document.body.append(fillPatterns(), layout.node, speech);
  page.send({ type: 'ready' });
}

start(acquireVsCodeApi());

/**
 * Tells a screen reader when a request starts, begins to think and ends, and nothing of the figures
 * that move in between.
 */
export interface Announcer {
  readonly live: (live: LiveView) => void;
  readonly snapshot: (snapshot: DashboardSnapshot) => void;
}

function announcer(announce: (sentence: string) => void): Announcer {
  let running = new Map<string, string>();
  const ended = new Set<string>();

  function live(view: LiveView): void {
    const next = new Map(view.running.map((row) => [row.attemptId, row.phase] as const));
    for (const row of view.running) {
      const before = running.get(row.attemptId);
      if (before === undefined) {
        announce(`${requestWords(row)} started on ${row.model ?? row.tier}.`);
      } else if (before !== row.phase && row.phase === 'thinking') {
        announce(`${requestWords(row)} is thinking.`);
      }
    }
    for (const id of running.keys()) if (!next.has(id)) ended.add(id);
    running = next;
  }

  return {
    live,
    snapshot: (snapshot) => {
      live(snapshot.live);
      for (const row of [...snapshot.real.recent, ...snapshot.practice.recent]) {
        if (ended.delete(row.attemptId)) announce(endSentence(row));
      }
    },
  };
}

function endSentence(row: RowView): string {
  const hidden = row.hidden.count === undefined ? 'hidden tokens not reported' : `${row.hidden.text} hidden`;
  return `${requestWords(row)} ${endWords[row.end]}: ${row.cost.text}, ${hidden}.`;
}
