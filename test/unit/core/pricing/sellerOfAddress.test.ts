import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { flatPlanOf, sellerOfAddress } from '../../../../src/core/pricing/sellerOfAddress.ts';
import { createPriceBook } from '../../../../src/core/pricing/priceBook.ts';
import type { Price } from '../../../../src/core/model/price.ts';
import { dialectNames, type DialectName } from '../../../../src/core/model/provider.ts';
import { aDay } from './pricedModels.ts';

describe('who bills at an address', () => {
  test.each([
    ['https://api.openai.com/v1', 'openai'],
    ['https://eu.api.openai.com/v1', 'openai'],
    ['https://x.openai.azure.com/openai/v1', 'azure'],
    ['https://x.services.ai.azure.com/models', 'azure'],
    ['https://us-east5-aiplatform.googleapis.com/v1', 'google'],
    ['https://aiplatform.eu.rep.googleapis.com/v1', 'google'],
    ['https://bedrock-mantle.us-east-1.api.aws/v1', 'aws'],
    ['https://us.api.x.ai/v1', 'x-ai'],
    ['https://api.eu.mistral.ai/v1', 'mistral'],
    ['https://api.moonshot.ai/v1', 'moonshotai'],
    ['https://api.z.ai/api/paas/v4', 'zai'],
    ['https://open.bigmodel.cn/api/paas/v4', 'zhipuai'],
    ['https://api.minimax.io/v1', 'minimax'],
    ['https://dashscope-intl.aliyuncs.com/compatible-mode/v1', 'dashscope'],
    ['https://api.novita.ai/v3/openai', 'novita'],
    ['https://inference.baseten.co/v1', 'baseten'],
  ])('%s: %s', (url, seller) => {
    expect(sellerOfAddress(url)).toBe(seller);
  });

  test.each([
    'https://gateway.example.com/v1',
    'https://api.openai.com.example.com/v1',
    'https://example.com/api.openai.com/v1',
    'https://api.novita.ai.example.com/v1',
    'http://localhost:8000/v1',
    'nonsense',
  ])('%s: nobody known', (url) => {
    expect(sellerOfAddress(url)).toBeUndefined();
  });
});

function priceAt(baseUrl: string, model: string, dialect: DialectName): Price {
  return createPriceBook().priceOf({ provider: 'p', dialect, baseUrl, model }, aDay);
}

describe('the address goes before the dialect', () => {
  const lists: readonly (readonly [url: string, model: string, matched: string | undefined])[] = [
    ['https://open.bigmodel.cn/api/paas/v4', 'glm-5.2', 'zhipuai/GLM-5.2'],
    ['https://api.z.ai/api/paas/v4', 'glm-5.2', 'zai/GLM-5.2'],
    ['https://x.openai.azure.com/openai/v1', 'gpt-5', 'azure/gpt-5'],
    ['https://openrouter.ai/api/v1', 'openai/gpt-5', 'openrouter/openai/gpt-5'],
    // Two lists in two currencies: of these the book has one.
    ['https://api.moonshot.cn/v1', 'kimi-k2.6', undefined],
    ['https://api.minimaxi.com/v1', 'MiniMax-M2', undefined],
    ['https://dashscope.aliyuncs.com/compatible-mode/v1', 'qwen3-max', undefined],
    // Another seller's model has no price here.
    ['https://api.z.ai/api/paas/v4', 'glm-4.6', undefined],
    ['https://api.z.ai/api/paas/v4', 'gpt-5', undefined],
  ];

  test.each(lists)('%s %s: %s, whatever dialect is chosen', (url, model, matched) => {
    fc.assert(
      fc.property(fc.constantFrom(...dialectNames), (dialect) => {
        const price = priceAt(url, model, dialect);
        expect(price.state === 'known' ? price.snapshot.matchedModel : undefined).toBe(matched);
      }),
    );
  });

  test('an unknown address is priced by the dialect that somebody chose for it', () => {
    expect(priceAt('https://proxy.example.com/v1', 'gpt-5', 'openai')).toMatchObject({ state: 'known' });
    expect(priceAt('https://proxy.example.com/v1', 'gpt-5', 'custom')).toMatchObject({ state: 'unknown' });
  });

  test.each(['openai/gpt-5:nitro', 'openai/gpt-5:online', 'openai/gpt-5:floor', 'z-ai/glm-4.6:exacto'])(
    'the variant %s has no price of its own',
    (model) => {
      expect(priceAt('https://openrouter.ai/api/v1', model, 'openrouter').state).toBe('unknown');
    },
  );
});

