/**
 * Our own, dated knowledge of prices that the book lacks or has wrong: each with the moment from which it
 * holds, where it was read and when. A test demands that each is still needed; it is deleted once the book
 * knows.
 */
import type { Rates } from '../model/price.ts';
import { scaleRates } from './serviceTier.ts';

/** By steps of the input's length, each from its first token on; the first step begins at 0. */
function bySteps(...steps: readonly (readonly [aboveInput: number, input: number, output: number])[]): Rates {
  const [[, input, output] = [0, 0, 0], ...further] = steps;
  const tiers = further.map(([aboveInput, ...rates]) => ({ aboveInput, input: rates[0], output: rates[1] }));
  return { input, output, ...(tiers.length > 0 && { tiers }) };
}

/** Input, cached input and output, twice as much from 200,000 tokens of input on. */
function grok(input: number, cacheRead: number, output: number): Rates {
  const long = { aboveInput: 199_999, input: 2 * input, cacheRead: 2 * cacheRead, output: 2 * output };
  return { input, cacheRead, output, tiers: [long] };
}

const deepseekPeak = {
  factor: 2,
  hours: [
    [1, 4],
    [6, 10],
  ],
} as const;

/** Before and after a promotion; input twice and output half as dear again above 272,000 tokens. */
const gpt56Sol: Rates = {
  input: 5,
  cacheRead: 0.5,
  cacheWrite: 6.25,
  output: 30,
  tiers: [{ aboveInput: 271_999, input: 10, cacheRead: 1, cacheWrite: 12.5, output: 45 }],
};
const gpt56SolNames = ['gpt-5.6-sol', 'gpt-5-6-sol', 'gpt-5.6', 'gpt-5-6'];

/** International; the Chinese address charges in yuan. qwen-plus has no single price: it thinks at another. */
const modelStudio = {
  seller: 'dashscope',
  since: '2026-05-08',
  checked: '2026-05-08',
  source: 'https://www.alibabacloud.com/help/en/model-studio/models',
  bookSays: [],
};

