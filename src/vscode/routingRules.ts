/** *Manage Routing Rules*: what is always done another way, listed, added and removed. */
import * as vscode from 'vscode';
import type { RoutingRule } from '../core/gatewaySettings.ts';
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
  const additions = suggestedRules(last).map((rule): RuleItem => ({
    label: `$(add) ${describeRule(rule)}`,
    description: 'always from now on',
    run: () => rules.add(rule),
  }));
  const items = [...removals, ...additions];
  if (items.length === 0) {
    void vscode.window.showInformationMessage(
      'No routing rules yet. Ask something; then this offers “always do this” for its command and language.',
    );
    return;
  }
  const chosen = await vscode.window.showQuickPick(items, { title: 'Switchyard: Manage Routing Rules' });
  await chosen?.run();
}

/** From the last request: its command and its language, each to either tier. */
function suggestedRules(last: LastTask | undefined): RoutingRule[] {
  if (!last) return [];
  const { command, language } = last.task.request;
  const whens = [
    ...(command === undefined || command === 'ask' ? [] : [{ command }]),
    ...(language === undefined ? [] : [{ language }]),
  ];
  return whens.flatMap((when) => (['fast', 'reasoning'] as const).map((tier) => ({ when, route: { tier } })));
}

export function describeRule({ when, route }: RoutingRule): string {
  const what = [
    ...(when.command === undefined ? [] : [`command ${when.command}`]),
    ...(when.language === undefined ? [] : [`language ${when.language}`]),
  ].join(', ');
  return `${what} → ${route.tier ?? route.class}`;
}
