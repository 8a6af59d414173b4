/** What a fault does to the answer, to the reply, to its format and to the bytes on the wire. */
import type { PracticeAnswer } from './answers/practiceTask.ts';
import type { ChatWireQuirks } from './chatWire.ts';
import type { Fault } from './faults.ts';
import type { PracticeCall } from './practiceCall.ts';
import { batchTokens, type Reply, countTokens, splitTokens } from './practiceReply.ts';
import { jsonScript, type Script, type Step } from './serverScript.ts';

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

export function quirksOf(fault: Fault | undefined): ChatWireQuirks {
  switch (fault?.kind) {
    case 'omit':
      return { omit: fault.parts };
    case 'usageTwice':
      return { usageTwice: true };
    case 'usagePlace':
      return { usagePlace: fault.place };
    default:
      return {};
  }
}

export function faultyScript(fault: Fault | undefined, script: Script): Script {
  switch (fault?.kind) {
    case 'status':
      return statusScript(fault);
    case 'redirect':
      return jsonScript(fault.status, {}, { location: fault.location });
    case 'drop':
      return [...firstHalf(script), { type: 'drop' }];
    case 'stall':
      return [...beforeStall(fault.at, script), { type: 'hang' }];
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
    default:
      return script;
  }
}

/** Up to half of what would be sent; a single body is cut in two. */
function firstHalf(script: Script): readonly Step[] {
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
function beforeStall(at: 'headers' | 'firstToken' | 'midStream', script: Script): readonly Step[] {
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
