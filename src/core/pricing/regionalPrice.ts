/** What a seller adds where it keeps a request inside a region. */
import { hostOf } from './sellerOfAddress.ts';

interface RegionalPrice {
  readonly seller: string;
  /** Hosts that stay in a region; the first group is its name. */
  readonly host: RegExp;
  /** Of the book's entries those that cost more there; undefined = all. */
  readonly models?: RegExp | undefined;
  readonly factor: number;
}

/**
 * OpenAI: models released since 5 March 2026, which begin with GPT-5.4; `chat-latest` stands for the
 * newest (developers.openai.com/api/docs/guides/data-residency, read 30 Nov 2026).
 */
const openAiSinceMarch2026 = /^(?:gpt-(?:5[.-](?:[4-9]|\d\d)|[6-9]|\d\d)|(?:gpt-)?chat-latest)/;
/**
 * Sonnet and Haiku 4.5 are the first Claudes (cloud.google.com/vertex-ai/generative-ai/pricing#claude-models),
 * Gemini follows since July 2026 (BerriAI/litellm#37543).
 */
const dearerInVertexRegions =
  /^(?:claude-(?:\w+-(?:4-[5-9]|[5-9])|(?:4-[5-9]|[5-9])-)|gemini-(?:[3-9]|\d\d))/;

const regionalPrices: readonly RegionalPrice[] = [
  {
    seller: 'openai',
    host: /^([a-z0-9-]+)\.api\.openai\.com$/,
    models: openAiSinceMarch2026,
    factor: 1.1,
  },
  // docs.x.ai/developers/pricing: 1.1 × at the US endpoint, the only one it still names.
  { seller: 'x-ai', host: /^([a-z0-9-]+)\.api\.x\.ai$/, factor: 1.1 },
  // docs.mistral.ai/studio/regional-inference: input, output, cached reads and cache writes.
  { seller: 'mistral', host: /^api\.([a-z]+)\.mistral\.ai$/, factor: 1.1 },
  {
    seller: 'google',
    host: /^([a-z0-9-]+)-aiplatform\.googleapis\.com$/,
    models: dearerInVertexRegions,
    factor: 1.1,
  },
  {
    seller: 'google',
    host: /^aiplatform\.([a-z0-9-]+)\.rep\.googleapis\.com$/,
    models: dearerInVertexRegions,
    factor: 1.1,
  },
];

/** undefined where the address asks for no region, or the model costs no more there. */
export function regionalPriceOf(
  baseUrl: string,
  seller: string,
  entry: string,
): { readonly name: string; readonly factor: number } | undefined {
  const host = hostOf(baseUrl) ?? '';
  for (const place of regionalPrices) {
    const name = place.seller === seller ? place.host.exec(host)?.[1] : undefined;
    if (name === undefined || name === 'global' || place.models?.test(entry.toLowerCase()) === false)
      continue;
    return { name, factor: place.factor };
  }
  return undefined;
}