export const priceFacts: readonly PriceFact[] = [
  {
    seller: 'deepseek',
    models: ['deepseek-v4-pro'],
    since: '2026-08-22T16:00:00Z',
    checked: '2026-11-15',
    source:
      'https://api-docs.deepseek.com/quick_start/pricing (off-peak all weekend, which the book cannot say)',
    bookSays: [
      [0.66, 1.98],
      [1.32, 3.96],
    ],
    price: { rates: { input: 0.66, cacheRead: 0.022, output: 1.98 }, peak: deepseekPeak },
  },
  {
    // The older names are served and billed as deepseek-flash.
    seller: 'deepseek',
    models: [
      'deepseek-flash',
      'deepseek-v4-flash',
      'deepseek-v4-flash-vision-exp',
      'deepseek-chat',
      'deepseek-reasoner',
    ],
    since: '2026-09-10',
    checked: '2026-11-15',
    source: 'https://api-docs.deepseek.com/quick_start/pricing',
    bookSays: [
      [0.22, 0.66],
      [0.44, 1.32],
      [0.135, 0.55],
      [0.27, 1.1],
      [0.55, 2.19],
    ],
    price: { rates: { input: 0.15, cacheRead: 0.003, output: 0.6 }, peak: deepseekPeak },
  },
  {
    seller: 'mistral',
    models: ['mistral-large-latest'],
    since: '2025-12-02',
    checked: '2026-11-30',
    source: 'https://github.com/simonw/llm-prices/pull/63',
    bookSays: [[2, 6]],
    price: { as: 'mistral-large-2512' },
  },
  {
    seller: 'mistral',
    models: ['mistral-small-latest', 'magistral-small-latest'],
    since: '2026-03-16',
    checked: '2026-11-30',
    source: 'https://github.com/promptfoo/promptfoo/pull/9929',
    bookSays: [
      [0.1, 0.3],
      [0.5, 1.5],
    ],
    price: { as: 'mistral-small-2603' },
  },
  {
    seller: 'mistral',
    models: ['mistral-medium', 'mistral-medium-2604'],
    since: '2026-06-16',
    checked: '2026-11-30',
    source: 'https://github.com/promptfoo/promptfoo/pull/9929',
    bookSays: [[0.4, 2]],
    price: { as: 'mistral-medium-3-5' },
  },
  {
    seller: 'mistral',
    models: ['ministral-3b-latest'],
    since: '2025-12-02',
    checked: '2026-11-30',
    source: 'https://github.com/simonw/llm-prices/pull/63',
    bookSays: [[0.04, 0.04]],
    price: { as: 'ministral-3b-2512' },
  },
  {
    seller: 'mistral',
    models: ['ministral-14b-latest'],
    since: '2025-12-02',
    checked: '2026-11-30',
    source: 'https://github.com/Portkey-AI/models/pull/555',
    bookSays: [],
    price: { as: 'ministral-14b-2512' },
  },
  {
    seller: 'mistral',
    models: ['devstral-latest', 'devstral-medium-latest'],
    since: '2025-12-09',
    checked: '2026-11-30',
    source: 'https://github.com/Portkey-AI/models/pull/555',
    bookSays: [],
    price: { as: 'devstral-2512' },
  },
  {
    // Retired, and served by another model at its price.
    seller: 'x-ai',
    models: [
      'grok-3',
      'grok-3-latest',
      'grok-4',
      'grok-4-latest',
      'grok-4-0709',
      'grok-4-fast',
      'grok-4-fast-reasoning',
      'grok-4-fast-reasoning-latest',
      'grok-4-fast-non-reasoning',
      'grok-4-fast-non-reasoning-latest',
      'grok-4-1-fast',
      'grok-4-1-fast-reasoning',
      'grok-4-1-fast-reasoning-latest',
      'grok-4-1-fast-non-reasoning',
      'grok-4-1-fast-non-reasoning-latest',
    ],
    since: '2026-05-15T19:00:00Z',
    checked: '2026-11-30',
    source:
      'https://docs.x.ai/docs/migration/may-15-retirement, https://github.com/RouteWorks/RouterArena/pull/172',
    bookSays: [
      [3, 15],
      [0.2, 0.5],
    ],
    price: { as: 'grok-4.3' },
  },
  {
    seller: 'x-ai',
    models: ['grok-code-fast', 'grok-code-fast-1', 'grok-code-fast-1-0825'],
    since: '2026-05-15T19:00:00Z',
    checked: '2026-11-30',
    source: 'https://docs.apiyi.com/en/live/2026-11/grok-code-models-offline.md',
    bookSays: [[0.2, 1.5]],
    price: { as: 'grok-build-0.1' },
  },
  {
    seller: 'x-ai',
    models: [
      'grok-4.20-multi-agent',
      'grok-4.20-multi-agent-0309',
      'grok-4.20-reasoning',
      'grok-4.20-0309-reasoning',
      'grok-4.20-non-reasoning',
      'grok-4.20-0309-non-reasoning',
    ],
    since: '2026-05-21',
    checked: '2026-11-30',
    source: 'https://docs.x.ai/developers/pricing',
    bookSays: [[2, 6]],
    price: { rates: grok(1.25, 0.2, 2.5) },
  },
  {
    seller: 'x-ai',
    models: ['grok-4.7', 'grok-4.7-latest'],
    since: '2026-09-22',
    checked: '2026-11-30',
    source: 'https://docs.x.ai/developers/pricing',
    bookSays: [],
    price: { rates: grok(2, 0.5, 6) },
  },
  {
    seller: 'zai',
    models: ['glm-5.3-flash'],
    since: '2026-09-09T16:00:00Z',
    checked: '2026-09-23',
    source: 'https://docs.z.ai/guides/overview/pricing (list price after the launch promotion)',
    bookSays: [[0.075, 0.25]],
    price: { rates: { input: 0.15, cacheRead: 0.03, output: 0.5 } },
  },
  {
    seller: 'zhipuai',
    models: ['glm-5.3-flash'],
    since: '2026-09-09T16:00:00Z',
    checked: '2026-09-23',
    source: 'https://open.bigmodel.cn/pricing (0.8, 0.23 and 2.8 yuan at 7.25 to the dollar)',
    bookSays: [[0.055, 0.193]],
    price: { rates: { input: 0.11, cacheRead: 0.032, output: 0.386 } },
  },
  {
    // The lower price was promised until then; where it goes on, this is too much rather than too little.
    seller: 'openai',
    models: gpt56SolNames,
    since: '2026-11-22',
    checked: '2026-11-30',
    source:
      'https://community.openai.com/t/20-price-reduction-for-gpt-5-6-sol-api-codex-credits-and-chatgpt-work/1391726',
    bookSays: [[4, 20]],
    price: { rates: gpt56Sol },
  },
  {
    seller: 'azure',
    models: gpt56SolNames,
    since: '2026-12-01',
    checked: '2026-11-30',
    source: 'https://azure.microsoft.com/en-us/blog/gpt-5-6-now-available-in-microsoft-foundry/',
    bookSays: [[4, 20]],
    price: { rates: gpt56Sol },
  },
  {
    ...modelStudio,
    models: ['qwen3-max', 'qwen3-max-preview'],
    price: { rates: bySteps([0, 1.2, 6], [32_000, 2.4, 12], [128_000, 3, 15]) },
  },
  {
    ...modelStudio,
    models: ['qwen3.5-plus'],
    price: { rates: bySteps([0, 0.4, 2.4], [256_000, 0.5, 3]) },
  },
  {
    ...modelStudio,
    models: ['qwen3-coder-plus'],
    price: { rates: bySteps([0, 1, 5], [32_000, 1.8, 9], [128_000, 3, 15], [256_000, 6, 60]) },
  },
  {
    ...modelStudio,
    models: ['qwen3-coder-flash'],
    price: { rates: bySteps([0, 0.3, 1.5], [32_000, 0.5, 2.5], [128_000, 0.8, 4], [256_000, 1.6, 9.6]) },
  },
  {
    ...modelStudio,
    models: ['qwq-plus'],
    price: { rates: bySteps([0, 0.8, 2.4]) },
  },
];

