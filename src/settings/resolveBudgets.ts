/** The budgets that hold: the user's over all spend of this machine, the workspace's over its own. */

import {
  periods,
  whenReachedActions,
  type BudgetLimit,
  type Period,
  type WhenReached,
} from '../core/budget/limit.ts';
import { nanoFromUsd } from '../core/pricing/money.ts';
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
function workspaceAction(action: ResolvedValue): WhenReached {
  const said = action.workspace ?? defaultSettings['budget.whenReached'];
  return asAction(tighten(infoOf(action.name).combine, action.value, said));
}

/**
 * Both scopes hold together. Without an identity a workspace's limit counts all spend, which is
 * never looser.
 */
export function resolveBudgets(valueOf: ValueOf, workspaceId: string | undefined): readonly BudgetLimit[] {
  const action = valueOf('budget.whenReached');
  return periods.flatMap((period) => {
    const { name, user, workspace } = valueOf(settingOfPeriod[period]);
    const common = { period, setting: fullName(name) };
    const limits: BudgetLimit[] = [];
    if (typeof user === 'number') {
      limits.push({
        ...common,
        scope: 'user',
        limit: nanoFromUsd(user, 'halfUp'),
        whenReached: asAction(action.value),
      });
    }
    if (typeof workspace === 'number') {
      const whenReached = workspaceAction(action);
      limits.push({
        ...common,
        scope: 'workspace',
        limit: nanoFromUsd(workspace, 'halfUp'),
        whenReached,
        workspaceId,
      });
    }
    return limits;
  });
}
