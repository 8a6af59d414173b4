/** One task on its way: its settings, its signals, its age, and the way to its person. */
import type { Clock, Log } from '../model/ports.ts';
import type { GatewaySettings } from '../model/gatewaySettings.ts';
import type { GatewayEvent, GatewayTask, Question } from './gatewayTask.ts';
import { kindOf } from '../model/errors.ts';
import { untilAborted } from '../model/async.ts';

/** undefined where the task was stopped first. */
export type PersonsWord = boolean | 'nobodyToAsk' | undefined;

export interface TaskRun {
  readonly task: GatewayTask;
  readonly settings: GatewaySettings;
  /** The person stopped it, or nobody reads its events any more. */
  readonly stop: AbortSignal;
  /** The person would rather have a fast answer now. */
  readonly fastNow: AbortSignal;
  readonly emit: (event: GatewayEvent) => void;
  /** Ms since the start; a task does not age while its person ponders a question. */
  elapsedMs(): number;
  /** Asks for this task alone. */
  ask(question: Question): Promise<PersonsWord>;
  /** Puts a question whose answer others wait for too. */
  put(question: Question): Promise<PersonsWord>;
  /** Waits for the answer to such a question. */
  hear(answer: () => Promise<PersonsWord>): Promise<PersonsWord>;
  /** Models of unknown price that the person allowed in this task. */
  readonly allowedUnpriced: Set<string>;
}

export interface TaskRunInput extends Pick<TaskRun, 'task' | 'settings' | 'stop' | 'fastNow' | 'emit'> {
  readonly clock: Clock;
  readonly log: Log;
}

export function createTaskRun({ clock, log, ...run }: TaskRunInput): TaskRun {
  const startedAt = clock.monotonic();
  let ponderedMs = 0;

  async function put(question: Question): Promise<PersonsWord> {
    try {
      return await untilAborted(answerTo(run.task, question), run.stop);
    } catch (cause) {
      if (run.stop.aborted) return undefined;
      log.warn(`a question could not be asked: ${kindOf(cause)}`);
      return 'nobodyToAsk';
    }
  }

  async function hear(answer: () => Promise<PersonsWord>): Promise<PersonsWord> {
    const from = clock.monotonic();
    try {
      return await untilAborted(answer(), run.stop);
    } catch {
      return undefined;
    } finally {
      ponderedMs += clock.monotonic() - from;
    }
  }

  return {
    ...run,
    elapsedMs: () => clock.monotonic() - startedAt - ponderedMs,
    put,
    hear,
    ask: (question) => hear(() => put(question)),
    allowedUnpriced: new Set(),
  };
}

async function answerTo(task: GatewayTask, question: Question): Promise<boolean> {
  return task.ask(question);
}
