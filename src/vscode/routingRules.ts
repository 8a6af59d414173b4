/** *Manage Routing Rules*: what is always done another way, listed, added and removed. */
import * as vscode from 'vscode';
import { describeRule, suggestedRules } from '../core/route/rules.ts';
import { showInformation } from './messages.ts';
import type { RememberedRules } from './remembered.ts';
import type { LastTask } from './taskRunner.ts';

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
  const suggested = last ? suggestedRules(last.task.request, last.task.override) : [];
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
