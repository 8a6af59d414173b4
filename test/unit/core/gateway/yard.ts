/**
 * A gateway to test: real provider code over loopback to a practice server that misbehaves on demand, a
 * ledger in memory, a clock that stands still unless told, and a person whose answers are scripted.
 */
import type { Ledger } from '../../../../src/core/model/ledgerPorts.ts';
import { afterEach } from 'vitest';
import { createGateMemory } from '../../../../src/core/gateway/gates.ts';
import { createGateway, type Gateway, type GatewayDeps } from '../../../../src/core/gateway/gateway.ts';
import type {
  ConfiguredModel,
  GatewaySettings,
  ModelTier,
} from '../../../../src/core/model/gatewaySettings.ts';
import type {
  GatewayEvent,
  GatewayRun,
  GivenMessages,
  Host,
  Question,
  Request,
  TaskEnd,
} from '../../../../src/core/gateway/contract.ts';
import type { AnswerChange } from '../../../../src/core/answer/edit.ts';
import type { CheckResult } from '../../../../src/core/model/route.ts';
import type { LedgerRow } from '../../../../src/core/model/ledger.ts';
import type { Log } from '../../../../src/core/model/ports.ts';
import { nanoUsd } from '../../../../src/core/model/money.ts';
import { createPriceBook } from '../../../../src/core/pricing/priceBook.ts';
import { createOpenAiProvider } from '../../../../src/core/providers/openaiProvider.ts';
import type { Endpoint } from '../../../../src/core/model/provider.ts';
import { emptyHistory } from '../../../../src/core/route/history.ts';
import type { Fault } from '../../../doubles/faults.ts';
import { practicePrices } from '../../../../src/practice/practiceModels.ts';
import {
  type ControlledPracticeServer,
  startControlledPractice,
} from '../../../doubles/controlledPractice.ts';
import { createMemoryLedger } from '../../../../src/storage/memoryLedger.ts';
import { createFakeClock, type FakeClock, limitOf } from '../../storage/ledgerFixtures.ts';

/** Dollars per million tokens, so that a token of fast input costs 1000 nano-USD. */
export const rates = { fast: { input: 1, output: 10 }, reasoning: { input: 2, output: 20 } };

export interface Yard {
  readonly gateway: Gateway;
  readonly server: ControlledPracticeServer;
  readonly clock: FakeClock;
  readonly ledger: Ledger;
  readonly settings: GatewaySettings;
  /** What the person was asked, in order. */
  readonly questions: readonly Question[];
  readonly logged: readonly string[];
  /** `provider/model cap` that the provider broke; tests may fill it. */
  readonly breaches: Set<string>;
  /** Endpoints that the person agreed to. */
  readonly consents: Set<string>;
  endpoint(id: string): Endpoint;
  model(tier: ModelTier, changes?: Partial<ConfiguredModel>): ConfiguredModel;
  start(changes?: Changes, signal?: AbortSignal): GatewayRun;
  /** Runs to the end; the clock moves on whenever the task says that it waits. */
  run(changes?: Changes, onEvent?: OnEvent, signal?: AbortSignal): Promise<Ran>;
  /** Oldest first. */
  rows(): Promise<readonly LedgerRow[]>;
  close(): Promise<void>;
}

/** In a request and its host; what is given of messages is sent as it is. */
export interface Changes
  extends Partial<Request>, Partial<Omit<Host, 'check'>>, Partial<Omit<GivenMessages, 'kind'>> {
  readonly check?: (answer: string) => Promise<CheckResult>;
  /** What the check gives back besides. */
  readonly change?: AnswerChange;
}

export interface YardOptions {
  readonly settings?: (yard: Pick<Yard, 'endpoint' | 'model'>) => Partial<GatewaySettings>;
  readonly deps?: (deps: GatewayDeps) => Partial<GatewayDeps>;
  /** Whether endpoint `acme` has the person's consent already; it has unless said otherwise. */
  readonly consented?: boolean;
  readonly answers?: (question: Question) => boolean | Promise<boolean>;
}

export interface Ran {
  readonly events: readonly GatewayEvent[];
  readonly end: TaskEnd;
  /** Calls of models that reached the server during the run. */
  readonly calls: readonly Call[];
}

/** What a request asked for, read from its bytes. */
export interface Call {
  readonly model: unknown;
  readonly cap: unknown;
  readonly effort: unknown;
  readonly prompt: string;
}

export type OnEvent = (event: GatewayEvent, run: GatewayRun) => void | Promise<void>;

export const defaultCaps: GatewaySettings['caps'] = {
  costPerRequest: undefined,
  tokens: { fast: 4000, reasoning: 16_000 },
  seconds: { fast: 30, reasoning: 120 },
  maxEffort: 'medium',
  extraAttempts: 2,
  requestsPerMinute: 30,
};

