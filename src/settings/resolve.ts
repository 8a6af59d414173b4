/**
 * The settings that hold, over all layers. Pure: the same layers always give the same answer.
 *
 * In a multi-root window the values of every folder hold for the whole window, since a request about
 * one folder may read files of another.
 */

import type { BudgetLimit } from '../core/budget/limit.ts';
import { parsePriceOverrides, type PriceOverrides } from '../core/pricing/priceOverrides.ts';
import type { SettingsLayer } from './layers.ts';
import { resolveBudgets } from './resolveBudgets.ts';
import { resolveModels, type ChosenModels } from './resolveModels.ts';
import { resolveValue, type ResolvedValue } from './resolveValue.ts';
import { defaultSettings, settingNames, type SettingName, type Settings } from './schema.ts';
import type { SettingProblem } from './settingProblem.ts';
import { heardInRestrictedMode } from './workspaceTrust.ts';

export interface ResolveOptions {
  /** src/core/budget/workspaceIdentity.ts; undefined where nothing is open. */
  readonly workspaceId?: string | undefined;
  /** Providers that need no entry under `switchyard.providers`, e.g. `practice`. */
  readonly builtInProviders?: readonly string[];
  /** False in Restricted Mode; true unless told. */
  readonly isTrusted?: boolean;
  /** Found by others, e.g. in the text of settings files; told and counted with the rest. */
  readonly furtherProblems?: readonly SettingProblem[];
}

export interface ResolvedSettings {
  readonly settings: Settings;
  /** Chosen models that pass every check. */
  readonly models: ChosenModels;
  readonly prices: PriceOverrides;
  readonly limits: readonly BudgetLimit[];
  readonly problems: readonly SettingProblem[];
  /** Those of `problems` for which nothing may be spent; empty when all is well. */
  readonly paidCallsBlockedBy: readonly SettingProblem[];
}

export function resolveSettings(
  allLayers: readonly SettingsLayer[],
  options: ResolveOptions = {},
): ResolvedSettings {
  const { layers, problems: unheard } =
    options.isTrusted === false ? heardInRestrictedMode(allLayers) : { layers: allLayers, problems: [] };
  const values = new Map<SettingName, ResolvedValue>(
    settingNames.map((name) => [name, resolveValue(name, layers)]),
  );
  const valueOf = (name: SettingName) => values.get(name) ?? resolveValue(name, layers);
  const settings: Settings = Object.assign(
    { ...defaultSettings },
    Object.fromEntries([...values].map(([name, { value }]) => [name, value])),
  );
  const userLabel = layers.find((layer) => layer.scope === 'localUser')?.label ?? 'your user settings';
  const { models, problems: modelProblems } = resolveModels(
    settings,
    options.builtInProviders ?? [],
    brokenProviders(layers, settings),
    userLabel,
  );
  const problems = distinct([
    ...(options.furtherProblems ?? []),
    ...unheard,
    ...[...values.values()].flatMap((value) => value.problems),
    ...modelProblems,
  ]);
  return {
    settings,
    models,
    prices: parsePriceOverrides(settings['models.prices']).overrides,
    limits: resolveBudgets(valueOf, options.workspaceId),
    problems,
    paidCallsBlockedBy: problems.filter((problem) => problem.blocksPaidCalls),
  };
}

/** Providers that the user did set up, but with an entry that could not be read. */
function brokenProviders(layers: readonly SettingsLayer[], { providers }: Settings): readonly string[] {
  const written: unknown = layers.findLast(({ scope }) => scope === 'localUser')?.values.providers;
  return Object.keys(Object(written)).filter((id) => !Object.hasOwn(providers, id));
}

/** The text of a file and VS Code's view of it may both show the same mistake. */
function distinct(problems: readonly SettingProblem[]): readonly SettingProblem[] {
  const keyOf = ({ kind, setting, message }: SettingProblem) => [kind, setting, message].join('\n');
  return [...new Map(problems.map((problem) => [keyOf(problem), problem])).values()];
}
