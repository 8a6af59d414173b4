/** *Delete My Data* and *Copy Diagnostics*. */
import * as vscode from 'vscode';
import type { Engine } from './engine.ts';
import { parseModelRef } from '../../settings/modelRef.ts';
import { priceAgeWords } from '../../core/words/figures.ts';
import { confirm, showInformation } from './messages.ts';
import { rememberedKeys } from './remembered.ts';
import { systemClock } from './ports.ts';

/** @param states of the machine and of this workspace. */
export async function deleteMyData(engine: Engine, states: readonly vscode.Memento[]): Promise<void> {
  const isSure = await confirm(
    'Delete all that Switchyard keeps on this machine?',
    'The ledger with all spending, every stored key, consents and routing rules. Settings stay. Budgets begin at zero again. This cannot be undone.',
    'Delete Everything',
  );
  if (!isSure) return;
  const { settings } = await engine.settings.current();
  await engine.ledger.deleteAll();
  await engine.keys.removeAll(Object.keys(settings.providers));
  await engine.priceRefresh.forget();
  for (const state of states) for (const key of rememberedKeys) await state.update(key, undefined);
  void showInformation('Deleted.');
}

/** Facts for a bug report: no secret, no prompt, no path, no address beyond the host. */
export async function diagnosticsText(engine: Engine, version: string): Promise<string> {
  const { settings, models, problems, limits } = await engine.settings.current();
  const rows = await engine.ledger.recent(20);
  const facts = {
    switchyard: version,
    vscode: vscode.version,
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    remote: vscode.env.remoteName ?? 'none',
    ui: vscode.UIKind[vscode.env.uiKind],
    trusted: vscode.workspace.isTrusted,
    ledger: engine.ledgerTrouble?.message ?? `open, ${engine.ledgerHealth?.journal}`,
    providers: Object.entries(settings.providers).map(
      ([id, { dialect }]) => `${id} (${dialect ?? 'by host'})`,
    ),
    models: { fast: models.fast?.model ?? '', reasoning: models.reasoning?.model ?? '' },
    chosen: [settings['models.fast'], settings['models.reasoning']].map(
      (name) => parseModelRef(name)?.provider ?? 'none',
    ),
    prices: {
      asOf: engine.priceRefresh.asOf(),
      age: priceAgeWords(engine.priceRefresh.asOf(), systemClock.now()),
      refresh: settings['models.refreshPrices'] ? (engine.priceRefresh.lastTry() ?? 'on') : 'off',
    },
    limits: limits.map(
      ({ scope, period, limit, whenReached }) => `${scope} ${period} ${limit} nano-USD ${whenReached}`,
    ),
    problems: problems.map(({ kind, setting }) => `${setting}: ${kind}`),
    recent: rows.map(({ task, tier, state, settlement }) => ({
      class: task.class,
      tier,
      realm: task.realm,
      state,
      end: settlement?.end,
      error: settlement?.errorCode,
      provenance: settlement?.provenance,
      flags: settlement?.flags,
      totalMs: settlement?.totalMs,
    })),
  };
  return JSON.stringify(facts, undefined, 2);
}
