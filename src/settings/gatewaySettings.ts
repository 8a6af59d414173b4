/** From resolved settings to what the gateway needs: models with their endpoints, caps, budgets. */
import { practiceProviderId, usesPractice } from './modelRef.ts';
import {
  modelTiers,
  type ConfiguredModel,
  type GatewaySettings,
  type ModelTier,
  type RoutingRule,
} from '../core/model/gatewaySettings.ts';
import { nanoFromUsd } from '../core/model/money.ts';
import { dialectOfHost, dialects, runsLocally, takesEffort } from '../core/providers/dialects.ts';
import type { Endpoint } from '../core/model/provider.ts';
import type { ModelRef } from '../core/model/route.ts';
import type { ResolvedSettings } from './resolve.ts';
import type { Settings } from './schema.ts';
import { fullName } from './settingProblem.ts';

/** The practice models, offered where nothing else is set up. */
const practiceRefs: Readonly<Record<ModelTier, ModelRef>> = {
  fast: { provider: practiceProviderId, model: 'fast' },
  reasoning: { provider: practiceProviderId, model: 'reasoning' },
};

export interface GatewaySettingsInput {
  readonly resolved: ResolvedSettings;
  readonly rules: readonly RoutingRule[];
  /** Of the running practice server; undefined leaves practice out. */
  readonly practice: Endpoint | undefined;
}

export function gatewaySettingsOf({ resolved, rules, practice }: GatewaySettingsInput): GatewaySettings {
  const { settings, paidCallsBlockedBy, limits } = resolved;
  const costPerRequest = settings['limits.costPerRequest'];
  return {
    models: modelsOf(resolved, practice),
    profile: settings['routing.profile'],
    policies: {
      format: settings['routing.policy.format'],
      complete: settings['routing.policy.complete'],
      refactor: settings['routing.policy.refactor'],
      architect: settings['routing.policy.architect'],
    },
    preferLocalTools: settings['routing.preferLocalTools'],
    escalate: settings['routing.escalate'],
    highStakesFiles: settings['routing.highStakesFiles'],
    rules,
    caps: {
      costPerRequest: costPerRequest === null ? undefined : nanoFromUsd(costPerRequest, 'halfUp'),
      tokens: { fast: settings['limits.fastTokens'], reasoning: settings['limits.reasoningTokens'] },
      seconds: { fast: settings['limits.fastSeconds'], reasoning: settings['limits.reasoningSeconds'] },
      maxEffort: settings['limits.maxEffort'],
      extraAttempts: settings['limits.extraAttempts'],
      requestsPerMinute: settings['limits.requestsPerMinute'],
    },
    budgets: limits,
    unknownPrice: settings['budget.unknownPrice'],
    notAllowed: notAllowed(resolved),
    blockedBy: paidCallsBlockedBy.map(({ message, mend }) => `${message} ${mend}`),
  };
}

function notAllowed({ settings, problems }: ResolvedSettings): readonly string[] {
  const names = (['models.fast', 'models.reasoning'] as const).filter((name) =>
    problems.some(({ kind, setting }) => kind === 'notAllowed' && setting === fullName(name)),
  );
  return names.map((name) => settings[name].trim());
}

function modelsOf(resolved: ResolvedSettings, practice: Endpoint | undefined): GatewaySettings['models'] {
  const refs = usesPractice(resolved) && practice ? practiceRefs : resolved.models;
  const models: Partial<Record<ModelTier, ConfiguredModel>> = {};
  for (const tier of modelTiers) {
    const ref = refs[tier];
    const endpoint =
      ref?.provider === practiceProviderId ? practice : ref && endpointOf(ref.provider, resolved.settings);
    if (ref && endpoint) models[tier] = configured(ref, endpoint, tier, refs);
  }
  return models;
}

function configured(
  ref: ModelRef,
  endpoint: Endpoint,
  tier: ModelTier,
  refs: Readonly<Partial<Record<ModelTier, ModelRef>>>,
): ConfiguredModel {
  const isPractice = ref.provider === practiceProviderId;
  const both = refs.fast?.provider === refs.reasoning?.provider && refs.fast?.model === refs.reasoning?.model;
  return {
    ref,
    endpoint,
    realm: isPractice ? 'practice' : 'real',
    // One model for both tiers is one whose thinking is switched on and off.
    canThink: both || (isPractice ? tier === 'reasoning' : takesEffort(endpoint.dialect, ref.model)),
    local: !isPractice && runsLocally(endpoint.dialect, endpoint.baseUrl, ref.model),
  };
}

/** An endpoint as settings describe it; undefined where the id is not set up. */
export function endpointOf(id: string, settings: Pick<Settings, 'providers'>): Endpoint | undefined {
  const provider = settings.providers[id];
  if (!provider) return undefined;
  const { baseUrl, dialect, api } = provider;
  const spoken = dialect ?? dialectOfHost(baseUrl);
  return {
    id,
    baseUrl,
    dialect: spoken,
    ...(dialect === undefined && { isDialectGuessed: true }),
    api: api ?? dialects[spoken].defaultApi,
  };
}
