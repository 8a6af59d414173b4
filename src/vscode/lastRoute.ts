/** *Explain Last Route* and *Show Thinking*: what the last request was decided on, in words. */
import * as vscode from 'vscode';
import type { LedgerRow } from '../core/ledger/ledger.ts';
import { receiptLines } from '../core/receipt/receiptLines.ts';
import { receiptOf } from '../core/receipt/receiptOf.ts';
import { requestClasses } from '../core/request.ts';
import type { Route } from '../core/route/route.ts';
import type { LastTask } from './taskRunner.ts';

export async function explainLastRoute(last: LastTask | undefined): Promise<void> {
  if (!last?.route) {
    void vscode.window.showInformationMessage('Nothing was routed yet. Ask something first.');
    return;
  }
  const receipt = last.end.receipt;
  const lines = [
    '# Why it went there',
    '',
    last.route.because.map((phrase) => `- ${phrase}`).join('\n'),
    '',
    routeTable(last.route),
    '',
    '## What weighed most',
    '',
    evidenceTable(last.route),
    ...(receipt
      ? ['', '## What it cost', '', table(receiptLines(receipt).map(({ label, value }) => [label, value]))]
      : []),
    '',
    'Wrong? *Retry Fast*, *Retry with Reasoning*, or *Manage Routing Rules* to always do it another way.',
    '',
  ];
  await showMarkdown(lines.join('\n'));
}

/** An older request, from the ledger: the reasons and the receipt, since the features were not kept. */
export async function explainRow(rows: readonly LedgerRow[]): Promise<void> {
  const receipt = receiptOf(rows);
  await showMarkdown(
    [
      '# Why it went there',
      '',
      receipt.because.map((phrase) => `- ${phrase}`).join('\n'),
      '',
      table(receiptLines(receipt).map(({ label, value }) => [label, value])),
      '',
    ].join('\n'),
  );
}

/** Kept in memory only, and marked for what it is. */
export async function showThinking(last: LastTask | undefined): Promise<void> {
  const answer = last && 'answer' in last.end ? last.end.answer : undefined;
  if (!answer || answer.thinking === '') {
    void vscode.window.showInformationMessage(
      'The last model showed no thinking. Many providers bill it without showing it.',
    );
    return;
  }
  await showMarkdown(
    `> Thinking as the provider streamed it: it is no evidence of how the answer came about. It is kept nowhere.\n\n${answer.thinking}\n`,
  );
}

function routeTable(route: Route): string {
  const shares = requestClasses.map(
    (name) => `${name} ${Math.round(route.classification.scores[name] * 100)} %`,
  );
  const rows: [string, string][] = [
    ['class', `${route.class} (${shares.join(', ')})`],
    ['policy', route.policy],
    ['deserves reasoning', `${Math.round(route.classification.deservesReasoning * 100)} %`],
    ['decided by', route.classification.basis],
  ];
  if (route.tier === 'local') rows.push(['tier', `local: ${route.tool}`]);
  else {
    rows.push(
      ['tier', route.tier],
      ['model', `${route.model.provider}/${route.model.model}, effort ${route.effort}`],
      ['limits', `${route.attemptCaps.outputTokens} output tokens, ${route.taskCaps.attempts} attempts`],
    );
  }
  return table(rows);
}

function evidenceTable({ classification }: Route): string {
  if (classification.evidence.length === 0) return 'Nothing spoke clearly for any class: the policy decided.';
  return table(
    classification.evidence.map(({ phrase, weight }) => [
      phrase,
      `${weight >= 0 ? '+' : '−'}${Math.abs(weight).toFixed(2)}`,
    ]),
  );
}

function table(rows: readonly (readonly [string, string])[]): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
  return ['| | |', '|:--|:--|', ...rows.map(([a, b]) => `| ${cell(a)} | ${cell(b)} |`)].join('\n');
}

async function showMarkdown(content: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: 'markdown', content });
  await vscode.window.showTextDocument(document, { preview: false, viewColumn: vscode.ViewColumn.Beside });
}
