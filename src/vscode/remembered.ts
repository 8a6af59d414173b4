/** What this machine remembers of a person's words: consents, models of unknown price, routing rules, acknowledged breaches. */
import type * as vscode from 'vscode';
import * as z from 'zod';
import type { CapBreaches, Consent, UnpricedModels } from '../core/gates.ts';
import type { RoutingRule } from '../core/gatewaySettings.ts';
import { requestClasses } from '../core/request.ts';
import { ledgerMarksKey } from './rememberedMark.ts';
import { refusedOptionsKey } from './rememberedOptions.ts';
import type { TaskChoice } from './taskIdentity.ts';

const consentKey = 'consents';
const unpricedKey = 'unpricedModels';
const breachKey = 'capBreaches';
const ruleKey = 'routingRules';
const checkTaskKey = 'checkTask';
/** Whether a person was asked about fetching prices (freshPricesOffer.ts). */
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
