/** What this machine remembers of a person's words: consents, routing rules, acknowledged breaches. */
import type * as vscode from 'vscode';
import * as z from 'zod';
import type { CapBreaches, Consent } from '../core/gates.ts';
import type { RoutingRule } from '../core/gatewaySettings.ts';
import { requestClasses } from '../core/request.ts';
import { refusedOptionsKey } from './rememberedOptions.ts';
import type { TaskChoice } from './taskIdentity.ts';

const consentKey = 'consents';
const breachKey = 'capBreaches';
const ruleKey = 'routingRules';
const checkTaskKey = 'checkTask';

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

export interface RememberedBreaches extends CapBreaches {
  acknowledgeAll(): Promise<void>;
}

export function rememberedBreaches(state: vscode.Memento): RememberedBreaches {
  const read = (): string[] => strings.parse(state.get(breachKey));
  const entry = (model: string, cap: number): string => `${model} ${cap}`;
  return {
    isBlocked: (model, cap) => read().includes(entry(model, cap)),
    record: async (model, cap) => {
      await state.update(breachKey, [...new Set([...read(), entry(model, cap)])]);
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
  breachKey,
  ruleKey,
  refusedOptionsKey,
  checkTaskKey,
];
