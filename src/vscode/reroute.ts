/** *Reroute Last Request*: the same request on another tier, or as another class. */
import * as vscode from 'vscode';
import type { RouteOverride } from '../core/route/override.ts';
import { reroutesOf, type Reroute } from '../core/route/reroutes.ts';
import { showInformation } from './messages.ts';
import type { LastTask } from './taskRunner.ts';

interface RerouteItem extends vscode.QuickPickItem {
  readonly override?: RouteOverride;
}

const separators: Readonly<Record<Reroute['kind'], string>> = { tier: 'model', class: 'kind of request' };

export async function reroute(
  last: LastTask | undefined,
  run: (override: RouteOverride) => Promise<void>,
): Promise<void> {
  if (!last?.route) {
    void showInformation('Nothing was routed yet. Ask something first.');
    return;
  }
  const { route } = last;
  const items = reroutesOf(route).flatMap(({ kind, label, override }, index, all): RerouteItem[] => [
    ...(all[index - 1]?.kind === kind
      ? []
      : [{ label: separators[kind], kind: vscode.QuickPickItemKind.Separator }]),
    { label, override },
  ]);
  const always: RerouteItem = { label: '$(list-filter) Always do it another way…' };
  const chosen = await vscode.window.showQuickPick([...items, always], {
    title: 'Switchyard: Reroute Last Request',
    placeHolder: `It went as ${route.class} to ${route.tier === 'local' ? route.tool : `the ${route.tier} model`}`,
  });
  if (chosen === always) await vscode.commands.executeCommand('switchyard.manageRoutingRules');
  else if (chosen?.override) await run(chosen.override);
}
