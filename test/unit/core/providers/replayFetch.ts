import { isSwitchyardError, type SwitchyardError } from '../../../../src/core/model/errors.ts';
import { silentLog } from '../../../../src/core/model/ports.ts';
import { createOpenAiProvider } from '../../../../src/core/providers/openaiProvider.ts';
import type { Attempt, DialectName, Provider, ProviderEvent } from '../../../../src/core/model/provider.ts';
import type { Fetch } from '../../../../src/core/providers/openaiClient.ts';

/** A request as it would have gone over the wire. */
export interface Sent {
  readonly url: string;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
  readonly redirect: string | undefined;
}

/** A fetch that answers with `answers` in turn, the last one for ever, and keeps what was sent. */
export function replayFetch(...answers: readonly (() => Response)[]): {
  readonly fetch: Fetch;
  readonly sent: Sent[];
} {
  const sent: Sent[] = [];
  const fetch: Fetch = async (input, init) => {
    const body: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : {};
    sent.push({
      url: input instanceof Request ? input.url : input.toString(),
      headers: new Headers(init?.headers),
      body: Object.fromEntries(Object.entries(Object(body))),
      redirect: init?.redirect,
    });
    const answer = answers[Math.min(sent.length, answers.length) - 1];
    if (answer === undefined) throw new TypeError('fetch failed');
    return answer();
  };
  return { fetch, sent };
}

/** A body in the pieces given. */
export function streamed(pieces: Iterable<Uint8Array>, contentType = 'text/event-stream'): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
  return new Response(body, { headers: { 'content-type': contentType } });
}

/** Chunks as an event stream in one piece, closed by `[DONE]`. */
export function chunks(...values: readonly unknown[]): () => Response {
  const text = values.map((value) => `data: ${JSON.stringify(value)}\n\n`).join('');
  return sse(`${text}data: [DONE]\n\n`);
}

export function sse(text: string): () => Response {
  return () => streamed([new TextEncoder().encode(text)]);
}

export function json(body: unknown, init: ResponseInit = {}): () => Response {
  return () => Response.json(body, init);
}

/** One chunk of choice 0. */
export function chunk(delta: object, finishReason: string | null = null): object {
  return { id: 'r1', model: 'm', choices: [{ index: 0, delta, finish_reason: finishReason }] };
}

export function anAttempt(
  dialect: DialectName = 'custom',
  change: Partial<Attempt> & { readonly api?: Attempt['endpoint']['api'] } = {},
): Attempt {
  const { api = 'chat', ...rest } = change;
  return {
    endpoint: { id: 'e1', baseUrl: 'https://models.example.com/v1', dialect, api },
    model: 'm',
    messages: [{ role: 'user', parts: [{ type: 'text', text: 'what is six times seven' }] }],
    maxOutputTokens: 1000,
    effort: 'none',
    stream: true,
    ...rest,
  };
}

export interface Outcome {
  readonly events: readonly ProviderEvent[];
  readonly error: SwitchyardError | undefined;
}

/** Runs an attempt to its end, good or bad. */
export async function outcomeOf(
  fetch: Fetch,
  attempt: Attempt = anAttempt(),
  signal: AbortSignal = new AbortController().signal,
): Promise<Outcome> {
  return drain(createOpenAiProvider({ fetch, log: silentLog, now: () => 0 }), attempt, signal);
}

export async function drain(
  provider: Provider,
  attempt: Attempt,
  signal: AbortSignal = new AbortController().signal,
): Promise<Outcome> {
  const events: ProviderEvent[] = [];
  try {
    for await (const event of provider.stream(attempt, signal)) events.push(event);
  } catch (error) {
    if (!isSwitchyardError(error)) throw error;
    return { events, error };
  }
  return { events, error: undefined };
}

/** Events with neighbouring pieces of text joined, so that framing does not show. */
export function joined(events: readonly ProviderEvent[]): readonly ProviderEvent[] {
  const result: ProviderEvent[] = [];
  for (const event of events) {
    const last = result.at(-1);
    if (event.type === 'text' && last?.type === 'text') {
      result[result.length - 1] = { type: 'text', text: last.text + event.text };
    } else if (event.type === 'thinking' && last?.type === 'thinking') {
      result[result.length - 1] = { type: 'thinking', text: last.text + event.text };
    } else {
      result.push(event);
    }
  }
  return result;
}

/** The text of the answer, as a reader of the events ends up with. */
export function answerOf(events: readonly ProviderEvent[]): string {
  let text = '';
  for (const event of events) {
    if (event.type === 'text') text += event.text;
    if (event.type === 'textWasThinking') text = '';
  }
  return text;
}

export function thinkingOf(events: readonly ProviderEvent[]): string {
  return events
    .map((event) => (event.type === 'thinking' || event.type === 'textWasThinking' ? event.text : ''))
    .join('');
}
