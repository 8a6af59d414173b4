/** Price lists as a download would bring them. */
import { calcPrice } from '@pydantic/genai-prices';

function model(id: string, input: number): object {
  return { id, match: { equals: id }, prices: { input_mtok: input, output_mtok: 2 } };
}

/** Long enough to be believed; `gpt-new` is in no bundled data. */
export function aPriceList(price = 7): readonly object[] {
  const many = Array.from({ length: 600 }, (_, index) => model(`m${index}`, 1));
  return [
    { id: 'openai', api_pattern: 'https://api\\.openai\\.com', models: [model('gpt-new', price), ...many] },
    { id: 'anthropic', api_pattern: 'https://api\\.anthropic\\.com', models: [model('claude-new', 8)] },
  ];
}

/** Dollars per million input tokens of `gpt-new` by the data in use. */
export function priceOfNew(): number | undefined {
  return calcPrice({ input_tokens: 1_000_000 }, 'gpt-new', { providerId: 'openai' })?.total_price;
}

export function serving(body: unknown, status = 200): typeof globalThis.fetch {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return async () => new Response(text, { status });
}
