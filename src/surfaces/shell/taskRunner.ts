/** Runs tasks of this window through the gateway and keeps what the other surfaces ask about. */
import * as vscode from 'vscode';
import type { Gateway } from '../../core/gateway/gateway.ts';
import type {
  GatewayEvent,
  GatewayRun,
  Host,
  Request,
  RoutedEvent,
  RunningAttempt,
  TaskEnd,
} from '../../core/gateway/contract.ts';
import type { MeterReading } from '../../core/meter/liveMeter.ts';
import type { RouteOverride } from '../../core/route/override.ts';
import type { Route } from '../../core/model/route.ts';
import { contextKeys } from './commandTable.ts';

/** How a surface shows an answer while it comes. */
export interface Presenter {
  onRouted?(routed: RoutedEvent): void;
  onText?(text: string): void;
  /** Everything shown so far is void. */
  onAgain?(): void;
  onEnd(end: TaskEnd): Promise<void>;
}

export interface RunningTask {
  readonly task: Request;
  readonly startedAt: number;
  route?: Route;
  attempt?: RunningAttempt;
  reading?: MeterReading;
  /** Why nothing goes on just now: a rate limit's pause, a brake. */
  waitingFor?: string;
}

/**
 * Builds the same request anew and runs it, on another tier for one.
 *
 * @param allowOnce limits of the person's own that it may exceed, by the names of their settings.
 */
export type Rerun = (override: RouteOverride | undefined, allowOnce?: readonly string[]) => Promise<void>;

/** The last finished task: for Explain, Show Thinking and the retries. */
export interface LastTask {
  readonly task: Request;
  readonly route: Route | undefined;
  readonly end: TaskEnd;
  readonly rerun: Rerun;
}

export interface TaskRunner extends vscode.Disposable {
  run(
    request: Request,
    host: Host,
    presenter: Presenter,
    again: Rerun,
    onEnd: (end: TaskEnd, routed: RoutedEvent | undefined) => void,
  ): Promise<TaskEnd>;
  running(): readonly RunningTask[];
  last(): LastTask | undefined;
  /** Puts into a task's end what came to be known later; undefined where the task is not the last one. */
  amend(taskId: string, change: (end: TaskEnd) => TaskEnd): TaskEnd | undefined;
  stop(taskId?: string): void;
  answerFastNow(): void;
  readonly onDidChange: vscode.Event<void>;
}

export function createTaskRunner(gateway: () => Promise<Gateway>): TaskRunner {
  const changed = new vscode.EventEmitter<void>();
  const tasks = new Map<string, { running: RunningTask; stop: AbortController; run?: GatewayRun }>();
  let last: LastTask | undefined;
  let keys = { running: false, thinking: false };

  function update(): void {
    const all = [...tasks.values()];
    const next = {
      running: all.length > 0,
      thinking: all.some(({ running }) => running.attempt?.option.tier === 'reasoning'),
    };
    if (next.running !== keys.running) void setContext(contextKeys.running, next.running);
    if (next.thinking !== keys.thinking) void setContext(contextKeys.thinking, next.thinking);
    keys = next;
    changed.fire();
  }

  function note(running: RunningTask, presenter: Presenter, event: GatewayEvent): TaskEnd | undefined {
    switch (event.type) {
      case 'routed':
        running.route = event.route;
        presenter.onRouted?.(event);
        break;
      case 'admitted':
        running.attempt = event.attempt;
        break;
      case 'reading':
        running.reading = event.reading;
        delete running.waitingFor;
        break;
      case 'waiting':
        running.waitingFor = event.because;
        break;
      case 'text':
        presenter.onText?.(event.text);
        return undefined;
      case 'again':
      case 'textWasThinking':
        presenter.onAgain?.();
        break;
      case 'line':
      case 'thinking':
      case 'toolCall':
        return undefined;
      case 'ended':
        return event.end;
    }
    update();
    return undefined;
  }

  return {
    async run(request, host, presenter, again, onEnd) {
      const running: RunningTask = { task: request, startedAt: Date.now() };
      const stop = new AbortController();
      tasks.set(request.taskId, { running, stop });
      update();
      let end: TaskEnd | undefined;
      let routed: RoutedEvent | undefined;
      try {
        const run = (await gateway()).run(request, host, stop.signal);
        tasks.set(request.taskId, { running, stop, run });
        for await (const event of run) {
          if (event.type === 'routed') routed = event;
          end = note(running, presenter, event) ?? end;
        }
      } finally {
        tasks.delete(request.taskId);
        if (end) last = { task: request, route: running.route, end, rerun: again };
        update();
      }
      if (!end) throw new Error('the gateway ended without an end');
      onEnd(end, routed);
      await presenter.onEnd(end);
      return end;
    },
    running: () => [...tasks.values()].map(({ running }) => running),
    last: () => last,
    amend(taskId, change) {
      if (last?.task.taskId !== taskId || !last.end.receipt) return undefined;
      last = { ...last, end: change(last.end) };
      changed.fire();
      return last.end;
    },
    stop(taskId) {
      for (const [id, { stop }] of tasks) if (taskId === undefined || id === taskId) stop.abort();
    },
    answerFastNow() {
      for (const { running, run } of tasks.values()) {
        if (running.attempt?.option.tier === 'reasoning') run?.answerFastNow();
      }
    },
    onDidChange: changed.event,
    dispose() {
      for (const { stop } of tasks.values()) stop.abort();
      changed.dispose();
    },
  };
}

function setContext(key: string, value: boolean): Thenable<unknown> {
  return vscode.commands.executeCommand('setContext', key, value);
}
