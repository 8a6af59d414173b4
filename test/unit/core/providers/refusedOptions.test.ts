import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../../src/core/model/ports.ts';
import { createOpenAiProvider } from '../../../../src/core/providers/openaiProvider.ts';
import { createRefusedOptions } from '../../../../src/core/providers/refusedOptions.ts';
import { anAttempt, chunk, chunks, drain, json, outcomeOf, replayFetch } from './replayFetch.ts';

const good = chunks(chunk({ content: 'ok' }, 'stop'));
const refusal = (error: object, status = 400) => json({ error }, { status });
const openAiUnsupported = (param: string) =>
  refusal({
    message: `Unsupported parameter: '${param}' is not supported with this model.`,
    param,
    code: 'unsupported_parameter',
  });

describe('an option that a server refuses', () => {
  it('is left out at once, and from then on', async () => {
    const { fetch, sent } = replayFetch(openAiUnsupported('stream_options'), good);
    const provider = createOpenAiProvider({ fetch, log: silentLog });
    expect((await drain(provider, anAttempt('custom'))).error).toBeUndefined();
    expect(sent.map(({ body }) => 'stream_options' in body)).toEqual([true, false]);
    await drain(provider, anAttempt('custom'));
    expect(sent).toHaveLength(3);
    expect('stream_options' in (sent[2]?.body ?? {})).toBe(false);
  });

  it('is remembered for that model at that address alone', async () => {
    const { fetch, sent } = replayFetch(openAiUnsupported('stream_options'), good);
    const provider = createOpenAiProvider({ fetch, log: silentLog });
    await drain(provider, anAttempt('custom'));
    await drain(provider, anAttempt('custom', { model: 'another' }));
    expect('stream_options' in (sent[2]?.body ?? {})).toBe(true);
  });

  it('is not remembered where the request then fails for another reason', async () => {
    const learned = createRefusedOptions();
    const { fetch } = replayFetch(
      openAiUnsupported('stream_options'),
      refusal({ message: 'context too long' }),
    );
    const provider = createOpenAiProvider({ fetch, log: silentLog, learned });
    expect((await drain(provider, anAttempt('custom'))).error?.code).toBe('badRequest');
    expect(learned.get('https://models.example.com/v1 chat m')).toEqual(new Set());
  });

  it('falls to the next word of an effort where only the value is refused', async () => {
    const { fetch, sent } = replayFetch(
      refusal({
        message:
          "Unsupported value: 'reasoning_effort' does not support 'none' with this model. Supported values are: 'minimal', 'low'.",
        param: 'reasoning_effort',
        code: 'unsupported_value',
      }),
      good,
    );
    await outcomeOf(fetch, anAttempt('openai', { model: 'gpt-5' }));
    expect(sent.map(({ body }) => body['reasoning_effort'])).toEqual(['none', 'minimal']);
  });

  it.each([
    ['OpenAI', refusal({ message: 'Unrecognized request argument supplied: reasoning_effort' })],
    [
      'FastAPI',
      json(
        { detail: [{ loc: ['body', 'reasoning_effort'], msg: 'Extra inputs are not permitted' }] },
        { status: 422 },
      ),
    ],
    ['Google', json([{ error: { message: 'Unknown name: reasoning_effort' } }], { status: 400 })],
    ['Ollama', refusal({ message: '"llama3" does not support thinking' })],
    ['a bare string', json({ error: 'Unknown field: reasoning_effort' }, { status: 400 })],
  ])('%s: an unknown effort field goes with all its values', async (_who, answer) => {
    const { fetch, sent } = replayFetch(answer, good);
    expect((await outcomeOf(fetch, anAttempt('custom'))).error).toBeUndefined();
    expect(sent.map(({ body }) => body['reasoning_effort'])).toEqual(['none', undefined]);
  });

  it('sends the cap under its other name, never without', async () => {
    const { fetch, sent } = replayFetch(
      refusal({
        message:
          "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      }),
      good,
    );
    await outcomeOf(fetch, anAttempt('custom'));
    expect(sent.map(({ body }) => [body['max_tokens'], body['max_completion_tokens']])).toEqual([
      [1000, undefined],
      [undefined, 1000],
    ]);
  });

  it('sends nothing where both names of the cap are refused', async () => {
    const { fetch, sent } = replayFetch(
      openAiUnsupported('max_tokens'),
      openAiUnsupported('max_completion_tokens'),
    );
    const { error } = await outcomeOf(fetch, anAttempt('custom'));
    expect(error?.code).toBe('badRequest');
    expect(error?.unbilled).toBe(true);
    expect(sent).toHaveLength(2);
  });

  it.each(['none', 'medium'] as const)(
    'sends nothing where a model that always thinks beyond the cap is allowed no budget, at effort %s',
    async (effort) => {
      const { fetch, sent } = replayFetch(openAiUnsupported('thinking_budget'), good);
      const attempt = anAttempt('dashscope', { model: 'qwq-plus', effort });
      const { error } = await outcomeOf(fetch, attempt);
      expect(error).toMatchObject({ code: 'badRequest', unbilled: true });
      expect(sent).toHaveLength(1);
    },
  );

  it('leaves a budget for thinking where a model has no switch for it', async () => {
    const { fetch, sent } = replayFetch(openAiUnsupported('enable_thinking'), good);
    await outcomeOf(fetch, anAttempt('dashscope', { model: 'new-model', effort: 'none' }));
    expect(
      sent.map(({ body }) => [body['enable_thinking'], body['thinking_budget'], body['max_tokens']]),
    ).toEqual([
      [false, undefined, 1000],
      [undefined, 250, 750],
    ]);
  });

  it('switches thinking off where its budget is refused', async () => {
    const { fetch, sent } = replayFetch(openAiUnsupported('thinking_budget'), good);
    await outcomeOf(fetch, anAttempt('dashscope', { model: 'qwen-plus', effort: 'medium' }));
    expect(sent[1]?.body).toMatchObject({ enable_thinking: false, max_tokens: 1000 });
    expect(sent[1]?.body).not.toHaveProperty('thinking_budget');
  });

  it('does not take a cap that is too large for one that is unknown', async () => {
    const { fetch, sent } = replayFetch(
      refusal({
        message: 'max_tokens is too large: 1000. This model supports at most 512 completion tokens.',
        param: 'max_tokens',
      }),
    );
    expect((await outcomeOf(fetch, anAttempt('custom'))).error?.code).toBe('badRequest');
    expect(sent).toHaveLength(1);
  });

  it('is the role of the system message where a server knows no developer', async () => {
    const { fetch, sent } = replayFetch(
      refusal({
        message: "Unsupported value: 'messages[0].role' does not support 'developer' with this model.",
        param: 'messages[0].role',
      }),
      good,
    );
    const messages = [{ role: 'system', text: 'be brief' }] as const;
    await outcomeOf(fetch, anAttempt('openai', { model: 'gpt-4.1', messages }));
    expect(sent.map(({ body }) => JSON.stringify(body['messages']))).toEqual([
      '[{"role":"developer","content":"be brief"}]',
      '[{"role":"system","content":"be brief"}]',
    ]);
  });

  it('ends after each option was refused once, whatever the server says', async () => {
    const everything = refusal({
      message:
        'unknown: stream_options reasoning_effort max_tokens max_completion_tokens prompt_cache_key role',
    });
    const { fetch, sent } = replayFetch(everything);
    const { error } = await outcomeOf(fetch, anAttempt('openai', { model: 'gpt-5', cacheKey: 'k' }));
    expect(error?.code).toBe('badRequest');
    expect(sent.length).toBeLessThan(9);
  });
});
