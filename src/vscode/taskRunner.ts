/** Runs tasks of this window through the gateway and keeps what the other surfaces ask about. */
import * as vscode from 'vscode';
import type { Gateway } from '../core/gateway.ts';
import type { GatewayEvent, GatewayRun, GatewayTask, RunningAttempt, TaskEnd } from '../core/gatewayTask.ts';
import type { MeterReading } from '../core/meter/liveMeter.ts';
import type { RouteOverride } from '../core/route/override.ts';
import type { Route } from '../core/route/route.ts';
import { contextKeys } from './commandTable.ts';

/** How a surface shows an answer while it comes. */
export interface Presenter {
  onText?(text: string): void;
  /** Everything shown so far is void. */
  onAgain?(): void;
  onEnd(end: TaskEnd): Promise<void>;
}

export interface RunningTask {
  readonly task: GatewayTask;
  readonly startedAt: number;
  route?: Route;
  attempt?: RunningAttempt;
  reading?: MeterReading;
  /** Why nothing goes on just now: a rate limit's pause, a brake. */
  waitingFor?: string;
}

/** The last finished task: for Explain, Show Thinking and the retries. */
export interface LastTask {
  readonly task: GatewayTask;
  readonly route: Route | undefined;
  readonly end: TaskEnd;
  readonly rerun: (override: RouteOverride) => Promise<void>;
}

export interface TaskRunner extends vscode.Disposable {
  /** `again` builds the same request anew, for a retry on another tier. */
  run(
    task: GatewayTask,
    presenter: Presenter,
    again: (override: RouteOverride) => Promise<void>,
    onEnd: (end: TaskEnd) => void,
  ): Promise<TaskEnd>;
  running(): readonly RunningTask[];
  last(): LastTask | undefined;
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
    async run(task, presenter, again, onEnd) {
      const running: RunningTask = { task, startedAt: Date.now() };
      const stop = new AbortController();
      tasks.set(task.taskId, { running, stop });
      update();
      let end: TaskEnd | undefined;
      try {
        const run = (await gateway()).run(task, stop.signal);
        tasks.set(task.taskId, { running, stop, run });
        for await (const event of run) end = note(running, presenter, event) ?? end;
      } finally {
        tasks.delete(task.taskId);
        if (end) last = { task, route: running.route, end, rerun: again };
        update();
      }
      if (!end) throw new Error('the gateway ended without an end');
      onEnd(end);
      await presenter.onEnd(end);
      return end;
    },
    running: () => [...tasks.values()].map(({ running }) => running),
    last: () => last,
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
