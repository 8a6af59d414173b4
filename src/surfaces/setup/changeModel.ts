/** *Change Model*: another model of the same provider, offered where the one in use is gone. */
import * as vscode from 'vscode';
import type { Engine } from '../shell/engine.ts';
import { modelTiers, type ModelTier } from '../../core/model/gatewaySettings.ts';
import { likestFirst } from '../../core/providers/endpointLookup.ts';
import type { ModelRef } from '../../core/model/route.ts';
import { endpointOf } from '../../settings/gatewaySettings.ts';
import type { ChosenModels } from '../../settings/resolveModels.ts';
import { showInformation, showWarning } from '../shell/messages.ts';
import { offeredModels, pickModel } from './modelPick.ts';
import { setUpModels } from './setUp.ts';
import type { LastTask } from '../shell/taskRunner.ts';

/** @param last where it failed for want of its model, that model is the one to replace. */
export async function changeModel(engine: Engine, last: LastTask | undefined): Promise<void> {
  const { models, settings } = await engine.settings.current();
  const gone = goneModel(last);
  const affected = gone ? modelTiers.filter((tier) => isSame(models[tier], gone)) : [];
  const tiers = affected.length > 0 ? affected : await askTier(models);
  const [tier] = tiers;
  if (tier === undefined) return;
  const old = models[tier];
  const endpoint = old && endpointOf(old.provider, settings);
  if (!old || !endpoint) {
    await setUpModels(engine);
    return;
  }
  const offered = await offeredModels(engine, endpoint);
  const chosen = await pickModel({
    title: `The ${tiers.join(' and ')} model at ${endpoint.id}, instead of ${old.model}`,
    models: likestFirst(
      offered.filter((id) => id !== old.model),
      old.model,
    ),
    at: { endpoint, book: engine.book() },
  });
  if (chosen === undefined) return;
  await use(engine, tiers, `${endpoint.id}/${chosen}`, affected.length > 0 ? last : undefined);
}

async function use(
  engine: Engine,
  tiers: readonly ModelTier[],
  name: string,
  failed: LastTask | undefined,
): Promise<void> {
  const problems: string[] = [];
  for (const tier of tiers) {
    const problem = await engine.settings.write(`models.${tier}`, name, 'localUser');
    if (problem !== undefined) problems.push(problem);
  }
  if (problems.length > 0) {
    void showWarning(problems.join(' '));
    return;
  }
  const again = 'Try Again';
  const message = `The ${tiers.join(' and ')} model is now ${name}.`;
  const choice = await showInformation(message, ...(failed ? [again] : []));
  if (choice === again) await failed?.rerun({});
}

function goneModel(last: LastTask | undefined): ModelRef | undefined {
  if (last?.end.kind !== 'failed' || last.end.error.code !== 'modelNotFound') return undefined;
  const { endpoint: provider, model } = last.end.error.details;
  return provider === undefined || model === undefined ? undefined : { provider, model };
}

function isSame(a: ModelRef | undefined, b: ModelRef): boolean {
  return a?.provider === b.provider && a.model === b.model;
}

async function askTier(models: ChosenModels): Promise<readonly ModelTier[]> {
  const items = modelTiers.map((tier) => {
    const ref = models[tier];
    return { label: tier, description: ref ? `${ref.provider}/${ref.model}` : 'not set up', tier };
  });
  const title = 'Which model shall be another?';
  const chosen = await vscode.window.showQuickPick(items, { title, ignoreFocusOut: true });
  return chosen ? [chosen.tier] : [];
}
