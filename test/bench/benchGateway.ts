/** A gateway as people run it, with its ledger in memory, and one task for it. */
import { createGateMemory } from '../../src/core/gateway/gates.ts';
import { createGateway, type Gateway } from '../../src/core/gateway/gateway.ts';
import type { ConfiguredModel, GatewaySettings } from '../../src/core/model/gatewaySettings.ts';
import type { Host, Request, TaskEnd } from '../../src/core/gateway/contract.ts';
import { silentLog } from '../../src/core/model/ports.ts';
import { createPriceBook } from '../../src/core/pricing/priceBook.ts';
import type { Endpoint, Message, Provider } from '../../src/core/model/provider.ts';
import { emptyHistory } from '../../src/core/route/history.ts';
import { createMemoryLedger } from '../../src/storage/memoryLedger.ts';
import { limitOf, realClock } from '../unit/storage/ledgerFixtures.ts';

/** What the task asks. */
export const taskMessages: readonly Message[] = [
  { role: 'user', parts: [{ type: 'text', text: 'Tidy this.' }] },
];

function settingsFor(endpoint: Endpoint): GatewaySettings {
  const model: ConfiguredModel = {
    ref: { provider: 'acme', model: 'm' },
    endpoint,
    realm: 'real',
    canThink: true,
    local: false,
  };
  return {
    models: { fast: model, reasoning: model },
    profile: 'balanced',
    policies: { format: 'avoid', complete: 'avoid', refactor: 'use', architect: 'use' },
    preferLocalTools: true,
    escalate: false,
    highStakesFiles: [],
    rules: [],
    caps: {
      costPerRequest: undefined,
      tokens: { fast: 4000, reasoning: 16_000 },
      seconds: { fast: 30, reasoning: 120 },
      maxEffort: 'medium',
      extraAttempts: 0,
      requestsPerMinute: Number.MAX_SAFE_INTEGER,
    },
    budgets: [limitOf(1e15)],
    unknownPrice: 'ask',
    blockedBy: [],
  };
}

/** Nothing of it limits an answer but the tokens of the reasoning model, 16,000, and 120 s. */
export function gatewayOver(provider: Provider, endpoint: Endpoint): Gateway {
  const chosen = settingsFor(endpoint);
  const rates = { input: 2, output: 8 };
  return createGateway({
    clock: realClock,
    log: silentLog,
    ledger: createMemoryLedger({ clock: realClock }),
    book: createPriceBook({ overrides: new Map([['acme/m', { rates, winsOverBill: false }]]) }),
    gateMemory: createGateMemory(),
    consent: { isGiven: () => true, give: async () => undefined },
    unpriced: { isAllowed: () => false, allow: async () => undefined },
    capBreaches: { brokenCapOf: () => undefined, record: async () => undefined },
    newId: () => crypto.randomUUID(),
    classify: () => ({
      class: 'refactor',
      scores: { format: 0, complete: 0, refactor: 1, architect: 0 },
      deservesReasoning: 1,
      basis: 'command',
      evidence: [],
    }),
    settings: async () => chosen,
    history: () => emptyHistory,
    providerFor: async () => provider,
  });
}

export async function runOneTask(gateway: Gateway): Promise<TaskEnd> {
  const request: Request = {
    taskId: crypto.randomUUID(),
    editor: { surface: 'command', command: 'refactor', text: 'Tidy this.' },
    content: { kind: 'messages', messages: taskMessages },
  };
  const host: Host = {
    ask: async () => true,
    runTool: async () => ({ kind: 'cannot', why: 'none here' }),
    mayLeave: async () => undefined,
  };
  for await (const event of gateway.run(request, host, new AbortController().signal)) {
    if (event.type === 'ended') return event.end;
  }
  throw new Error('a task ends');
}
