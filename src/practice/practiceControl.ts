/** The test side of the practice server: a queue of faults and a record of what was asked. */
import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import { type Fault, faultSchema } from './faults.ts';
import { jsonScript, type Script } from './serverScript.ts';

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

export function newControl(): PracticeControl {
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
export function handleControl(
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
