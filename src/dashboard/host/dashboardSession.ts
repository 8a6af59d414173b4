/**
 * Host side: one dashboard page from the moment it loads until it goes. Pushes what changed at a
 * pace the eye can follow, and lets through only messages that parse.
 */
import { paced } from '../../core/model/async.ts';
import type { Clock, Log } from '../../core/model/ports.ts';
import {
  parseMessageFromPage,
  type DashboardSnapshot,
  type LiveView,
  type MessageFromPage,
  type MessageToPage,
} from '../protocol.ts';

/** What a person asks of the extension on the page. */
export type DashboardAction = Exclude<MessageFromPage, { type: 'ready' }>;

export interface DashboardSource {
  snapshot(): Promise<DashboardSnapshot>;
  /** The part that moves while requests run; cheap, asked up to four times a second. */
  live(): Promise<LiveView>;
  /** `meters`: running requests alone moved; `ledger`: anything may have. Returns the unsubscription. */
  onDidChange(listener: (what: 'ledger' | 'meters') => void): () => void;
  handle(action: DashboardAction): Promise<void>;
}

export interface DashboardSessionOptions {
  readonly source: DashboardSource;
  readonly post: (message: MessageToPage) => void;
  readonly clock: Clock;
  readonly log: Log;
}

export interface DashboardSession {
  /** Anything that came from the page. */
  receive(message: unknown): void;
  /** The editor threw the page away; it says `ready` when it is back. */
  pageGone(): void;
  dispose(): void;
}

const snapshotEveryMs = 500;
const liveEveryMs = 250;

export function createDashboardSession(options: DashboardSessionOptions): DashboardSession {
  const { source, clock, log } = options;
  let isReady = false;

  const post = (message: MessageToPage): void => {
    if (isReady) options.post(message);
  };
  const attempt = async (what: string, task: () => Promise<void>): Promise<void> => {
    try {
      await task();
    } catch (error) {
      log.error(`dashboard: ${what} failed: ${error instanceof Error ? error.message : String(error)}`);
      post({ type: 'trouble', text: `${what} failed. The output channel “Switchyard” says why.` });
    }
  };
  const snapshots = paced(
    () =>
      attempt('Reading the ledger', async () =>
        post({ type: 'snapshot', snapshot: await source.snapshot() }),
      ),
    snapshotEveryMs,
    clock,
  );
  const lives = paced(
    () => attempt('Reading the meters', async () => post({ type: 'live', live: await source.live() })),
    liveEveryMs,
    clock,
  );
  const unsubscribe = source.onDidChange((what) => {
    if (isReady) (what === 'ledger' ? snapshots : lives).request();
  });

  function stop(): void {
    isReady = false;
    snapshots.stop();
    lives.stop();
  }

  return {
    receive(value) {
      const parsed = parseMessageFromPage(value);
      if (!parsed.valid) {
        log.warn(`dashboard: a message was rejected: ${parsed.problem}`);
        return;
      }
      const { message } = parsed;
      if (message.type === 'ready') {
        isReady = true;
        snapshots.request();
        return;
      }
      void attempt(actionWords[message.type], () => source.handle(message));
    },
    pageGone: stop,
    dispose() {
      stop();
      unsubscribe();
    },
  };
}

const actionWords: Readonly<Record<DashboardAction['type'], string>> = {
  openSettings: 'Opening the settings',
  explain: 'Explaining the route',
  stop: 'Stopping the request',
  copy: 'Copying the receipt',
  start: 'Starting',
};

/** The dashboard's HTML: nothing but its two files, under a policy that allows nothing else. */
export interface DashboardFiles {
  /** Where the webview may load from; VS Code's `webview.cspSource`. */
  readonly source: string;
  readonly script: string;
  readonly styles: readonly string[];
  /** Random, anew for each load. */
  readonly nonce: string;
}

/** In media/, in the order in which they override one another. */
export const dashboardStyles = [
  'dashboard.css',
  'dashboardPictures.css',
  'dashboardSections.css',
  'dashboardRequests.css',
  'dashboardNarrow.css',
] as const;

export function dashboardPolicy({ source, nonce }: DashboardFiles): string {
  return [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${source}`,
    `img-src ${source}`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
}

export function dashboardHtml(files: DashboardFiles): string {
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${attribute(dashboardPolicy(files))}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    ${files.styles.map((file) => `<link rel="stylesheet" href="${attribute(file)}" />`).join('\n    ')}
    <title>Switchyard</title>
  </head>
  <body>
    <script nonce="${attribute(files.nonce)}" src="${attribute(files.script)}"></script>
  </body>
</html>
`;
}

function attribute(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
