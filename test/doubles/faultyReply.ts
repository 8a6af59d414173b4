/** What a fault does to the answer, to the reply and to what is sent. */
import type { Socket } from 'node:net';
import * as z from 'zod';
import type { PracticeAnswer } from '../../src/practice/answers/practiceTask.ts';
import type { PracticeCall } from '../../src/practice/practiceCall.ts';
import { batchTokens, type Reply, countTokens, splitTokens } from '../../src/practice/practiceReply.ts';
import { jsonScript, type Script, type Step } from '../../src/practice/serverScript.ts';
import type { Fault } from './faults.ts';

export function faultyAnswer(fault: Fault | undefined, answer: PracticeAnswer): PracticeAnswer {
  if (fault?.kind !== 'answer') return answer;
  return { text: fault.text, thinkingTokens: fault.thinkingTokens ?? answer.thinkingTokens };
}

export function faultyReply(fault: Fault | undefined, call: PracticeCall, reply: Reply): Reply {
  const hidden = reply.usage.hidden ?? 0;
  switch (fault?.kind) {
    case 'refusal':
      return spoken(reply, [], { refusal: 'I cannot help with that.', finish: 'stop' });
    case 'contentFilter':
      return spoken(reply, reply.pieces.slice(0, Math.ceil(reply.pieces.length / 2)), {
        finish: 'content_filter',
      });
    case 'emptyAnswer':
      return spoken(reply, [], { finish: 'stop' });
    case 'hugeChunk':
      return spoken(reply, ['x'.repeat(fault.characters)], {});
    case 'ignoreCap': {
      const text = 'and so on, past the cap, '.repeat((call.cap ?? 0) + fault.extraTokens);
      const wanted = Math.max(0, (call.cap ?? reply.usage.output) + fault.extraTokens - hidden);
      const tokens = [...splitTokens(reply.pieces.join('')), ...splitTokens(text)].slice(0, wanted);
      return spoken(reply, batchTokens(tokens), { finish: 'stop' });
    }
    case 'inlineThinking': {
      const opening = fault.tags === 'onlyClosing' ? [] : ['<think>'];
      const thought = batchTokens(splitTokens('\nThe user wants an answer. I should give it.\n'));
      const whole = [...opening, ...thought, '</think>', '\n\n', ...reply.pieces];
      const text = whole.join('');
      const pieces = fault.tags === 'split' ? text.split('') : whole;
      return {
        ...spoken(reply, pieces, {}),
        thinkingPieces: [],
        usage: { ...reply.usage, output: hidden + countTokens(text), hidden: undefined },
      };
    }
    default:
      return reply;
  }
}

function spoken(reply: Reply, pieces: readonly string[], rest: Partial<Reply>): Reply {
  const visible = countTokens(pieces.join('')) + countTokens(rest.refusal ?? '');
  const usage = { ...reply.usage, output: (reply.usage.hidden ?? 0) + visible };
  return { ...reply, pieces, usage, ...rest };
}

/** Usage is moved and doubled where it was asked for or not. */
export function faultyCall(fault: Fault | undefined, call: PracticeCall): PracticeCall {
  return fault?.kind === 'usageTwice' || fault?.kind === 'usagePlace'
    ? { ...call, includeUsage: true }
    : call;
}

/** `socket` is that of the request, to be cut. */
export function faultyScript(fault: Fault | undefined, script: readonly Step[], socket: Socket): Script {
  switch (fault?.kind) {
    case 'status':
      return statusScript(fault);
    case 'redirect':
      return jsonScript(fault.status, {}, { location: fault.location });
    case 'drop':
      return thenCut(firstHalf(script), socket);
    case 'stall':
      return [...beforeStall(fault.at, script), { type: 'wait', ms: Number.POSITIVE_INFINITY }];
    case 'malformedChunk':
      return [...firstHalf(script), { type: 'send', data: 'data: {"id":"chatcmpl","choices":[{"del\n\n' }];
    case 'errorInStream': {
      const message = fault.message ?? 'The practice server was told to fail in mid-stream.';
      const error = { error: { message, type: 'server_error', code: 'practice_fault', param: null } };
      return [...firstHalf(script), { type: 'send', data: `data: ${JSON.stringify(error)}\n\n` }];
    }
    case 'wrongContentType':
      return [
        { type: 'head', status: 200, headers: { 'content-type': 'text/html' } },
        { type: 'send', data: '<!doctype html><title>Sign in to this network</title>' },
      ];
    case 'slowDrip':
      return script.flatMap((step) => (step.type === 'send' ? drip(step.data, fault.bytes) : [step]));
    case 'omit':
      return script
        .filter((step) => !(fault.parts.includes('done') && step.type === 'send' && step.data === doneLine))
        .flatMap((step) => mapMessage(step, (message) => without(fault.parts, message)));
    case 'usageTwice':
      return script.flatMap((step) =>
        mapMessage(step, (message) =>
          isChunk(message) && message.usage ? [message, { ...message, choices: [] }] : [message],
        ),
      );
    case 'usagePlace':
      return withUsageElsewhere(fault.place, script);
    default:
      return script;
  }
}

function* thenCut(script: readonly Step[], socket: Socket): Script {
  yield* script;
  socket.destroy();
}

const doneLine = 'data: [DONE]\n\n';

const messageSchema = z.looseObject({
  object: z.string().optional(),
  /** Of an event of the Responses API. */
  type: z.string().optional(),
  response: z.looseObject({}).optional(),
  choices: z.array(z.looseObject({ finish_reason: z.string().nullish() })).optional(),
  usage: z.looseObject({}).nullish(),
});
/** A chunk or event of a stream, or a whole body. */
type Message = z.infer<typeof messageSchema>;

