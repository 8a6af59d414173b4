/**
 * The settings that hold, over all layers. Pure: the same layers always give the same answer.
 *
 * In a multi-root window the values of every folder hold for the whole window, since a request about
 * one folder may read files of another.
 */
import {
  type BudgetLimit,
  periods,
  whenReachedActions,
  type Period,
  type WhenReached,
} from '../core/model/budget.ts';
import { parsePriceOverrides, type PriceOverrides } from '../core/pricing/priceOverrides.ts';
import { type SettingsLayer, isWorkspaceLayer } from './layers.ts';
import { resolveModels, type ChosenModels } from './resolveModels.ts';
import { resolveValue, type ResolvedValue } from './resolveValue.ts';
import {
  defaultSettings,
  settingNames,
  type SettingName,
  type Settings,
  infoOf,
  type SettingValue,
} from './schema.ts';
import { type SettingProblem, fullName } from './settingProblem.ts';
import { nanoFromUsd, type NanoUsd } from '../core/model/money.ts';
import { tighten } from './tighten.ts';

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

/** In Restricted Mode a folder is heard where it can only tighten; what could make requests dearer waits for trust. */
export interface HeardLayers {
  readonly layers: readonly SettingsLayer[];
  readonly problems: readonly SettingProblem[];
}

const needTrust = settingNames.filter((name) => infoOf(name).needsTrust);

function heardInRestrictedMode(layers: readonly SettingsLayer[]): HeardLayers {
  const problems = layers.filter(isWorkspaceLayer).flatMap(({ label, values }) =>
    needTrust
      .filter((name) => values[name] !== undefined)
      .map((name): SettingProblem => ({
        kind: 'noEffect',
        setting: fullName(name),
        where: label,
        message: `${fullName(name)} in ${label} has no effect in Restricted Mode: it can make requests dearer.`,
        mend: 'Trust the folder if you know who wrote it.',
        blocksPaidCalls: false,
      })),
  );
  return {
    layers: layers.map((layer) => (isWorkspaceLayer(layer) ? withoutNeedy(layer) : layer)),
    problems,
  };
}

function withoutNeedy(layer: SettingsLayer): SettingsLayer {
  const values = { ...layer.values };
  for (const name of needTrust) delete values[name];
  return { ...layer, values };
}

// The budgets that hold: the user's over all spend of this machine, the workspace's over its own.

const settingOfPeriod: Readonly<Record<Period, SettingName>> = {
  request: 'limits.costPerRequest',
  day: 'budget.perDay',
  week: 'budget.perWeek',
  month: 'budget.perMonth',
};

export type ValueOf = (name: SettingName) => ResolvedValue;

function asAction(value: SettingValue): WhenReached {
  return whenReachedActions.find((action) => action === value) ?? 'block';
}

/**
 * A workspace that sets a limit without saying what happens at its end means the default: a user
 * whose own budgets only warn must not turn the workspace's into alerts.
 */
function workspaceAction(action: ResolvedValue, layer: SettingsLayer): WhenReached {
  const said = action.workspace.find((each) => each.layer === layer)?.value;
  const meant = said ?? defaultSettings['budget.whenReached'];
  return asAction(tighten(infoOf(action.name).combine, action.value, meant));
}

/** Whether whatever `b` refuses is refused by `a` as well. */
function covers(a: BudgetLimit, b: BudgetLimit): boolean {
  const strictness = (limit: BudgetLimit) => whenReachedActions.indexOf(limit.whenReached);
  return a.limit <= b.limit && strictness(a) >= strictness(b);
}

/**
 * Both scopes hold together. Without an identity a workspace's limit counts all spend, which is
 * never looser. Of several folders' limits those stay that no other makes idle.
 */
function resolveBudgets(valueOf: ValueOf, workspaceId: string | undefined): readonly BudgetLimit[] {
  const action = valueOf('budget.whenReached');
  return periods.flatMap((period) => {
    const { name, user, workspace } = valueOf(settingOfPeriod[period]);
    const common = { period, setting: fullName(name) };
    const ofUser = limitOf(user).map((limit): BudgetLimit => ({
      ...common,
      scope: 'user',
      limit,
      whenReached: asAction(action.value),
    }));
    const ofWorkspace = workspace.flatMap(({ layer, value }) =>
      limitOf(value).map((limit): BudgetLimit => ({
        ...common,
        scope: 'workspace',
        limit,
        whenReached: workspaceAction(action, layer),
        workspaceId,
      })),
    );
    return [...ofUser, ...ofWorkspace.filter(isNotIdle)];
  });
}

function limitOf(value: SettingValue): readonly NanoUsd[] {
  return typeof value === 'number' ? [nanoFromUsd(value, 'halfUp')] : [];
}

function isNotIdle(limit: BudgetLimit, index: number, all: readonly BudgetLimit[]): boolean {
  return !all.some(
    (other, at) => at !== index && covers(other, limit) && (!covers(limit, other) || at < index),
  );
}
