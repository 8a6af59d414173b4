/** Routes to test: a request, a classification and settings that a test changes where it matters. */
import type { Classification, EditorRequest, RequestClass } from '../../../../src/core/model/request.ts';
import type {
  ConfiguredModel,
  GatewaySettings,
  ModelTier,
} from '../../../../src/core/model/gatewaySettings.ts';
import type { LedgerRow } from '../../../../src/core/model/ledger.ts';
import { nanoUsd } from '../../../../src/core/model/money.ts';
import { emptyHistory } from '../../../../src/core/route/history.ts';
import type { Effort, ModelRoute } from '../../../../src/core/model/route.ts';
import { route, type RouteInputs } from '../../../../src/core/route/router.ts';
import { settledRow } from '../ledger/ledgerRows.ts';

export function model(name: string): ConfiguredModel {
  return {
    ref: { provider: 'acme', model: name },
    endpoint: { id: 'acme', baseUrl: 'https://acme.test/v1', dialect: 'openai', api: 'chat' },
    realm: 'real',
    canThink: undefined,
    local: false,
  };
}

export const settings: GatewaySettings = {
  models: { fast: model('swift'), reasoning: model('deep') },
  profile: 'balanced',
  policies: { format: 'avoid', complete: 'avoid', refactor: 'maybe', architect: 'use' },
  preferLocalTools: true,
  escalate: true,
  highStakesFiles: ['payments/**'],
  rules: [],
  caps: {
    costPerRequest: nanoUsd(500_000_000),
    tokens: { fast: 4000, reasoning: 16_000 },
    seconds: { fast: 30, reasoning: 120 },
    maxEffort: 'medium',
    extraAttempts: 2,
    requestsPerMinute: 30,
  },
  budgets: [],
  unknownPrice: 'ask',
  blockedBy: [],
};

/** What a row teaches that ran on `acme/one`. */
export function took(tier: ModelTier, effort: Effort, seconds: number): LedgerRow {
  const changes = { endpointId: 'acme', model: 'one', effort };
  return settledRow({ taskId: 'earlier', tier, totalMs: seconds * 1000, changes });
}

export function classified(requestClass: RequestClass, deservesReasoning: number): Classification {
  const scores = { format: 0.1, complete: 0.1, refactor: 0.1, architect: 0.1, [requestClass]: 0.7 };
  return { class: requestClass, scores, deservesReasoning, basis: 'text', evidence: [] };
}

export const request: EditorRequest = { surface: 'command', command: 'ask', text: 'change it' };

export function routed(
  requestClass: RequestClass,
  deservesReasoning: number,
  change: Partial<RouteInputs> = {},
): ModelRoute {
  const result = route({
    request,
    classification: classified(requestClass, deservesReasoning),
    settings,
    history: emptyHistory,
    costOf: () => undefined,
    localTool: undefined,
    ...change,
  });
  if (!result.route || result.route.tier === 'local') throw new Error('no model route');
  return result.route;
}