/** A message may become none, one or several; whatever else is sent stays, as `[DONE]` does. */
function mapMessage(step: Step, map: (message: Message) => readonly Message[]): readonly Step[] {
  if (step.type !== 'send' || typeof step.data !== 'string') return [step];
  const [, before = '', text = '', after = ''] = /^([^{]*)(\{.*\})(\s*)$/s.exec(step.data) ?? [];
  if (text === '') return [step];
  const messages = map(messageSchema.parse(JSON.parse(text)));
  return messages.map((message) => ({ type: 'send', data: before + JSON.stringify(message) + after }));
}

function isChunk({ object }: Message): boolean {
  return object === 'chat.completion.chunk';
}

function isFinish({ choices = [] }: Message): boolean {
  return choices.some(({ finish_reason: finish }) => typeof finish === 'string');
}

function without(parts: readonly ('usage' | 'finish' | 'done')[], whole: Message): readonly Message[] {
  let message = whole;
  if (parts.includes('finish')) {
    if (message.type === 'response.completed' || message.type === 'response.incomplete') return [];
    if (isFinish(message)) {
      const choices = (message.choices ?? []).map((choice) => ({ ...choice, finish_reason: null }));
      message = { ...message, choices: isChunk(message) ? [] : choices };
    }
  }
  if (parts.includes('usage')) {
    if (message.response !== undefined) {
      message = { ...message, response: { ...message.response, usage: null } };
    } else if (message.usage) {
      message = { ...message, usage: message.object === 'response' ? null : undefined };
    }
  }
  const saysNothing = message.choices?.length === 0 && !message.usage;
  return saysNothing ? [] : [message];
}

/** Moonshot puts usage into `choices[0]`, Groq under `x_groq`, both on the chunk that finishes. */
function withUsageElsewhere(place: 'choice' | 'xGroq', script: readonly Step[]): readonly Step[] {
  let usage: Message['usage'];
  for (const step of script) {
    mapMessage(step, (message) => {
      usage = message.usage ?? usage;
      return [];
    });
  }
  return script.flatMap((step) =>
    mapMessage(step, (message) => {
      const { choices = [] } = message;
      if (!isChunk(message)) return [message];
      if (choices.length === 0) return [];
      if (!isFinish(message)) return [message];
      const bare = { ...message, usage: undefined };
      return place === 'choice'
        ? [{ ...bare, choices: choices.map((choice) => ({ ...choice, usage })) }]
        : [{ ...bare, x_groq: { id: message['id'], usage } }];
    }),
  );
}

/** Up to half of what would be sent; a single body is cut in two. */
function firstHalf(script: readonly Step[]): readonly Step[] {
  const sends = script.filter((step) => step.type === 'send');
  const [only] = sends;
  if (only !== undefined && sends.length === 1) {
    const start = script.slice(0, script.indexOf(only));
    return [...start, { type: 'send', data: only.data.slice(0, only.data.length / 2) }];
  }
  const middle = sends[Math.floor(sends.length / 2)];
  return middle === undefined ? script : script.slice(0, script.indexOf(middle));
}

/** `firstToken` sends what providers send before any token: the headers and the first, empty chunk. */
function beforeStall(at: 'headers' | 'firstToken' | 'midStream', script: readonly Step[]): readonly Step[] {
  switch (at) {
    case 'headers':
      return [];
    case 'firstToken':
      return script.slice(0, script.findIndex((step) => step.type === 'send') + 1);
    case 'midStream':
      return firstHalf(script);
  }
}

function drip(data: string | Uint8Array, size: number): readonly Step[] {
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
  const steps: Step[] = [];
  for (let start = 0; start < bytes.length; start += size) {
    steps.push({ type: 'send', data: bytes.slice(start, start + size) });
  }
  return steps;
}

interface ErrorWords {
  readonly type: string;
  readonly code: string | null;
  readonly message: string;
}

const errorWords: Readonly<Record<number, ErrorWords>> = {
  400: { type: 'invalid_request_error', code: null, message: 'The request is not valid.' },
  401: { type: 'invalid_request_error', code: 'invalid_api_key', message: 'Incorrect API key provided.' },
  402: { type: 'billing_error', code: 'insufficient_credits', message: 'Insufficient credits.' },
  403: { type: 'invalid_request_error', code: 'forbidden', message: 'You may not use this model.' },
  404: { type: 'invalid_request_error', code: 'model_not_found', message: 'The model does not exist.' },
  429: { type: 'requests', code: 'rate_limit_exceeded', message: 'Rate limit reached. Try again later.' },
  500: { type: 'server_error', code: null, message: 'The server had an error.' },
  503: { type: 'server_error', code: null, message: 'The engine is overloaded. Try again later.' },
};

const quotaWords: ErrorWords = {
  type: 'insufficient_quota',
  code: 'insufficient_quota',
  message: 'You exceeded your current quota, please check your plan and billing details.',
};

function statusScript(fault: Extract<Fault, { kind: 'status' }>): Script {
  const words = fault.quota === true ? quotaWords : errorWords[fault.status];
  const { type, code, message } = words ?? { type: 'server_error', code: null, message: 'An error.' };
  const headers =
    fault.retryAfterSeconds === undefined ? {} : { 'retry-after': String(fault.retryAfterSeconds) };
  return jsonScript(
    fault.status,
    { error: { message: fault.message ?? message, type, code, param: null } },
    headers,
  );
}
