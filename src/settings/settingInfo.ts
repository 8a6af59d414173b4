/** What is said of a setting beside its type: scope, words, and how values of several scopes combine. */

import * as z from 'zod';

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
