/**
 * What this machine remembers: marks of the ledger, what servers refused, and a person's words (consents,
 * models of unknown price, routing rules, acknowledged breaches).
 */
import { hostname } from 'node:os';
import type * as vscode from 'vscode';
import * as z from 'zod';
import type { HighWater } from '../../core/ledger/highWater.ts';
import type { Log, Clock } from '../../core/model/ports.ts';
import type { RefusedOptions } from '../../core/providers/refusedOptions.ts';
import type { CapBreaches, Consent, UnpricedModels } from '../../core/gateway/gates.ts';
import type { RoutingRule } from '../../core/model/gatewaySettings.ts';
import { requestClasses } from '../../core/model/request.ts';
import type { TaskChoice } from './taskIdentity.ts';

// How far the ledger had come, as the editor itself remembers it: it outlives the folder of the ledger.

export const ledgerMarksKey = 'ledgerMarks';

/** Containers come and go, each with a ledger; the longest unchanged go first. */
const mostPlaces = 20;

const storedMarks = z.record(z.string(), z.object({ at: z.number(), mark: z.unknown() })).catch({});
type StoredMarks = z.infer<typeof storedMarks>;

export interface RememberedMark {
  read(): unknown;
  write(mark: HighWater | undefined): void;
}

/**
 * The editor's state is one for all machines it works on, local and remote; a ledger is of one.
 *
 * @param directory of the ledger.
 * @param now ms since the epoch.
 */
export function rememberedMark(
  state: Pick<vscode.Memento, 'get' | 'update'>,
  directory: string,
  now: () => number,
  log: Log,
): RememberedMark {
  const place = `${hostname()} ${directory}`;
  const all = (): StoredMarks => storedMarks.parse(state.get(ledgerMarksKey));
  return {
    read: () => all()[place]?.mark,
    write(mark) {
      const others = Object.entries(all())
        .filter(([each]) => each !== place)
        .toSorted(([, a], [, b]) => b.at - a.at)
        .slice(0, mostPlaces - 1);
      const own: StoredMarks = mark === undefined ? {} : { [place]: { at: now(), mark } };
      state
        .update(ledgerMarksKey, { ...Object.fromEntries(others), ...own })
        .then(undefined, (cause: unknown) =>
          log.warn(`ledger: the mark is not remembered: ${String(cause)}`),
        );
    },
  };
}

// What servers refused, kept over restarts: a 400 is learned once on this machine.

export const refusedOptionsKey = 'refusedOptions';

/** Servers are upgraded: what one refused is tried again after this long. */
const keptMs = 30 * 86_400_000;

/** Far more than anybody uses at a time; the longest unchanged go first. */
const mostServers = 100;

const storedOptions = z
  .record(z.string(), z.object({ at: z.number(), options: z.array(z.string()) }))
  .catch({});
type StoredOptions = z.infer<typeof storedOptions>;

