/**
 * The kinds of settings that schema.ts is made of, each with its checks, its rule and its words, and what is
 * said of every setting.
 */
import * as z from 'zod';
import { policies } from '../core/model/route.ts';
import type { RequestClass } from '../core/model/request.ts';

export const perDeveloper = 'Per developer and machine.';
export const tightens = 'A workspace can only tighten your value.';

/** The amounts that stay exact in nano-USD end far above any sane budget. */
const dollars = z.number().min(0).max(1_000_000);
const dollarsExpected = 'a number of US dollars from 0 to 1000000, or null for no limit';

/** Settings that say where requests or keys go, or what may run without being asked. */
export function userOnly(
  info: Pick<SettingInfo, 'section' | 'description' | 'expects'> & Partial<SettingInfo>,
): SettingInfo {
  return { scope: 'application', combine: { rule: 'userOnly' }, guardsSpending: false, ...info };
}

export function dollarLimit(section: 'limits' | 'budget', value: number | null, description: string) {
  return dollars
    .nullable()
    .default(value)
    .register(settingInfo, {
      section,
      scope: 'resource',
      combine: { rule: 'smaller' },
      description: `${description} US dollars; \`null\` for no limit. ${perDeveloper} ${tightens}`,
      expects: dollarsExpected,
      guardsSpending: true,
    });
}

export function countLimit(value: number, min: number, max: number, unit: string, description: string) {
  return z
    .int()
    .min(min)
    .max(max)
    .default(value)
    .register(settingInfo, {
      section: 'limits',
      scope: 'resource',
      combine: { rule: 'smaller' },
      description: `${description} Unit: ${unit}. ${tightens}`,
      expects: `a whole number of ${unit} from ${min} to ${max}`,
      guardsSpending: true,
    });
}

/** `order` is strictest first; the enumeration keeps its own order in the Settings editor. */
export function choice<const T extends string>(
  values: readonly T[],
  value: NoInfer<T>,
  descriptions: Record<NoInfer<T>, string>,
  info: Pick<SettingInfo, 'section' | 'description'> &
    Partial<SettingInfo> & { order: readonly NoInfer<T>[] },
) {
  const { order, ...rest } = info;
  return z
    .enum(values)
    .default(value)
    .register(settingInfo, {
      scope: 'resource',
      combine: { rule: 'strictest', order },
      expects: `one of ${values.map((each) => `"${each}"`).join(', ')}`,
      enumDescriptions: Object.fromEntries(values.map((each) => [each, descriptions[each]])),
      guardsSpending: rest.section === 'limits' || rest.section === 'budget',
      ...rest,
    });
}

export function policyFor(requestClass: RequestClass, value: (typeof policies)[number], what: string) {
  return choice(
    policies,
    value,
    {
      avoid: 'Never think: the fast model, thinking off.',
      maybe: 'Think where the request, its files or earlier failures call for it.',
      use: 'Use the reasoning model.',
    },
    {
      section: 'routing',
      order: policies,
      description: `How much a \`${requestClass}\` request may think: ${what}. ${tightens}`,
    },
  );
}

export function globs(
  value: readonly string[],
  info: Pick<SettingInfo, 'section' | 'description' | 'guardsSpending'> & Partial<SettingInfo>,
) {
  return z
    .array(z.string().min(1))
    .default([...value])
    .register(settingInfo, {
      scope: 'resource',
      combine: { rule: 'union' },
      expects: 'a list of glob patterns, e.g. ["**/*.pem"]',
      holdsGlobs: true,
      ...info,
    });
}

export function modelChoice(tier: string, use: string) {
  return z
    .string()
    .default('')
    .register(
      settingInfo,
      userOnly({
        section: 'models',
        description: `The ${tier} model, as \`provider/model\`: ${use}. *Switchyard: Set Up Models* fills it in.`,
        expects: 'a model as "provider/model", where the provider is set up in switchyard.providers',
        ignoreSync: true,
      }),
    );
}

// What is said of a setting beside its type: scope, words, and how values of several scopes combine.

/**
 * `application`: accepted from the local user's settings alone. `resource`: user, workspace and
 * folder may each set it, and each can only tighten.
 */
export type SettingScope = 'application' | 'resource';

/**
 * How a further scope's value combines with the value that holds so far. Every rule but `userOnly`
 * can only tighten, whatever the order of the scopes.
 */
export type CombineRule =
  /** Only the local user's value counts. */
  | { readonly rule: 'userOnly' }
  /** The smaller number; null is no limit and never loosens. */
  | { readonly rule: 'smaller' }
  /** The value that comes first in `order`. */
  | { readonly rule: 'strictest'; readonly order: readonly (string | boolean)[] }
  /** Only what both lists allow. */
  | { readonly rule: 'intersection' }
  /** What either list names. */
  | { readonly rule: 'union' };

export interface SettingInfo {
  readonly section: SettingSection;
  readonly scope: SettingScope;
  readonly combine: CombineRule;
  /** Markdown for the Settings editor; says the unit. */
  readonly description: string;
  /** By value, in the order of the enumeration. */
  readonly enumDescriptions?: Readonly<Record<string, string>>;
  /** Ends the sentence "… must be": the mend of a bad value. */
  readonly expects: string;
  /**
   * A bad value blocks paid calls: nobody can know how strict it was meant to be. Bad values of
   * other settings fall back to the default or, from a scope that can only tighten, to the strictest.
   */
  readonly guardsSpending: boolean;
  /**
   * A folder's value can make requests dearer, inside the person's limits: it counts only where the
   * folder is trusted. All others can only tighten and must be heard from any folder.
   */
  readonly needsTrust?: true;
  /** Each entry of the list is a glob. */
  readonly holdsGlobs?: true;
  /** Set-up of one machine, like the keys that belong to it: not carried along by Settings Sync. */
  readonly ignoreSync?: true;
}

/** The sections of the Settings editor, in their order. */
export const settingSections = {
  models: 'Models',
  routing: 'Routing',
  limits: 'Limits of a Request',
  budget: 'Budgets (per Developer and Machine)',
  files: 'Files and Inline Completion',
} as const;
export type SettingSection = keyof typeof settingSections;

export const settingInfo = z.registry<SettingInfo>();