describe('what a plan pays for is included', () => {
  test.each([
    ['https://api.z.ai/api/coding/paas/v4', 'GLM Coding Plan'],
    ['https://open.bigmodel.cn/api/coding/paas/v4', 'GLM Coding Plan'],
    ['https://api.kimi.com/coding/v1', 'Kimi Code'],
    ['https://coding.dashscope.aliyuncs.com/v1', 'Qwen Coding Plan'],
    ['https://coding-intl.dashscope.aliyuncs.com/v1', 'Qwen Coding Plan'],
    ['https://ark.cn-beijing.volces.com/api/coding/v3', 'ModelArk Coding Plan'],
    ['https://ark.ap-southeast.bytepluses.com/api/coding/v3', 'ModelArk Coding Plan'],
    ['https://opencode.ai/zen/go/v1', 'OpenCode Go'],
    ['https://api.githubcopilot.com', 'GitHub Copilot'],
    ['https://api.business.githubcopilot.com', 'GitHub Copilot'],
    ['https://chatgpt.com/backend-api/codex', 'ChatGPT'],
  ])('%s: %s', (url, by) => {
    expect(flatPlanOf(url)).toBe(by);
    expect(priceAt(url, 'glm-5.2', 'zai')).toEqual({ state: 'included', by });
  });

  test.each([
    'https://api.z.ai/api/paas/v4',
    'https://open.bigmodel.cn/api/paas/v4',
    'https://api.z.ai/api/encoding/v4',
    'https://opencode.ai/zen/v1',
    'https://ark.cn-beijing.volces.com/api/v3',
    'https://gateway.example.com/coding/v1',
    'https://api.z.ai.example.com/api/coding/paas/v4',
  ])('%s: no plan', (url) => {
    expect(flatPlanOf(url)).toBeUndefined();
  });
});

describe('staying in a region costs more', () => {
  test.each([
    ['https://eu.api.openai.com/v1', 'gpt-5.4', 2.75],
    ['https://us.api.openai.com/v1', 'gpt-6-sol', 2.2],
    ['https://jp.api.openai.com/v1', 'gpt-5.6-luna', 0.22],
    ['https://eu.api.openai.com/v1', 'gpt-5.3-codex', 1.75],
    ['https://eu.api.openai.com/v1', 'gpt-4o', 2.5],
    ['https://us.api.x.ai/v1', 'grok-4.6', 2.2],
    ['https://api.eu.mistral.ai/v1', 'mistral-large-latest', 0.55],
    ['https://europe-west1-aiplatform.googleapis.com/v1', 'claude-sonnet-4-5', 3.3],
    ['https://aiplatform.us.rep.googleapis.com/v1', 'gemini-3.5-flash-lite', 0.33],
    ['https://aiplatform.googleapis.com/v1', 'claude-sonnet-4-5', 3],
    ['https://us-central1-aiplatform.googleapis.com/v1', 'gemini-2.5-pro', 1.25],
  ])('%s %s: $%d in', (url, model, input) => {
    expect(priceAt(url, model, 'custom')).toMatchObject({ snapshot: { rates: { input } } });
  });

  test('in every bucket and tier, and the row says why', () => {
    const price = priceAt('https://eu.api.openai.com/v1', 'gpt-5.4', 'openai');
    expect(price).toMatchObject({
      snapshot: {
        rates: {
          cacheRead: 0.275,
          output: 16.5,
          tiers: [{ aboveInput: 271_999, input: 5.5, cacheRead: 0.55, output: 24.75 }],
        },
        factors: [{ why: 'region', name: 'eu', factor: 1.1 }],
      },
    });
  });
});