export interface RememberedOptionsDeps {
  readonly state: Pick<vscode.Memento, 'get' | 'update'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

export function rememberedOptions({ state, clock, log }: RememberedOptionsDeps): RefusedOptions {
  const read = (): StoredOptions => storedOptions.parse(state.get(refusedOptionsKey));
  const get = (server: string): ReadonlySet<string> => {
    const entry = read()[server];
    return new Set(entry && clock.now() - entry.at < keptMs ? entry.options : []);
  };
  return {
    get,
    add(server, options) {
      const known = get(server);
      const entry = { at: clock.now(), options: [...new Set([...known, ...options])] };
      const newest = Object.entries({ ...read(), [server]: entry })
        .toSorted(([, a], [, b]) => b.at - a.at)
        .slice(0, mostServers);
      state.update(refusedOptionsKey, Object.fromEntries(newest)).then(undefined, (cause: unknown) => {
        log.warn(`what ${server} refused could not be kept: ${String(cause)}`);
      });
    },
  };
}

const consentKey = 'consents';
const unpricedKey = 'unpricedModels';
const breachKey = 'capBreaches';
const ruleKey = 'routingRules';
const checkTaskKey = 'checkTask';
/** Whether a person was asked about fetching prices (requestCommands.ts). */
export const freshPricesOfferedKey = 'freshPricesOffered';

const strings = z.array(z.string()).catch([]);
const rules = z
  .array(
    z.object({
      when: z.object({ command: z.string().optional(), language: z.string().optional() }),
      route: z.object({
        class: z.enum(requestClasses).optional(),
        tier: z.enum(['fast', 'reasoning']).optional(),
      }),
    }),
  )
  .catch([]);

export function rememberedConsent(state: vscode.Memento): Consent {
  const read = (): string[] => strings.parse(state.get(consentKey));
  const entry = (endpointId: string, origin: string): string => `${endpointId} ${origin}`;
  return {
    isGiven: (endpointId, origin) => read().includes(entry(endpointId, origin)),
    give: async (endpointId, origin) => {
      await state.update(consentKey, [...new Set([...read(), entry(endpointId, origin)])]);
    },
  };
}

export function rememberedUnpriced(state: Pick<vscode.Memento, 'get' | 'update'>): UnpricedModels {
  const read = (): string[] => strings.parse(state.get(unpricedKey));
  const entry = (model: string, origin: string): string => `${origin} ${model}`;
  return {
    isAllowed: (model, origin) => read().includes(entry(model, origin)),
    allow: async (model, origin) => {
      await state.update(unpricedKey, [...new Set([...read(), entry(model, origin)])]);
    },
  };
}

export interface RememberedBreaches extends CapBreaches {
  acknowledgeAll(): Promise<void>;
}

export function rememberedBreaches(state: Pick<vscode.Memento, 'get' | 'update'>): RememberedBreaches {
  const read = (): string[] => strings.parse(state.get(breachKey));
  return {
    brokenCapOf(model) {
      const entry = read().find((each) => each.startsWith(`${model} `));
      return entry === undefined ? undefined : Number(entry.slice(model.length + 1));
    },
    record: async (model, cap) => {
      const others = read().filter((each) => !each.startsWith(`${model} `));
      await state.update(breachKey, [...others, `${model} ${cap}`]);
    },
    acknowledgeAll: async () => {
      await state.update(breachKey, []);
    },
  };
}

export interface RememberedRules {
  all(): readonly RoutingRule[];
  add(rule: RoutingRule): Promise<void>;
  remove(index: number): Promise<void>;
}

export function rememberedRules(state: Pick<vscode.Memento, 'get' | 'update'>): RememberedRules {
  const read = (): RoutingRule[] => rules.parse(state.get(ruleKey));
  return {
    all: read,
    add: async (rule) => {
      const others = read().filter(({ when }) => JSON.stringify(when) !== JSON.stringify(rule.when));
      await state.update(ruleKey, [...others, rule]);
    },
    remove: async (index) => {
      await state.update(
        ruleKey,
        read().filter((_, position) => position !== index),
      );
    },
  };
}

const taskChoice = z
  .object({ name: z.string(), source: z.string(), folder: z.string().optional(), fingerprint: z.string() })
  .transform((choice): TaskChoice => ({ ...choice, folder: choice.folder }))
  .optional()
  .catch(undefined);

export interface RememberedTask {
  get(): TaskChoice | undefined;
  set(choice: TaskChoice | undefined): Promise<void>;
}

/** @param state of the workspace. */
export function rememberedTask(state: Pick<vscode.Memento, 'get' | 'update'>): RememberedTask {
  return {
    get: () => taskChoice.parse(state.get(checkTaskKey)),
    set: async (choice) => {
      await state.update(checkTaskKey, choice);
    },
  };
}

/** The names of everything that *Delete My Data* must clear. */
export const rememberedKeys: readonly string[] = [
  consentKey,
  unpricedKey,
  breachKey,
  ruleKey,
  refusedOptionsKey,
  checkTaskKey,
  freshPricesOfferedKey,
  ledgerMarksKey,
];
