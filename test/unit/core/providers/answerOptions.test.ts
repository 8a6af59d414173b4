/** How a caller wants its answer, as it goes over the wire. */
import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../../src/core/model/ports.ts';
import type { AnswerOptions, ToolDefinition } from '../../../../src/core/model/provider.ts';
import { createOpenAiProvider } from '../../../../src/core/providers/openaiProvider.ts';
import { anAttempt, chunk, chunks, drain, json, outcomeOf, replayFetch } from './replayFetch.ts';

const answers = {
  chat: chunks(chunk({ content: 'ok' }, 'stop')),
  responses: json({ object: 'response', id: 'r1', status: 'completed', output: [] }),
};
const tools: readonly ToolDefinition[] = [{ name: 'read', description: 'Reads.', parameters: {} }];
const schema = { type: 'object', properties: { sum: { type: 'integer' } } };

/** What an option adds to the body. */
async function added(
  options: AnswerOptions,
  api: 'chat' | 'responses' = 'chat',
  withTools = true,
): Promise<Record<string, unknown>> {
  const { fetch, sent } = replayFetch(answers[api]);
  const base = anAttempt('openai', { api, ...(withTools && { tools }) });
  await outcomeOf(fetch, base);
  await outcomeOf(fetch, { ...base, options });
  const [before, after] = sent.map(({ body }) => body);
  return Object.fromEntries(Object.entries(after ?? {}).filter(([name]) => !(name in (before ?? {}))));
}

const sampling = { temperature: 0.2, topP: 0.9 };
const wireSampling = { temperature: 0.2, top_p: 0.9 };

describe('on Chat Completions', () => {
  it.each<[AnswerOptions, object]>([
    [{}, {}],
    [sampling, wireSampling],
    [{ temperature: 0 }, { temperature: 0 }],
    [
      { frequencyPenalty: 1, presencePenalty: -1, seed: 7, stop: ['END', '\n\n'] },
      { frequency_penalty: 1, presence_penalty: -1, seed: 7, stop: ['END', '\n\n'] },
    ],
    [
      { toolChoice: 'required', parallelToolCalls: false },
      { tool_choice: 'required', parallel_tool_calls: false },
    ],
    [{ toolChoice: { name: 'read' } }, { tool_choice: { type: 'function', function: { name: 'read' } } }],
    [{ responseFormat: { type: 'text' } }, { response_format: { type: 'text' } }],
    [{ responseFormat: { type: 'json' } }, { response_format: { type: 'json_object' } }],
    [
      { responseFormat: { type: 'jsonSchema', name: 'sum', schema, strict: true } },
      { response_format: { type: 'json_schema', json_schema: { name: 'sum', schema, strict: true } } },
    ],
  ])('%j is %j', async (options, fields) => {
    expect(await added(options)).toEqual(fields);
  });

  it('nothing is said of tools where there are none', async () => {
    expect(await added({ toolChoice: 'none', parallelToolCalls: true }, 'chat', false)).toEqual({});
  });
});

describe('on the Responses API', () => {
  it.each<[AnswerOptions, object]>([
    [sampling, wireSampling],
    // It has no fields for these.
    [{ frequencyPenalty: 1, presencePenalty: -1, seed: 7, stop: ['END'] }, {}],
    [
      { toolChoice: { name: 'read' }, parallelToolCalls: true },
      { tool_choice: { type: 'function', name: 'read' }, parallel_tool_calls: true },
    ],
    [{ responseFormat: { type: 'json' } }, { text: { format: { type: 'json_object' } } }],
    [
      { responseFormat: { type: 'jsonSchema', name: 'sum', description: 'A sum.', schema } },
      { text: { format: { type: 'json_schema', name: 'sum', description: 'A sum.', schema } } },
    ],
  ])('%j is %j', async (options, fields) => {
    expect(await added(options, 'responses')).toEqual(fields);
  });
});

describe('an option that a server refuses', () => {
  const options: AnswerOptions = { temperature: 0.2, stop: ['END'], responseFormat: { type: 'json' } };
  const refusal = (error: object) => json({ error }, { status: 400 });

  it.each([
    [
      'temperature',
      {
        message:
          "Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value is supported.",
        param: 'temperature',
        code: 'unsupported_value',
      },
    ],
    ['stop', { message: "Unsupported parameter: 'stop' is not supported with this model.", param: 'stop' }],
    ['response_format', { message: 'json_object is not supported by this model' }],
  ])('%s is left out, at once and from then on, and the others stay', async (name, error) => {
    const { fetch, sent } = replayFetch(refusal(error), answers.chat);
    const provider = createOpenAiProvider({ fetch, log: silentLog });
    for (const _ of [1, 2]) {
      expect((await drain(provider, anAttempt('custom', { options }))).error).toBeUndefined();
    }
    const names = ['temperature', 'stop', 'response_format'];
    const present = sent.map(({ body }) => names.filter((each) => each in body));
    const others = names.filter((each) => each !== name);
    expect(present).toEqual([names, others, others]);
  });

  it('by the Responses API’s name is left out too', async () => {
    const error = { message: "Unsupported parameter: 'text.format'.", param: 'text.format' };
    const { fetch, sent } = replayFetch(refusal(error), answers.responses);
    await outcomeOf(fetch, anAttempt('openai', { api: 'responses', options }));
    expect(sent.map(({ body }) => 'text' in body)).toEqual([true, false]);
  });
});
