/** One task on its way: its settings, its signals, its age, and the way to its person. */
import type { Clock, Log } from '../model/ports.ts';
import type { GatewaySettings } from '../model/gatewaySettings.ts';
import type { GatewayEvent, Host, Question, Request } from './contract.ts';
import { kindOf } from '../model/errors.ts';
import { untilAborted } from '../model/async.ts';

/** What a person answered; undefined where the task was stopped first. */
export type PersonsReply = boolean | 'nobodyToAsk' | undefined;

export interface TaskRun {
  readonly request: Request;
  readonly host: Host;
  readonly settings: GatewaySettings;
  /** The person stopped it, or nobody reads its events any more. */
  readonly stop: AbortSignal;
  /** The person would rather have a fast answer now. */
  readonly fastNow: AbortSignal;
  readonly emit: (event: GatewayEvent) => void;
  /** Ms since the start; a task does not age while its person thinks about a question. */
  elapsedMs(): number;
  /** Asks for this task alone. */
  ask(question: Question): Promise<PersonsReply>;
  /** Asks a question whose answer other tasks wait for too: the waiting is `waitForReply`. */
  askForAll(question: Question): Promise<PersonsReply>;
  waitForReply(reply: () => Promise<PersonsReply>): Promise<PersonsReply>;
  /** Models of unknown price that the person allowed in this task. */
  readonly allowedUnpriced: Set<string>;
}

export interface TaskRunInput extends Pick<
  TaskRun,
  'request' | 'host' | 'settings' | 'stop' | 'fastNow' | 'emit'
> {
  readonly clock: Clock;
  readonly log: Log;
}

export function createTaskRun({ clock, log, ...run }: TaskRunInput): TaskRun {
  const startedAt = clock.monotonic();
  let askingMs = 0;

  async function askForAll(question: Question): Promise<PersonsReply> {
    try {
      return await untilAborted(askHost(run.host, question), run.stop);
    } catch (cause) {
      if (run.stop.aborted) return undefined;
      log.warn(`a question could not be asked: ${kindOf(cause)}`);
      return 'nobodyToAsk';
    }
  }

  async function waitForReply(reply: () => Promise<PersonsReply>): Promise<PersonsReply> {
    const from = clock.monotonic();
    try {
      return await untilAborted(reply(), run.stop);
    } catch {
      return undefined;
    } finally {
      askingMs += clock.monotonic() - from;
    }
  }

  return {
    ...run,
    elapsedMs: () => clock.monotonic() - startedAt - askingMs,
    askForAll,
    waitForReply,
    ask: (question) => waitForReply(() => askForAll(question)),
    allowedUnpriced: new Set(),
  };
}

/** What a surface throws at once comes as a rejection too. */
async function askHost(host: Host, question: Question): Promise<boolean> {
  return host.ask(question);
}
