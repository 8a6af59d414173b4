/**
 * The practice server as a test double: it records what it was asked, and misbehaves where a fault is queued. Both
 * also over HTTP, under `/__practice/`.
 */
import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import { answerCall } from '../../src/practice/answers/answerCall.ts';
import { chatScript } from '../../src/practice/chatWire.ts';
import { replyTo } from '../../src/practice/practiceReply.ts';
import { type PracticeServer, startPracticeServer } from '../../src/practice/practiceServer.ts';
import { responsesScript } from '../../src/practice/responsesWire.ts';
import { jsonScript, type Pace, realPace, type Script } from '../../src/practice/serverScript.ts';
import { type Fault, faultSchema } from './faults.ts';
import { faultyAnswer, faultyCall, faultyReply, faultyScript } from './faultyReply.ts';

export type ControlledPracticeServer = PracticeServer & { readonly control: PracticeControl };

export interface ControlledOptions {
  readonly pace?: 'real' | 'instant' | Pace;
}

/** Answers at once unless told otherwise. */
export async function startControlledPractice({
  pace = 'instant',
}: ControlledOptions = {}): Promise<ControlledPracticeServer> {
  const control = newControl();
  let current: { readonly fault: Fault | undefined; readonly request: IncomingMessage } | undefined;
  const server = await startPracticeServer({
    pace: mayHang(paceOf(pace)),
    intercept(request, path, body) {
      const { method = 'GET' } = request;
      const controlled = handleControl(control, method, path, body);
      if (controlled !== undefined) return controlled;
      control.record(request, path, body);
      const isCompletion = /^\/v1\/(?:chat\/completions|responses)$/.test(path) && method === 'POST';
      current = isCompletion ? { fault: control.nextFault(), request } : undefined;
      return undefined;
    },
    complete(asked, cachedTokens, ids) {
      if (current === undefined) throw new Error('a completion that nobody asked for');
      const { fault, request } = current;
      const call = faultyCall(fault, asked);
      const reply = faultyReply(
        fault,
        call,
        replyTo(call, faultyAnswer(fault, answerCall(call)), cachedTokens),
      );
      const script = call.api === 'chat' ? chatScript(call, reply, ids) : responsesScript(call, reply, ids);
      return faultyScript(fault, script, request.socket);
    },
  });
  return { ...server, control };
}

function paceOf(pace: 'real' | 'instant' | Pace): Pace {
  if (pace === 'instant') return { wait: () => Promise.resolve() };
  return pace === 'real' ? realPace : pace;
}

/** Endless is a wait until the client leaves or the server closes, at any pace. */
function mayHang(pace: Pace): Pace {
  return {
    wait: (ms, signal) => (ms === Number.POSITIVE_INFINITY ? aborted(signal) : pace.wait(ms, signal)),
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  /** Lower-case names; `authorization` is left out. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed where it is JSON, else the text. */
  readonly body: unknown;
}

export interface PracticeControl {
  /** Each is spent by the next completion or responses request that has no fault yet. */
  queue(...faults: readonly Fault[]): void;
  nextFault(): Fault | undefined;
  /** Every request to the API since the start or the last `reset`, oldest first. */
  requests(): readonly RecordedRequest[];
  record(request: IncomingMessage, path: string, body: string): void;
  /** Forgets queued faults and recorded requests. */
  reset(): void;
}

function newControl(): PracticeControl {
  let faults: Fault[] = [];
  let requests: RecordedRequest[] = [];
  return {
    queue: (...more) => {
      faults.push(...more);
    },
    nextFault: () => faults.shift(),
    requests: () => [...requests],
    record: (request, path, body) => {
      requests.push({
        method: request.method ?? 'GET',
        path,
        headers: headersOf(request),
        body: bodyOf(body),
      });
    },
    reset: () => {
      faults = [];
      requests = [];
    },
  };
}

const queueSchema = z.union([faultSchema, z.array(faultSchema)]);

/** The same control over HTTP, for tests in another process; undefined for every other path. */
function handleControl(
  control: PracticeControl,
  method: string,
  path: string,
  body: string,
): Script | undefined {
  switch (`${method} ${path}`) {
    case 'POST /__practice/faults': {
      const { data, error } = queueSchema.safeParse(bodyOf(body));
      if (data === undefined) return jsonScript(400, { error: { message: z.prettifyError(error) } });
      control.queue(...(Array.isArray(data) ? data : [data]));
      return jsonScript(200, {});
    }
    case 'GET /__practice/requests':
      return jsonScript(200, control.requests());
    case 'POST /__practice/reset':
      control.reset();
      return jsonScript(200, {});
    default:
      return undefined;
  }
}

function headersOf(request: IncomingMessage): Record<string, string> {
  const entries = Object.entries(request.headers).filter(([name]) => name !== 'authorization');
  return Object.fromEntries(
    entries.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}

function bodyOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