/** The fact about a seller's model at `at` (ms since the epoch), whatever the book says. */
export function factOf(seller: string, model: string, at: number): PriceFact | undefined {
  const id = model.toLowerCase();
  return priceFacts.findLast(
    (fact) => fact.seller === seller && fact.models.includes(id) && Date.parse(fact.since) <= at,
  );
}

// How a fact is written and how it ends.

/** Dollars per million tokens. */
export type InputAndOutput = readonly [input: number, output: number];

export interface PriceFact {
  /** The book's id of who bills. */
  readonly seller: string;
  /** In small letters; dates at the end left out. */
  readonly models: readonly string[];
  /** The moment from which it holds, ISO. */
  readonly since: string;
  /** When the source was last read, ISO yyyy-mm-dd. */
  readonly checked: string;
  readonly source: string;
  /**
   * What the book says instead. The fact ends by itself: as soon as a newer book says anything else
   * of the model, the book is right.
   */
  readonly bookSays: readonly InputAndOutput[];
  readonly price: { readonly as: string } | { readonly rates: Rates; readonly peak?: Peak | undefined };
}

/** Hours in which all rates are a multiple: from Monday to Friday, UTC, ends not included. */
export interface Peak {
  readonly factor: number;
  readonly hours: readonly (readonly [from: number, to: number])[];
}

/** Whether the book still lacks the model or still has it wrong. */
export function isNeeded({ bookSays }: PriceFact, inBook: Rates | undefined): boolean {
  return (
    inBook === undefined ||
    bookSays.some(([input, output]) => inBook.input === input && inBook.output === output)
  );
}

/** Rates at a moment. */
export function ratesAt(rates: Rates, peak: Peak | undefined, at: number): Rates {
  return peak !== undefined && isPeak(peak, new Date(at)) ? scaleRates(rates, peak.factor) : rates;
}

function isPeak({ hours }: Peak, time: Date): boolean {
  const day = time.getUTCDay();
  const hour = time.getUTCHours();
  return day >= 1 && day <= 5 && hours.some(([from, to]) => hour >= from && hour < to);
}
