/** A task's cache key goes out with every attempt, where the dialect has a field for it. */
import { expect, it, onTestFinished } from 'vitest';
import { openYard } from './yard.ts';

it.each([
  ['openai', 'switchyard-refactor'],
  ['custom', undefined],
] as const)('for %s', async (dialect, key) => {
  const yard = await openYard({
    settings: ({ endpoint, model }) => {
      const changed = { endpoint: { ...endpoint('acme'), dialect } };
      return { models: { fast: model('fast', changed), reasoning: model('reasoning', changed) } };
    },
  });
  onTestFinished(() => yard.close());
  let checks = 0;
  await yard.run({
    cacheKeyFor: (route) => `switchyard-${route.class}`,
    check: async () =>
      (checks += 1) === 1 ? { verdict: 'failed', what: ['x'] } : { verdict: 'passed', what: ['syntax'] },
  });
  const sent = yard.server.control.requests().map(({ body }) => Object(body).prompt_cache_key);
  expect(sent).toEqual([key, key]);
});
