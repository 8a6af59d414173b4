/** The budgets that hold: the user's over all spend of this machine, the workspace's over its own. */

import {
  periods,
  whenReachedActions,
  type BudgetLimit,
  type Period,
  type WhenReached,
} from '../core/budget/limit.ts';
import { nanoFromUsd, type NanoUsd } from '../core/pricing/money.ts';
import type { SettingsLayer } from './layers.ts';
import { defaultSettings, infoOf, type SettingName, type SettingValue } from './schema.ts';
import type { ResolvedValue } from './resolveValue.ts';
import { fullName } from './settingProblem.ts';
import { tighten } from './tighten.ts';

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
export function resolveBudgets(valueOf: ValueOf, workspaceId: string | undefined): readonly BudgetLimit[] {
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
