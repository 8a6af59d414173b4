/**
 * Who bills for what is asked at an address, by the book's id for that seller, and whether tokens are billed
 * at all. The host says it before any dialect does: one vendor may sell at two addresses by two lists, in
 * two currencies.
 */
import { findProvider } from '@pydantic/genai-prices';
import { reachOf } from '../model/endpointUrl.ts';

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

// Addresses that belong to a subscription: what goes there is paid by the month and limited by requests and time,
// so no price per token holds for it. The same vendor's other addresses do bill.

interface FlatPlan {
  /** As people know it. */
  readonly name: string;
  /** Matched against host and path, e.g. `api.z.ai/api/coding/paas/v4`. */
  readonly address: RegExp;
}

/**
 * Sources: docs.z.ai/devpack, docs.bigmodel.cn/cn/coding-plan, www.kimi.com/code/docs,
 * help.aliyun.com/zh/model-studio/coding-plan, www.volcengine.com/docs/82379/1925114,
 * docs.byteplus.com/en/docs/ModelArk/coding-plan, cloud.tencent.com/document/product/1823 and
 * cloud.baidu.com (coding plans), platform.stepfun.com (step plan), platform.xiaomimimo.com (token
 * plan), opencode.ai/docs/go, docs.github.com/copilot/concepts/billing, developers.openai.com/codex.
 */
const flatPlans: readonly FlatPlan[] = [
  { name: 'GLM Coding Plan', address: /^(?:api\.z\.ai|[\w.-]*bigmodel\.cn)\/(?:.*\/)?coding(?:\/|$)/ },
  { name: 'Kimi Code', address: /^(?:[\w-]+\.)*kimi\.(?:com|ai)\/(?:.*\/)?coding(?:\/|$)/ },
  { name: 'Qwen Coding Plan', address: /^coding(?:-[a-z]+)?\.dashscope(?:-[a-z]+)?\.aliyuncs\.com(?:\/|$)/ },
  {
    name: 'ModelArk Coding Plan',
    address: /^ark\.[\w.-]+\.(?:volces|bytepluses)\.com\/(?:.*\/)?(?:coding|plan)(?:\/|$)/,
  },
  { name: 'Tencent Coding Plan', address: /^[\w.-]+\.tencent\.com\/(?:.*\/)?coding(?:\/|$)/ },
  { name: 'Qianfan Coding Plan', address: /^[\w.-]+\.baidubce\.com\/(?:.*\/)?coding(?:\/|$)/ },
  { name: 'Step Plan', address: /^api\.stepfun\.(?:com|ai)\/step_plan(?:\/|$)/ },
  { name: 'MiMo Token Plan', address: /^token-plan-[\w-]+\.xiaomimimo\.com(?:\/|$)/ },
  { name: 'OpenCode Go', address: /^opencode\.ai\/zen\/go(?:\/|$)/ },
  { name: 'GitHub Copilot', address: /^(?:[\w-]+\.)*githubcopilot\.com(?:\/|$)/ },
  { name: 'ChatGPT', address: /^chatgpt\.com\/backend-api(?:\/|$)/ },
];

/** The plan that an address belongs to, by name; undefined where each call is billed. */
export function flatPlanOf(baseUrl: string): string | undefined {
  const url = URL.parse(baseUrl);
  if (url === null) return undefined;
  const address = `${url.hostname.replace(/\.$/, '')}${url.pathname.toLowerCase()}`;
  return flatPlans.find((plan) => plan.address.test(address))?.name;
}

/** True where the server runs on one's own machine or network, so that nobody else bills for it. */
export function isOwnNetwork(baseUrl: string): boolean {
  const host = URL.parse(baseUrl)?.hostname;
  return host !== undefined && host !== '' && reachOf(host) !== 'public';
}
