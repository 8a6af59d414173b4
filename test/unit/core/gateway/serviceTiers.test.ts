/** The row of a request that was served at another tier than the hold was made for. */
import { expect, it } from 'vitest';
import { createPriceBook } from '../../../../src/core/pricing/priceBook.ts';
import { createOpenAiProvider } from '../../../../src/core/providers/openaiProvider.ts';
import { silentLog } from '../../../../src/core/model/ports.ts';
import { chunk, replayFetch, sse } from '../providers/replayFetch.ts';
import { openYard } from './yard.ts';

const usage = { prompt_tokens: 1000, completion_tokens: 1000, total_tokens: 2000 };
const text = chunk({ content: 'const a = 1;' });
const lines = (...values: readonly object[]): string =>
  values.map((value) => `data: ${JSON.stringify(value)}\n\n`).join('');

async function rowOf(body: string) {
  const { fetch } = replayFetch(sse(body));
  const yard = await openYard({
    settings: ({ model }) => {
      const openai = model('fast', {
        ref: { provider: 'acme', model: 'gpt-5.4' },
        endpoint: { id: 'acme', baseUrl: 'https://eu.api.openai.com/v1', dialect: 'openai', api: 'chat' },
      });
      return { models: { fast: openai }, policies: noThinking };
    },
    deps: () => ({
      book: createPriceBook(),
      providerFor: async () => createOpenAiProvider({ fetch, log: silentLog }),
    }),
  });
  await yard.run({ override: { tier: 'fast' } });
  const [row] = await yard.ledger.recent(1);
  await yard.close();
  return row?.settlement;
}

const noThinking = { format: 'avoid', complete: 'avoid', refactor: 'avoid', architect: 'avoid' } as const;

it('keeps the price as served, with what makes it, and costs that', async () => {
  const last = { choices: [], usage, service_tier: 'priority' };
  const row = await rowOf(lines(text, chunk({}, 'stop'), last));
  expect(row).toMatchObject({
    // $2.50 and $15 per million, 10 % more in the region, twice for priority.
    cost: 38_500_000,
    provenance: 'computed',
    flags: [],
    price: {
      rates: { input: 5.5, output: 33 },
      factors: [
        { why: 'region', name: 'eu', factor: 1.1 },
        { why: 'serviceTier', name: 'priority', factor: 2 },
      ],
    },
  });
});

it('flags a tier without a price, and estimates', async () => {
  const last = { choices: [], usage, service_tier: 'scale' };
  const row = await rowOf(lines(text, chunk({}, 'stop'), last));
  expect(row).toMatchObject({ cost: 19_250_000, provenance: 'estimated', flags: ['tierUnpriced'] });
});

it('estimates a stream that was cut at the tier that its first words told', async () => {
  const standard = await rowOf(lines(text));
  const priority = await rowOf(lines({ ...text, service_tier: 'priority' }));
  expect(priority?.cost).toBe(2 * (standard?.cost ?? Number.NaN));
});
