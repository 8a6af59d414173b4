/**
 * Host side: one dashboard page from the moment it loads until it goes. Pushes what changed at a
 * pace the eye can follow, and lets through only messages that parse.
 */
import { seeLog } from '../../core/words/errorText.ts';
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
      post({ type: 'trouble', text: `${what} failed. ${seeLog}` });
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

/** Host side: runs a task at most once per interval, at once when it can, and never twice at a time. */
export interface Paced {
  /** Runs the task now or as soon as the pace allows; requests in between are one. */
  readonly request: () => void;
  /** Forgets what was requested. */
  readonly stop: () => void;
}

export function paced(task: () => Promise<void>, intervalMs: number, clock: Clock): Paced {
  let state: 'idle' | 'running' | 'resting' = 'idle';
  let isRequested = false;
  let cancelRest = (): void => {};

  async function run(): Promise<void> {
    state = 'running';
    isRequested = false;
    const startedAt = clock.monotonic();
    try {
      await task();
    } finally {
      state = 'resting';
      const rest = Math.max(0, intervalMs - (clock.monotonic() - startedAt));
      cancelRest = clock.schedule(() => {
        state = 'idle';
        if (isRequested) void run();
      }, rest);
    }
  }

  return {
    request: () => {
      isRequested = true;
      if (state === 'idle') void run();
    },
    stop: () => {
      isRequested = false;
      if (state !== 'resting') return;
      cancelRest();
      state = 'idle';
    },
  };
}
