/** How the values of two scopes combine, by the rule of the setting. Every rule can only tighten. */
import type { SettingValue } from './schema.ts';
import type { CombineRule } from './settingKinds.ts';

/** null is no limit. */
function asLimit(value: SettingValue): number {
  return typeof value === 'number' ? value : Number.POSITIVE_INFINITY;
}

function asStrings(value: SettingValue): readonly string[] {
  return Array.isArray(value) ? value : [];
}

function asAllowed(value: SettingValue): AllowedModels {
  return value === 'any' ? 'any' : asStrings(value);
}

/** A value that the order does not know ranks as the strictest; parsing lets none through. */
function rank(order: readonly (string | boolean)[], value: SettingValue): number {
  return order.findIndex((each) => each === value);
}

/** The value that holds once `asked` is added to `held`. */
export function tighten(rule: CombineRule, held: SettingValue, asked: SettingValue): SettingValue {
  switch (rule.rule) {
    case 'userOnly':
      return held;
    case 'smaller':
      return asLimit(asked) < asLimit(held) ? asked : held;
    case 'strictest':
      return rank(rule.order, asked) < rank(rule.order, held) ? asked : held;
    case 'intersection':
      return intersectAllowed(asAllowed(held), asAllowed(asked));
    case 'union':
      return [...new Set([...asStrings(held), ...asStrings(asked)])];
  }
}

/** Whether `asked` would allow more than `held`. Lists never ask for more: they are combined. */
export function asksForMore(rule: CombineRule, held: SettingValue, asked: SettingValue): boolean {
  switch (rule.rule) {
    case 'smaller':
      return asLimit(asked) > asLimit(held);
    case 'strictest':
      return rank(rule.order, asked) > rank(rule.order, held);
    case 'userOnly':
    case 'intersection':
    case 'union':
      return false;
  }
}

/** What stands in for a bad value from a scope that can only tighten; undefined where nothing can. */
export function strictest(rule: CombineRule): SettingValue | undefined {
  return rule.rule === 'strictest' ? rule.order[0] : undefined;
}

/** Allow-lists of models: exact names or a `*` at the end; `'any'` where there is no list. */
type AllowedModels = 'any' | readonly string[];

function narrower(a: string, b: string): string | undefined {
  if (covers(a, b)) return b;
  return covers(b, a) ? a : undefined;
}

/** Whether every model that `b` names is one that `a` names. */
function covers(a: string, b: string): boolean {
  return a.endsWith('*') ? b.startsWith(a.slice(0, -1)) : a === b;
}

/** @param model as `provider/model` */
export function isModelAllowed(model: string, allowed: AllowedModels): boolean {
  return allowed === 'any' || allowed.some((entry) => covers(entry, model));
}

/** What both allow; an empty list allows nothing. */
function intersectAllowed(a: AllowedModels, b: AllowedModels): AllowedModels {
  if (a === 'any') return b;
  if (b === 'any') return a;
  const both = a.flatMap((each) => b.map((other) => narrower(each, other)));
  return [...new Set(both.filter((entry) => entry !== undefined))];
}
