import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isSwitchyardError } from '../../../src/core/model/errors.ts';
import { silentLog } from '../../../src/core/model/ports.ts';
import { buildPrompt } from '../../../src/core/prompt/buildPrompt.ts';
import { createOpenAiProvider } from '../../../src/core/providers/openaiProvider.ts';
import type { Attempt, ProviderEvent } from '../../../src/core/model/provider.ts';
import type { Fault } from '../../doubles/faults.ts';
import { type ControlledPracticeServer, startControlledPractice } from '../../doubles/controlledPractice.ts';
import { answerIs42 } from './practiceClient.ts';

let server: ControlledPracticeServer;
beforeEach(async () => {
  server = await startControlledPractice();
});
afterEach(() => server.close());

interface Heard {
  readonly events: readonly ProviderEvent[];
  readonly error: unknown;
}

async function listen(rest: Partial<Attempt> = {}, signal = new AbortController().signal): Promise<Heard> {
  const provider = createOpenAiProvider({
    apiKey: { origin: new URL(server.endpoint.baseUrl).origin, key: server.apiKey },
    fetch,
    log: silentLog,
  });
  const attempt: Attempt = {
    endpoint: server.endpoint,
    model: 'reasoning',
    messages: buildPrompt({ class: 'complete', form: 'document', text: answerIs42 }),
    maxOutputTokens: 4000,
    effort: 'medium',
    stream: true,
    ...rest,
  };
  const events: ProviderEvent[] = [];
  try {
    for await (const event of provider.stream(attempt, signal)) events.push(event);
  } catch (error) {
    return { events, error };
  }
  return { events, error: undefined };
}

/** Text taken back as thinking counts as such. */
const textOf = ({ events }: Heard): string => {
  let text = '';
  for (const event of events) {
    if (event.type === 'text') text += event.text;
    if (event.type === 'textWasThinking') text = '';
  }
  return text;
};
const thinkingOf = ({ events }: Heard): string =>
  events
    .map((event) => (event.type === 'thinking' || event.type === 'textWasThinking' ? event.text : ''))
    .join('');
const usageOf = ({ events }: Heard) => events.findLast((event) => event.type === 'usage')?.report.usage;
const finishOf = ({ events }: Heard) => events.findLast((event) => event.type === 'finish')?.reason;
const codeOf = ({ error }: Heard) => (isSwitchyardError(error) ? error.code : error);

describe('practice through the real provider code', () => {
  it.each([
    ['chat', 'openai', 'reasoning', ''],
    ['chat', 'custom', 'reasoning', ''],
    ['responses', 'openai', 'reasoning', ''],
    ['chat', 'deepseek', 'reasoning-open', 'First, what is asked'],
    ['responses', 'openai', 'reasoning-open', 'First, what is asked'],
  ] as const)('%s as %s on %s: text, thinking, exact usage', async (api, dialect, model, thinking) => {
    const heard = await listen({
      endpoint: { ...server.endpoint, api, dialect },
      model,
      effort: 'high',
      maxOutputTokens: 8000,
    });
    expect(heard.error).toBeUndefined();
    expect(textOf(heard)).toBe('The answer is 42.');
    expect(thinkingOf(heard)).toContain(thinking);
    expect(thinkingOf(heard) === '').toBe(thinking === '');
    expect(usageOf(heard)).toMatchObject({ output: 5005, hidden: 5000 });
    expect(finishOf(heard)).toBe('stop');
  });

  it('puts the cap and the effort where the server obeys them', async () => {
    for (const dialect of ['openai', 'custom', 'deepseek', 'openrouter'] as const) {
      const endpoint = { ...server.endpoint, dialect };
      const cut = await listen({ endpoint, maxOutputTokens: 500 });
      expect([textOf(cut), finishOf(cut), usageOf(cut)?.output]).toEqual(['', 'length', 500]);
      const quick = await listen({ endpoint, effort: 'none' });
      expect(usageOf(quick)?.hidden).toBe(0);
    }
  });

  it.each<[Fault, string]>([
    [{ kind: 'status', status: 400 }, 'badRequest'],
    [{ kind: 'status', status: 401 }, 'unauthorized'],
    [{ kind: 'status', status: 402 }, 'paymentRequired'],
    [{ kind: 'status', status: 403 }, 'forbidden'],
    [{ kind: 'status', status: 404 }, 'modelNotFound'],
    [{ kind: 'status', status: 429, retryAfterSeconds: 3 }, 'rateLimited'],
    [{ kind: 'status', status: 429, quota: true }, 'quotaExhausted'],
    [{ kind: 'status', status: 500 }, 'serverError'],
    [{ kind: 'drop' }, 'connectionLost'],
    [{ kind: 'malformedChunk' }, 'malformedResponse'],
    [{ kind: 'errorInStream' }, 'serverError'],
    [{ kind: 'omit', parts: ['finish', 'usage', 'done'] }, 'incompleteStream'],
  ])('%j ends as %s', async (fault, code) => {
    server.control.queue(fault);
    expect(codeOf(await listen())).toBe(code);
    expect(textOf(await listen())).toBe('The answer is 42.');
  });

  it('takes no page of HTML for an answer', async () => {
    server.control.queue({ kind: 'wrongContentType' });
    const heard = await listen();
    expect(textOf(heard)).toBe('');
    expect(isSwitchyardError(heard.error)).toBe(true);
  });

  it('never follows a redirect', async () => {
    server.control.queue({ kind: 'redirect', status: 307, location: `${server.endpoint.baseUrl}/elsewhere` });
    expect(isSwitchyardError((await listen()).error)).toBe(true);
    expect(server.control.requests()).toHaveLength(1);
  });

  it('stops when told to, in a stall', async () => {
    const stop = new AbortController();
    server.control.queue({ kind: 'stall', at: 'midStream' });
    const heard = listen({ model: 'fast' }, stop.signal);
    await expect.poll(() => server.control.requests().length).toBe(1);
    stop.abort();
    expect(codeOf(await heard)).toBe('aborted');
  });

  it.each<[Fault, string]>([
    [{ kind: 'usageTwice' }, 'The answer is 42.'],
    [{ kind: 'usagePlace', place: 'choice' }, 'The answer is 42.'],
    [{ kind: 'usagePlace', place: 'xGroq' }, 'The answer is 42.'],
    [{ kind: 'slowDrip', bytes: 5 }, 'The answer is 42.'],
    [{ kind: 'omit', parts: ['done'] }, 'The answer is 42.'],
    [{ kind: 'omit', parts: ['finish'] }, 'The answer is 42.'],
  ])('%j still gives the answer and the usage', async (fault, text) => {
    server.control.queue(fault);
    const heard = await listen();
    expect(textOf(heard)).toBe(text);
    expect(usageOf(heard)).toMatchObject({ output: 2005, hidden: 2000 });
  });

  it.each(['whole', 'split', 'onlyClosing'] as const)(
    'tells thinking inside the content apart, tags %s',
    async (tags) => {
      server.control.queue({ kind: 'inlineThinking', tags });
      const heard = await listen({ endpoint: { ...server.endpoint, dialect: 'custom' }, model: 'fast' });
      expect(textOf(heard).trim()).toBe('The answer is 42.');
      expect(thinkingOf(heard)).toContain('The user wants an answer');
      expect(usageOf(heard)?.hidden).toBeUndefined();
    },
  );
});