/** Opens yards that are closed after the test. */
export function yardOpener(): (options?: YardOptions) => Promise<Yard> {
  const open: Yard[] = [];
  afterEach(async () => {
    for (const yard of open.splice(0)) await yard.close();
  });
  return async (options) => {
    const yard = await openYard(options);
    open.push(yard);
    return yard;
  };
}

export async function openYard(options: YardOptions = {}): Promise<Yard> {
  const server = await startControlledPractice();
  const clock = createFakeClock();
  const ledger = createMemoryLedger({ clock });
  const questions: Question[] = [];
  const logged: string[] = [];
  const breaches = new Set<string>();
  const unpriced = new Set<string>();
  const consents = new Set(options.consented === false ? [] : ['acme']);
  const abort = new AbortController();
  let ids = 0;

  const endpoint = (id: string): Endpoint => ({ ...server.endpoint, id });
  const model = (tier: ModelTier, changes: Partial<ConfiguredModel> = {}): ConfiguredModel => ({
    ref: { provider: 'acme', model: tier },
    endpoint: endpoint('acme'),
    realm: 'real',
    canThink: tier === 'reasoning',
    local: false,
    ...changes,
  });
  const settings: GatewaySettings = {
    models: { fast: model('fast'), reasoning: model('reasoning') },
    profile: 'balanced',
    policies: { format: 'avoid', complete: 'avoid', refactor: 'maybe', architect: 'use' },
    preferLocalTools: true,
    escalate: true,
    highStakesFiles: [],
    rules: [],
    caps: defaultCaps,
    budgets: [limitOf(5_000_000_000, 'day')],
    unknownPrice: 'ask',
    blockedBy: [],
    ...options.settings?.({ endpoint, model }),
  };
  const log: Log = logTo(logged);
  const deps: GatewayDeps = {
    clock,
    log,
    ledger,
    book: createPriceBook({
      overrides: new Map(
        (['fast', 'reasoning'] as const).map((tier) => [
          `acme/${tier}`,
          { rates: rates[tier], winsOverBill: false },
        ]),
      ),
      practicePrices,
    }),
    gateMemory: createGateMemory(),
    unpriced: {
      isAllowed: (...which) => unpriced.has(which.join(' ')),
      allow: async (...which) => void unpriced.add(which.join(' ')),
    },
    consent: {
      isGiven: (id) => consents.has(id),
      give: async (id) => void consents.add(id),
    },
    capBreaches: {
      brokenCapOf: (name) => {
        const entry = [...breaches].find((each) => each.startsWith(`${name} `));
        return entry === undefined ? undefined : Number(entry.split(' ').at(-1));
      },
      record: async (name, cap) => void breaches.add(`${name} ${cap}`),
    },
    newId: () => `attempt-${(ids += 1)}`,
    classify: ({ command }) => ({
      class: command === undefined || command === 'ask' ? 'refactor' : command,
      scores: { format: 0, complete: 0, refactor: 1, architect: 0 },
      deservesReasoning: 0.1,
      basis: 'command',
      evidence: [],
    }),
    settings: async () => settings,
    history: () => emptyHistory,
    providerFor: async ({ baseUrl }) =>
      createOpenAiProvider({
        apiKey: { origin: new URL(baseUrl).origin, key: server.apiKey },
        fetch,
        log,
      }),
  };
  const gateway = createGateway({ ...deps, ...options.deps?.(deps) });

  const start: Yard['start'] = (changes = {}, signal = abort.signal) => {
    const { check, change, ask, runTool, mayLeave, ...rest } = changes;
    const { messages, tools, options: wanted, cacheKey, wantsLines, ...others } = rest;
    const taskId = `task-${(ids += 1)}`;
    const request: Request = {
      taskId,
      editor: { surface: 'command', command: 'refactor', text: 'Tidy this.' },
      content: {
        kind: 'messages',
        messages: messages ?? [{ role: 'user', parts: [{ type: 'text', text: `Tidy this. (${ids})` }] }],
        tools,
        options: wanted,
        cacheKey,
        wantsLines,
      },
      ...others,
    };
    const host: Host = {
      ask: async (question) => {
        questions.push(question);
        return options.answers?.(question) ?? true;
      },
      runTool: async () => ({ kind: 'done', summary: 'done' }),
      mayLeave: async () => undefined,
      ...(ask && { ask }),
      ...(runTool && { runTool }),
      ...(mayLeave && { mayLeave }),
      ...(check && { check: async (answer) => ({ result: await check(answer), change }) }),
    };
    return gateway.run(request, host, signal);
  };

  return {
    gateway,
    server,
    clock,
    ledger,
    settings,
    questions,
    logged,
    breaches,
    consents,
    endpoint,
    model,
    start,
    async run(changes, onEvent, signal) {
      const before = server.control.requests().length;
      const run = start(changes, signal);
      const events: GatewayEvent[] = [];
      for await (const event of run) {
        events.push(event);
        await onEvent?.(event, run);
        if (event.type === 'waiting' && !onEvent) clock.advance(60_000);
      }
      return { events, end: endIn(events), calls: callsIn(server, before) };
    },
    rows: async () => (await ledger.recent(1000)).toReversed(),
    async close() {
      abort.abort();
      gateway.dispose();
      ledger.close();
      await server.close();
    },
  };
}

