/** A task's cache key goes out with every attempt, where the dialect has a field for it. */
import { expect, it, onTestFinished } from 'vitest';
import { cacheKeyOf } from '../../../../src/core/prompt/buildPrompt.ts';
import { openYard, type Changes } from './yard.ts';

const file = { path: 'src/a.ts', language: 'typescript' };
const ofEditor: Changes = { content: { kind: 'editor', turns: [], context: { file, selection: 'a' } } };
const made = cacheKeyOf({ class: 'refactor', form: 'diff', text: '', file });

it.each<[string, 'openai' | 'custom', Changes, string | undefined]>([
  ['of the prompt', 'openai', ofEditor, made],
  ['that came with given messages', 'openai', { cacheKey: 'own-key' }, 'own-key'],
  ['of the prompt, where there is no field', 'custom', ofEditor, undefined],
])('one %s, for %s', async (_, dialect, changes, key) => {
  const yard = await openYard({
    settings: ({ endpoint, model }) => {
      const changed = { endpoint: { ...endpoint('acme'), dialect } };
      return { models: { fast: model('fast', changed), reasoning: model('reasoning', changed) } };
    },
  });
  onTestFinished(() => yard.close());
  let checks = 0;
  await yard.run({
    ...changes,
    check: async () =>
      (checks += 1) === 1 ? { verdict: 'failed', what: ['x'] } : { verdict: 'passed', what: ['syntax'] },
  });
  const sent = yard.server.control.requests().map(({ body }) => Object(body).prompt_cache_key);
  expect(sent).toEqual([key, key]);
});
