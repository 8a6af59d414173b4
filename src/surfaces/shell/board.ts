/**
 * The one reading of what runs, what was last and what today sums to: status bar and dashboard show
 * it. It alone listens to runner, ledger, settings and key limits, and reads them when one of them changed.
 */
import * as vscode from 'vscode';
import { paced } from '../../core/model/async.ts';
import { periodKeysAt, type BudgetState, type KnownLimit, type PeriodKeys } from '../../core/model/budget.ts';
import type { SwitchyardError } from '../../core/model/errors.ts';
import type { DayTotals, LedgerRow, Realm } from '../../core/model/ledger.ts';
import type { Clock, Log } from '../../core/model/ports.ts';
import type { ResolvedSettings } from '../../settings/resolve.ts';
import type { Engine } from './engine.ts';
import type { LastTask, RunningTask, TaskRunner } from './taskRunner.ts';

/** The status bar follows at most four times a second, the dashboard's meters too. */
const betweenReadingsMs = 250;
const betweenLooksAtTheDayMs = 60_000;

export interface BoardReading {
  /** ms since the epoch: when it was read. */
  readonly at: number;
  readonly periodKeys: PeriodKeys;
  readonly resolved: ResolvedSettings;
  /** Of today. */
  readonly totals: Readonly<Record<Realm, DayTotals>>;
  /** Limits per request aside: they never stand anywhere. */
  readonly budgets: readonly BudgetState[];
  /** What the providers say of the keys in use. */
  readonly keyLimits: readonly KnownLimit[];
  /** Why nothing can be recorded. */
  readonly ledgerTrouble: SwitchyardError | undefined;
  /** What the ledger has lost, about which the person has not been asked yet. */
  readonly ledgerLoss: string | undefined;
  /** Attempts of all windows of this machine, as the ledger knows them. */
  readonly running: readonly LedgerRow[];
}

/** `meters`: running requests alone moved; `reading`: anything may have. */
export type BoardChange = 'meters' | 'reading';

export type BoardSource = Pick<
  Engine,
  'ledger' | 'ledgerHealth' | 'ledgerTrouble' | 'settings' | 'keyLimits'
>;

export interface Board extends vscode.Disposable {
  /** From now on it reads; before, it knows the tasks of this window alone. */
  attach(source: BoardSource): void;
  /** Of this window. */
  tasks(): readonly RunningTask[];
  /** Attempts of all windows; this window's meters are ahead of the heartbeats that the ledger holds. */
  running(): readonly LedgerRow[];
  last(): LastTask | undefined;
  /** The newest there is; undefined until the first. */
  reading(): BoardReading | undefined;
  /** One that is not older than the last change. */
  current(): Promise<BoardReading>;
  readonly onDidChange: vscode.Event<BoardChange>;
}

export interface BoardOptions {
  readonly runner: Pick<TaskRunner, 'running' | 'last' | 'onDidChange'>;
  readonly clock: Clock;
  readonly log: Log;
}

export function createBoard({ runner, clock, log }: BoardOptions): Board {
  const changed = new vscode.EventEmitter<BoardChange>();
  const { promise: attached, resolve: announce } = Promise.withResolvers<BoardSource>();
  let source: BoardSource | undefined;
  let reading: BoardReading | undefined;
  let underway: Promise<BoardReading> | undefined;
  let isOutdated = true;
  let last = runner.last();
  let attempts = attemptsOf(runner.running());

  async function read(): Promise<BoardReading> {
    const from = await attached;
    // What changes from here on asks for another reading.
    isOutdated = false;
    try {
      reading = await readBoard(from, clock.now());
      return reading;
    } catch (error) {
      isOutdated = true;
      throw error;
    } finally {
      underway = undefined;
    }
  }

  async function current(): Promise<BoardReading> {
    // One that is underway may have begun before the last change.
    await underway?.catch(() => undefined);
    if (reading && !isOutdated) return reading;
    underway ??= read();
    return underway;
  }

  const readings = paced(
    async () => {
      try {
        await current();
      } catch (error) {
        log.error(`board: ${String(error)}`);
      }
      changed.fire('reading');
    },
    betweenReadingsMs,
    clock,
  );

  function outdate(): void {
    isOutdated = true;
    readings.request();
  }

  function followRunner(): void {
    const now = attemptsOf(runner.running());
    // A refusal leaves no row, yet it is told; an attempt that begins or ends changes what is held.
    const isEnd = runner.last() !== last;
    const isMore = isEnd || now !== attempts;
    last = runner.last();
    attempts = now;
    changed.fire('meters');
    if (isEnd) source?.keyLimits.refresh();
    if (isMore) outdate();
  }

  const subscriptions: vscode.Disposable[] = [changed, runner.onDidChange(followRunner)];
  return {
    attach(from) {
      const { ledger, settings, keyLimits } = from;
      source = from;
      // Midnight brings a new day without anybody writing anything.
      const midnight = setInterval(() => {
        if (periodKeysAt(clock.now()).day !== reading?.periodKeys.day) outdate();
      }, betweenLooksAtTheDayMs);
      subscriptions.push(
        { dispose: ledger.onDidChange(outdate) },
        settings.onDidChange(outdate),
        { dispose: keyLimits.onDidChange(outdate) },
        { dispose: () => clearInterval(midnight) },
      );
      announce(from);
      keyLimits.refresh();
      outdate();
    },
    tasks: () => runner.running(),
    running: () => withMeters(reading?.running ?? [], runner.running()),
    last: () => runner.last(),
    reading: () => reading,
    current,
    onDidChange: changed.event,
    dispose() {
      readings.stop();
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}

async function readBoard(source: BoardSource, at: number): Promise<BoardReading> {
  const { ledger, ledgerHealth, ledgerTrouble, keyLimits } = source;
  const resolved = await source.settings.current();
  const periodKeys = periodKeysAt(at);
  const lasting = resolved.limits.filter(({ period }) => period !== 'request');
  const [real, practice, budgets, running, ledgerLoss] = await Promise.all([
    ledger.totals('real', periodKeys.day),
    ledger.totals('practice', periodKeys.day),
    ledger.budgets(lasting, periodKeys, at),
    ledger.running(),
    ledgerHealth?.needsConfirmation(),
  ]);
  return {
    at,
    periodKeys,
    resolved,
    totals: { real, practice },
    budgets,
    keyLimits: keyLimits.known(),
    ledgerTrouble,
    ledgerLoss,
    running,
  };
}

function attemptsOf(tasks: readonly RunningTask[]): string {
  return tasks.map(({ attempt }) => attempt?.attemptId).join(' ');
}

function withMeters(rows: readonly LedgerRow[], tasks: readonly RunningTask[]): readonly LedgerRow[] {
  const readings = new Map(tasks.map(({ attempt, reading }) => [attempt?.attemptId, reading]));
  return rows.map((row) => {
    const reading = readings.get(row.attemptId);
    if (!reading || reading.phase === 'done' || reading.phase === 'stopped') return row;
    return { ...row, live: { usage: reading.usage, cost: reading.cost, phase: reading.phase } };
  });
}