export function endIn(events: readonly GatewayEvent[]): TaskEnd {
  const ends = events.filter((event) => event.type === 'ended');
  const [end] = ends;
  if (!end || ends.length > 1 || events.at(-1) !== end) throw new Error('not exactly one end, and last');
  return end.end;
}

function callsIn({ control }: ControlledPracticeServer, from: number): readonly Call[] {
  return control
    .requests()
    .slice(from)
    .map(({ body }) => {
      const fields = new Map(Object.entries(Object(body)));
      return {
        model: fields.get('model'),
        cap: fields.get('max_completion_tokens'),
        effort: fields.get('reasoning_effort'),
        prompt: JSON.stringify(fields.get('messages')),
      };
    });
}

function logTo(lines: string[]): Log {
  const at = (level: string) => (message: string) => void lines.push(`${level} ${message}`);
  return { trace: at('trace'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** Waits for something that happens in this process or on loopback, turn by turn of the event loop. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

/** What each attempt came to, one line each: tier, state, end, provenance. */
export async function storyOf(yard: Yard): Promise<readonly string[]> {
  return (await yard.rows()).map(({ tier, state, settlement }) =>
    settlement ? `${tier} ${settlement.end} ${settlement.provenance}` : `${tier} ${state}`,
  );
}

/** What must hold after any task: no hold left, receipt and ledger agree, no call without an attempt. */
export async function accountsOf(yard: Yard, tasks: readonly Ran[]) {
  const rows = await yard.rows();
  const charged = (costs: readonly (number | undefined)[]) =>
    costs.reduce<number>((sum, cost = 0) => sum + cost, 0);
  const receipts = tasks.flatMap(({ end }) => end.receipt ?? []);
  return {
    held: (await yard.ledger.running()).length,
    ledgerLessReceipts:
      charged(rows.map(({ settlement }) => settlement?.cost)) -
      charged(receipts.map(({ totals }) => totals.cost)),
    callsWithoutAttempt: Math.max(0, yard.server.control.requests().length - rows.length),
    attemptsNotOnReceipts: rows.length - receipts.flatMap(({ attempts }) => attempts).length,
  };
}

export const balanced = { held: 0, ledgerLessReceipts: 0, callsWithoutAttempt: 0, attemptsNotOnReceipts: 0 };

/** What a task left behind; `untouched` where it was refused before anything was held or sent. */
export async function tracesOf(yard: Yard, { end, calls }: Ran) {
  return {
    code: codeOf({ end }),
    unbilled: end.kind === 'failed' && end.error.unbilled && !end.error.retryable,
    calls: calls.length,
    receipt: end.receipt,
    settled: (await yard.rows()).filter(({ settlement }) => settlement).length,
    held: (await yard.ledger.running()).length,
  };
}

export const untouched = (code: string) => ({
  code,
  unbilled: true,
  calls: 0,
  receipt: undefined,
  settled: 0,
  held: 0,
});

/** How a task ended: its error's code, else its kind. */
export const codeOf = ({ end }: Pick<Ran, 'end'>) => (end.kind === 'failed' ? end.error.code : end.kind);

export const says = (text: string, thinkingTokens?: number): Fault => ({
  kind: 'answer',
  text,
  ...(thinkingTokens !== undefined && { thinkingTokens }),
});

type Check = NonNullable<Changes['check']>;

/** An answer that `checkCode` fails. */
export const broken = 'let x = ;';

export const checkCode: Check = async (answer) =>
  answer.includes(broken) ? { verdict: 'failed', what: ['syntax'] } : { verdict: 'passed', what: ['syntax'] };

/** Fails whatever it is given. */
export const checkFails: Check = async () => ({ verdict: 'failed', what: ['syntax'] });

/** Two endpoints: `acme` has the fast model, `other` the reasoning one. */
export const apart = ({ model, endpoint }: Pick<Yard, 'endpoint' | 'model'>): Partial<GatewaySettings> => ({
  models: { fast: model('fast'), reasoning: model('reasoning', { endpoint: endpoint('other') }) },
});

export const capsWith = (change: Partial<GatewaySettings['caps']>) => ({
  caps: { ...defaultCaps, ...change },
});

/** Takes the task to the reasoning model. */
export const reasoning = { override: { tier: 'reasoning' } } as const;

export const dollars = (amount: number) => nanoUsd(Math.round(amount * 1e9));
