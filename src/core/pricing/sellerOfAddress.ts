/**
 * Who bills for what is asked at an address, by the book's id for that seller. The host says it before
 * any dialect does: one vendor may sell at two addresses by two lists, in two currencies.
 */
import { findProvider } from '@pydantic/genai-prices';

type Place = readonly [host: RegExp, seller: string];

/**
 * Sellers with a `-cn` bill in yuan by a list of their own, which the book does not have: no price is
 * better than the other list's.
 */
const places: readonly Place[] = [
  [/^(?:[a-z0-9-]+\.)?api\.openai\.com$/, 'openai'],
  [/\.(?:openai|services\.ai|cognitiveservices)\.azure\.com$|\.azure-api\.net$/, 'azure'],
  [/^api\.anthropic\.com$/, 'anthropic'],
  [/^generativelanguage\.googleapis\.com$/, 'google'],
  [/^(?:[a-z0-9-]+-)?aiplatform\.(?:[a-z0-9-]+\.rep\.)?googleapis\.com$/, 'google'],
  [/^bedrock-(?:runtime|mantle)\.[a-z0-9-]+\.(?:amazonaws\.com|api\.aws)$/, 'aws'],
  [/^api\.deepseek\.com$/, 'deepseek'],
  [/^(?:[a-z0-9-]+\.)?api\.x\.ai$/, 'x-ai'],
  [/(?:^|\.)openrouter\.ai$/, 'openrouter'],
  [/^api\.groq\.com$/, 'groq'],
  [/^(?:api(?:\.[a-z]+)?|codestral)\.mistral\.ai$/, 'mistral'],
  [/^api\.moonshot\.ai$/, 'moonshotai'],
  [/^api\.moonshot\.cn$/, 'moonshotai-cn'],
  [/^api\.z\.ai$/, 'zai'],
  [/(?:^|\.)bigmodel\.cn$/, 'zhipuai'],
  [/(?:^|\.)minimax\.io$/, 'minimax'],
  [/(?:^|\.)(?:minimaxi\.com|minimax\.chat)$/, 'minimax-cn'],
  [/^dashscope-intl\.aliyuncs\.com$/, 'dashscope'],
  [/(?:^|\.)aliyuncs\.com$/, 'dashscope-cn'],
  [/^api\.together\.(?:xyz|ai)$/, 'together'],
  [/^api\.fireworks\.ai$/, 'fireworks'],
  [/^api\.cerebras\.ai$/, 'cerebras'],
  [/^api\.perplexity\.ai$/, 'perplexity'],
];

/** In small letters, without the dot of a full name; undefined for what is no address. */
export function hostOf(baseUrl: string): string | undefined {
  return URL.parse(baseUrl)?.hostname.replace(/\.$/, '');
}

/** undefined where nobody whom the book knows bills at this address. */
export function sellerOfAddress(baseUrl: string): string | undefined {
  const host = hostOf(baseUrl);
  if (host === undefined) return undefined;
  return places.find(([pattern]) => pattern.test(host))?.[1] ?? listedSeller(baseUrl);
}

/** The book's own patterns name only how an address begins: what it goes on with must be a path. */
function listedSeller(baseUrl: string): string | undefined {
  const found = findProvider({ providerApiUrl: baseUrl });
  const begin = found && new RegExp(`^(?:${found.api_pattern})`).exec(baseUrl)?.[0];
  if (begin === undefined || places.some(([, seller]) => seller === found?.id)) return undefined;
  return begin.endsWith('/') || /^(?:[/:]|$)/.test(baseUrl.slice(begin.length)) ? found?.id : undefined;
}
