/** What reading a stream costs on top of the least it can cost: in the provider, the meter, the gateway. */
import { createGateMemory } from '../../src/core/gates.ts';
import { createGateway, type Gateway } from '../../src/core/gateway.ts';
import type { GatewayTask } from '../../src/core/gatewayTask.ts';
import type { ConfiguredModel, GatewaySettings } from '../../src/core/gatewaySettings.ts';
import { silentLog } from '../../src/core/log.ts';
import { defaultCalibration } from '../../src/core/meter/calibration.ts';
import { createLiveMeter } from '../../src/core/meter/liveMeter.ts';
import { defaultThinkingRate } from '../../src/core/meter/learnedRates.ts';
import { zeroNano } from '../../src/core/pricing/money.ts';
import { createPriceBook } from '../../src/core/pricing/priceBook.ts';
import { createOpenAiProvider } from '../../src/core/providers/openaiProvider.ts';
import type { Attempt, Endpoint } from '../../src/core/providers/provider.ts';
import { emptyHistory } from '../../src/core/route/history.ts';
import { createMemoryLedger } from '../../src/storage/memoryLedger.ts';
import { limitOf, realClock } from '../unit/storage/ledgerFixtures.ts';
import { chunkCount, chunkTexts, readBare, streamingFetch } from './longStream.ts';
import { sideBySide, type SideBySide } from './sideBySide.ts';

export interface StreamBench {
  readonly chunks: number;
  /** Provider over bare fetch and parse of the same bytes. */
  readonly provider: SideBySide;
  /** The whole task, reserved, metered and settled in memory, over the same. */
  readonly gateway: SideBySide;
  /** One chunk into the meter over parsing that chunk; µs beside it. */
  readonly meter: SideBySide & { readonly microsecondsPerChunk: number };
}

const rounds = 40;
const meterRounds = 200;
const endpoint: Endpoint = {
  id: 'acme',
  baseUrl: 'https://models.example.com/v1',
  dialect: 'openai',
  api: 'chat',
};
const provider = createOpenAiProvider({ fetch: streamingFetch, log: silentLog });
const attempt: Attempt = {
  endpoint,
  model: 'm',
  messages: [{ role: 'user', parts: [{ type: 'text', text: 'Tidy this.' }] }],
  maxOutputTokens: 16_000,
  effort: 'medium',
  stream: true,
};

async function readByProvider(): Promise<string> {
  let answer = '';
  for await (const event of provider.stream(attempt, new AbortController().signal)) {
    if (event.type === 'text') answer += event.text;
  }
  return answer;
}

function settings(): GatewaySettings {
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

function gatewayOver(chosen: GatewaySettings): Gateway {
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

async function readByGateway(gateway: Gateway): Promise<string> {
  const task: GatewayTask = {
    taskId: crypto.randomUUID(),
    request: { surface: 'command', command: 'refactor', text: 'Tidy this.' },
    messagesFor: () => attempt.messages,
    runLocal: async () => ({ kind: 'cannot', why: 'none here' }),
    whyNeverSent: async () => undefined,
    ask: async () => true,
  };
  for await (const event of gateway.run(task, new AbortController().signal)) {
    if (event.type === 'ended') return event.end.kind === 'answered' ? event.end.answer.text : '';
  }
  return '';
}

function meterAll(): void {
  const meter = createLiveMeter({
    clock: realClock,
    estimatedInput: 1200,
    calibration: defaultCalibration,
    thinkingRate: defaultThinkingRate,
    thinks: true,
    price: { state: 'zero', reason: 'localModel' },
    inputBound: 5_000,
    searches: false,
    hold: undefined,
    mostBill: zeroNano,
    maxOutputTokens: 16_000,
    onReading: () => undefined,
  });
  for (const text of chunkTexts) {
    meter.push({ type: 'text', text });
    meter.overrun();
  }
  meter.end(true);
}

const chunkJson = chunkTexts.map((content) =>
  JSON.stringify({ id: 'r1', model: 'm', choices: [{ index: 0, delta: { content }, finish_reason: null }] }),
);

/** @throws Error where the three read different answers: figures about them would mean nothing. */
export async function benchStream(): Promise<StreamBench> {
  const gateway = gatewayOver(settings());
  const whole = chunkTexts.join('');
  const answers = [await readBare(), await readByProvider(), await readByGateway(gateway)];
  if (answers.some((answer) => answer !== whole)) throw new Error('the answer was not read whole');
  const meter = await sideBySide(meterRounds, meterAll, () => {
    for (const json of chunkJson) JSON.parse(json);
  });
  const bench = {
    chunks: chunkCount,
    provider: await sideBySide(rounds, readByProvider, readBare),
    gateway: await sideBySide(rounds, () => readByGateway(gateway), readBare),
    meter: { ...meter, microsecondsPerChunk: (meter.oursMs * 1000) / chunkCount },
  };
  gateway.dispose();
  return bench;
}
