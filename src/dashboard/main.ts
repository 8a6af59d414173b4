/** The dashboard page: receives snapshots, draws them, and sends what a person asks for. */
import { announcer } from './announcer.ts';
import { fillPatterns } from './charts/fills.ts';
import { element, setText } from './dom.ts';
import type { Page } from './page.ts';
import { pageLayout } from './pageLayout.ts';
import { restoreState } from './pageState.ts';
import { parseMessageToPage, type DashboardSnapshot, type MessageToPage } from './protocol.ts';

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
