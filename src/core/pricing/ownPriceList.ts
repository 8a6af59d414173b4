/**
 * Prices of sellers that the library does not list, in its own form. Few, dated, and only where the
 * published price is one in dollars: Alibaba's Chinese endpoint charges in yuan, and models whose
 * price depends on the thinking switch (qwen-plus) have no single one.
 */
import type { ModelInfo, Provider } from '@pydantic/genai-prices';

/** When these were last compared with the sellers' pages. */
export const ownPriceListDate = '2026-05-08';

type Steps = readonly (readonly [aboveInput: number, input: number, output: number])[];

/** Flat, or by steps of the input's length; the first step begins at 0. */
function qwen(id: string, steps: Steps): ModelInfo {
  const [, input = 0, output = 0] = steps[0] ?? [];
  const further = steps.slice(1);
  return {
    id,
    match: { equals: id },
    prices: {
      input_mtok: { base: input, tiers: further.map(([start, price]) => ({ start, price })) },
      output_mtok: { base: output, tiers: further.map(([start, , price]) => ({ start, price })) },
    },
  };
}

const threeSteps: Steps = [
  [0, 1.2, 6],
  [32_000, 2.4, 12],
  [128_000, 3, 15],
];

/** https://www.alibabacloud.com/help/en/model-studio/models, international. */
const dashscopeInternational: Provider = {
  id: 'dashscope',
  name: 'Alibaba Cloud Model Studio',
  api_pattern: 'https://dashscope-intl\\.aliyuncs\\.com',
  models: [
    qwen('qwen3-max', threeSteps),
    qwen('qwen3-max-preview', threeSteps),
    qwen('qwen3.5-plus', [
      [0, 0.4, 2.4],
      [256_000, 0.5, 3],
    ]),
    qwen('qwen3-coder-plus', [
      [0, 1, 5],
      [32_000, 1.8, 9],
      [128_000, 3, 15],
      [256_000, 6, 60],
    ]),
    qwen('qwen3-coder-flash', [
      [0, 0.3, 1.5],
      [32_000, 0.5, 2.5],
      [128_000, 0.8, 4],
      [256_000, 1.6, 9.6],
    ]),
    qwen('qwq-plus', [[0, 0.8, 2.4]]),
  ],
};

export const ownPriceList: readonly Provider[] = [dashscopeInternational];
