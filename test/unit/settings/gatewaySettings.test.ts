import { describe, expect, it } from 'vitest';
import { createPriceBook } from '../../../src/core/pricing/priceBook.ts';
import type { Endpoint } from '../../../src/core/model/provider.ts';
import { pricedModelOf } from '../../../src/core/model/gatewaySettings.ts';
import { gatewaySettingsOf } from '../../../src/settings/gatewaySettings.ts';
import type { SettingsLayer } from '../../../src/settings/layers.ts';
import { resolveSettings } from '../../../src/settings/resolve.ts';
import { user, workspace } from './layerOf.ts';

const practice: Endpoint = {
  id: 'practice',
  baseUrl: 'http://127.0.0.1:1/v1',
  dialect: 'custom',
  api: 'chat',
};

function made(...layers: readonly SettingsLayer[]) {
  const resolved = resolveSettings(layers, { builtInProviders: ['practice'] });
  return gatewaySettingsOf({ resolved, rules: [], practice });
}

const names = ({ models }: ReturnType<typeof made>) =>
  Object.entries(models).map(([tier, { ref, realm }]) => `${tier} ${ref.provider}/${ref.model} ${realm}`);

const providers = {
  openai: { baseUrl: 'https://api.openai.com/v1/' },
  mine: { baseUrl: 'http://localhost:11434/v1' },
  far: { baseUrl: 'https://llm.example.com/v1', dialect: 'litellm', api: 'responses' },
};

describe('the settings of the gateway', () => {
  it('practise where no model was ever chosen, safely from the start', () => {
    expect(names(made())).toEqual(['fast practice/fast practice', 'reasoning practice/reasoning practice']);
    expect(made()).toMatchObject({
      profile: 'balanced',
      policies: { format: 'avoid', complete: 'avoid', refactor: 'maybe', architect: 'use' },
      preferLocalTools: true,
      escalate: true,
      highStakesFiles: expect.arrayContaining(['**/auth/**']),
      rules: [],
      caps: {
        costPerRequest: 500_000_000,
        tokens: { fast: 4000, reasoning: 16_000 },
        seconds: { fast: 30, reasoning: 120 },
        maxEffort: 'medium',
        extraAttempts: 2,
        requestsPerMinute: 30,
      },
      budgets: [
        {
          scope: 'user',
          period: 'request',
          limit: 500_000_000,
          whenReached: 'downgrade',
          setting: 'switchyard.limits.costPerRequest',
        },
        {
          scope: 'user',
          period: 'day',
          limit: 5_000_000_000,
          whenReached: 'downgrade',
          setting: 'switchyard.budget.perDay',
        },
        {
          scope: 'user',
          period: 'month',
          limit: 50_000_000_000,
          whenReached: 'downgrade',
          setting: 'switchyard.budget.perMonth',
        },
      ],
      unknownPrice: 'ask',
      blockedBy: [],
    });
  });

  it('never practise in place of a choice that is wrong', () => {
    expect(made(user({ 'models.fast': 'nowhere/x' })).models).toEqual({});
    expect(
      made(user({ providers, 'models.fast': 'openai/x' }), workspace({ 'models.allowed': ['z/z'] })).models,
    ).toEqual({});
  });

  it('leave practice out where it does not run', () => {
    const resolved = resolveSettings([]);
    expect(gatewaySettingsOf({ resolved, rules: [], practice: undefined }).models).toEqual({});
  });

  it('find endpoint, dialect and API of the chosen models', () => {
    const { models } = made(
      user({ providers, 'models.fast': 'mine/qwen3', 'models.reasoning': 'openai/gpt-5' }),
    );
    expect(models.fast).toEqual({
      ref: { provider: 'mine', model: 'qwen3' },
      endpoint: {
        id: 'mine',
        baseUrl: 'http://localhost:11434/v1',
        dialect: 'ollama',
        isDialectGuessed: true,
        api: 'chat',
      },
      realm: 'real',
      canThink: undefined,
      local: true,
    });
    const both = made(user({ providers, 'models.fast': 'mine/qwen3', 'models.reasoning': 'mine/qwen3' }));
    expect([both.models.fast?.canThink, both.models.reasoning?.canThink]).toEqual([true, true]);
    expect(models.reasoning).toMatchObject({
      endpoint: { id: 'openai', baseUrl: 'https://api.openai.com/v1', dialect: 'openai' },
      local: false,
    });
    const far = made(user({ providers, 'models.fast': 'far/x', 'models.reasoning': 'practice/y' })).models;
    expect(far.fast?.endpoint).toMatchObject({ dialect: 'litellm', api: 'responses' });
    expect(far.reasoning).toMatchObject({ endpoint: practice, realm: 'practice' });
    expect(names(made(user({ 'models.fast': 'practice/fast' })))).toEqual(['fast practice/fast practice']);
  });

  it.each([
    ['http://localhost:8000/v1', 'vllm'],
    ['http://localhost:8080/v1', 'llamacpp'],
    ['http://localhost:1234/v1', 'lmstudio'],
    ['http://litellm:8000/v1', 'vllm'],
    ['http://10.0.0.5:8000/v1', 'vllm'],
  ])('take a model at %s for free only where the dialect %s is named', (baseUrl, dialect) => {
    const priceStateOf = (provider: object) => {
      const proxy = user({ providers: { proxy: provider }, 'models.reasoning': 'proxy/gpt-5' });
      const model = made(proxy).models.reasoning;
      return model && createPriceBook().priceOf(pricedModelOf(model), 0).state;
    };
    expect(priceStateOf({ baseUrl })).toBe('unknown');
    expect(priceStateOf({ baseUrl, dialect })).toBe('zero');
  });

  it('say why nothing may be paid', () => {
    expect(made(workspace({ 'budget.perDay': 'five' })).blockedBy).toEqual([
      'switchyard.budget.perDay in team.code-workspace is "five". It must be a number of US dollars from 0 to 1000000, or null for no limit.',
    ]);
    expect(made(user({ 'limits.costPerRequest': null })).caps.costPerRequest).toBeUndefined();
  });
});
