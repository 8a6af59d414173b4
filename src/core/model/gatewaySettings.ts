/**
 * The settings as the gateway needs them: resolved, checked, with nothing left to interpret. Made by
 * src/settings/gatewaySettings.ts from the layers of settings.
 */
import type { BudgetLimit } from './budget.ts';
import type { NanoUsd } from './money.ts';
import type { Endpoint } from './provider.ts';
import type { RequestClass, Tier } from './request.ts';
import type { Realm } from './ledger.ts';
import type { Effort, ModelRef, Policy, Profile } from './route.ts';
import type { PricedModel } from './price.ts';

export interface ConfiguredModel {
  readonly ref: ModelRef;
  readonly endpoint: Endpoint;
  readonly realm: Realm;
  /** False where the model certainly has no thinking to buy; undefined when nobody knows. */
  readonly canThink: boolean | undefined;
  /** Seems to run on this machine: one reasoning request at a time, more patience. The price book says what it costs. */
  readonly local: boolean;
}

export const modelTiers = ['fast', 'reasoning'] as const satisfies readonly Tier[];
export type ModelTier = (typeof modelTiers)[number];

export interface Caps {
  readonly costPerRequest: NanoUsd | undefined;
  readonly tokens: Readonly<Record<ModelTier, number>>;
  readonly seconds: Readonly<Record<ModelTier, number>>;
  readonly maxEffort: Effort;
  readonly extraAttempts: number;
  readonly requestsPerMinute: number;
}

/** A remembered "always do this": the first that matches wins over the classifier. */
export interface RoutingRule {
  readonly when: { readonly command?: string | undefined; readonly language?: string | undefined };
  readonly route: { readonly class?: RequestClass | undefined; readonly tier?: ModelTier | undefined };
}

export interface GatewaySettings {
  readonly models: Readonly<Partial<Record<ModelTier, ConfiguredModel>>>;
  readonly profile: Profile;
  readonly policies: Readonly<Record<RequestClass, Policy>>;
  readonly preferLocalTools: boolean;
  readonly escalate: boolean;
  readonly highStakesFiles: readonly string[];
  readonly rules: readonly RoutingRule[];
  readonly caps: Caps;
  readonly budgets: readonly BudgetLimit[];
  readonly unknownPrice: 'ask' | 'block';
  /** Models that were chosen but that an allow-list leaves out, as `provider/model`. */
  readonly notAllowed?: readonly string[] | undefined;
  /** Why no paid call may be made, in words that name the setting and the mend. */
  readonly blockedBy: readonly string[];
}

/** A configured model as the price book asks for it. */
export function pricedModelOf({ ref, endpoint }: ConfiguredModel): PricedModel {
  return {
    provider: ref.provider,
    dialect: endpoint.dialect,
    isDialectGuessed: endpoint.isDialectGuessed,
    baseUrl: endpoint.baseUrl,
    model: ref.model,
  };
}

/** How history, cap breaches and people name a model: `provider/model`. */
export function modelName({ ref }: Pick<ConfiguredModel, 'ref'>): string {
  return `${ref.provider}/${ref.model}`;
}
