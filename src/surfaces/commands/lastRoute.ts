/** *Explain Last Route* and *Show Thinking*: what the last request was decided on, in words. */
import type { LedgerRow } from '../../core/model/ledger.ts';
import type { Receipt } from '../../core/model/receipt.ts';
import { receiptLines } from '../../core/words/receiptLines.ts';
import { receiptOf } from '../../core/receipt/receiptOf.ts';
import { requestClasses } from '../../core/model/request.ts';
import type { Route } from '../../core/model/route.ts';
import { escapeMarkdown, showInformation } from '../shell/messages.ts';
import type { Notes } from '../shell/notes.ts';
import type { LastTask } from '../shell/taskRunner.ts';

const explanationTitle = 'Why it went there';

export async function explainLastRoute(notes: Notes, last: LastTask | undefined): Promise<void> {
  if (!last?.route) {
    void showInformation('Nothing was routed yet. Ask something first.');
    return;
  }
  const receipt = last.end.receipt;
  const lines = [
    `# ${explanationTitle}`,
    '',
    reasonList([...last.route.because, ...(receipt?.steps ?? [])]),
    '',
    routeTable(last.route),
    '',
    '## What weighed most',
    '',
    evidenceTable(last.route),
    ...(receipt ? ['', `## ${costHeading(receipt)}`, '', receiptTable(receipt)] : []),
    '',
    'Wrong? *Reroute Last Request* sends it another way, *Manage Routing Rules* always does.',
    '',
  ];
  await notes.showMarkdown(explanationTitle, lines.join('\n'));
}

/** An older request, from the ledger: the reasons and the receipt, since the features were not kept. */
export async function explainRow(notes: Notes, rows: readonly LedgerRow[]): Promise<void> {
  const receipt = receiptOf(rows);
  const lines = [`# ${explanationTitle}`, '', reasonList(receipt.because), '', receiptTable(receipt), ''];
  await notes.showMarkdown(explanationTitle, lines.join('\n'));
}

/** Kept in memory only, and marked for what it is. */
export async function showThinking(notes: Notes, last: LastTask | undefined): Promise<void> {
  const answer = last && 'answer' in last.end ? last.end.answer : undefined;
  if (!answer || answer.thinking === '') {
    void showInformation('The last model showed no thinking. Many providers bill it without showing it.');
    return;
  }
  await notes.showText(
    'Thinking',
    `> Thinking as the provider streamed it: it is no evidence of how the answer came about. It is kept nowhere.\n\n${answer.thinking}\n`,
  );
}

function costHeading({ realm }: Receipt): string {
  return realm === 'practice' ? 'What it would have cost' : 'What it cost';
}

function reasonList(because: readonly string[]): string {
  return because.map((phrase) => `- ${escapeMarkdown(phrase)}`).join('\n');
}

/** The reasons are a list of their own. */
function receiptTable(receipt: Receipt): string {
  const lines = receiptLines(receipt).filter(({ label }) => label !== 'Why');
  return table(
    ['Receipt', ''],
    lines.map(({ label, value }) => [label, value]),
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
  return table(['Decided', ''], rows);
}

function evidenceTable({ classification }: Route): string {
  if (classification.evidence.length === 0) return 'Nothing spoke clearly for any class: the policy decided.';
  return table(
    ['Evidence', 'For', 'Weight'],
    classification.evidence.map(({ feature, phrase, weight }) => [
      phrase,
      // Both are log-odds, of two different questions.
      feature.startsWith('reasoning.') ? 'reasoning' : classification.class,
      `${weight >= 0 ? '+' : '−'}${Math.abs(weight).toFixed(2)}`,
    ]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const body = rows.map((cells) => line(cells.map(escapeMarkdown)));
  return [line(head), `|${':--|'.repeat(head.length)}`, ...body].join('\n');
}
