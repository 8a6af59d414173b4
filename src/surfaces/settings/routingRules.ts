/** *Manage Routing Rules*: what is always done another way, listed, added and removed. */
import * as vscode from 'vscode';
import {
  describeRule,
  suggestedRules,
  type RouteOverride,
  reroutesOf,
  type Reroute,
} from '../../core/route/override.ts';
import { showInformation } from '../shell/messages.ts';
import type { RememberedRules } from '../shell/remembered.ts';
import type { LastTask } from '../shell/taskRunner.ts';

interface RuleItem extends vscode.QuickPickItem {
  readonly run: () => Promise<void>;
}

export async function manageRoutingRules(rules: RememberedRules, last: LastTask | undefined): Promise<void> {
  const removals = rules.all().map((rule, index): RuleItem => ({
    label: `$(trash) ${describeRule(rule)}`,
    description: 'remove',
    run: () => rules.remove(index),
  }));
  const remembered = rules.all().map(describeRule);
  const suggested = last ? suggestedRules(last.task.editor, last.task.override) : [];
  const fresh = suggested.filter((rule) => !remembered.includes(describeRule(rule)));
  const additions = fresh.map((rule): RuleItem => ({
    label: `$(add) ${describeRule(rule)}`,
    description: 'always from now on',
    run: () => rules.add(rule),
  }));
  const items: (RuleItem | vscode.QuickPickItem)[] = [
    ...titled('remembered', removals),
    ...titled('after the last request', additions),
  ];
  if (items.length === 0) {
    void showInformation(
      'No routing rules yet. Ask something; then this offers “always do this” for its command and language.',
    );
    return;
  }
  const chosen = await vscode.window.showQuickPick(items, {
    title: 'Switchyard: Manage Routing Rules',
    placeHolder: 'Pick a rule to remember it, or one that is remembered to remove it',
  });
  if (chosen && 'run' in chosen) await chosen.run();
}

function titled(title: string, items: readonly RuleItem[]): (RuleItem | vscode.QuickPickItem)[] {
  if (items.length === 0) return [];
  return [{ label: title, kind: vscode.QuickPickItemKind.Separator }, ...items];
}

interface RerouteItem extends vscode.QuickPickItem {
  readonly override?: RouteOverride;
}

const separators: Readonly<Record<Reroute['kind'], string>> = { tier: 'model', class: 'kind of request' };

/** *Reroute Last Request*: the same request on another tier, or as another class. */
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
