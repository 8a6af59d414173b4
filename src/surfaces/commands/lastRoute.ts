/** *Explain Last Route* and *Show Thinking*: what the last request was decided on, in words. */
import type { LedgerRow, RouteRecord, TaskRecord } from '../../core/model/ledger.ts';
import type { LedgerHistory } from '../../core/model/ledgerPorts.ts';
import type { FinishedAttempt, Receipt } from '../../core/model/receipt.ts';
import { receiptLines } from '../../core/words/receiptLines.ts';
import { receiptOf } from '../../core/receipt/receiptOf.ts';
import { type Classification, requestClasses } from '../../core/model/request.ts';
import { escapeMarkdown, showInformation } from '../shell/messages.ts';
import type { Notes } from '../shell/notes.ts';
import type { LastTask } from '../shell/taskRunner.ts';
import { workspaceIdentityNow } from '../shell/workspaceFiles.ts';

const explanationTitle = 'Why it went there';

/** @param ledger asked where this window has served no request since it was loaded. */
export async function explainLastRoute(
  notes: Notes,
  last: LastTask | undefined,
  ledger: () => Promise<ReadableLedger>,
): Promise<void> {
  const finished = last?.end.finished;
  if (finished?.record.route) {
    await explain(notes, finished.attempts, finished.record, last?.route?.classification);
    return;
  }
  const rows = last ? [] : await lastRows(await ledger());
  if (rows.length > 0) await explainRow(notes, rows);
  else void showInformation('Nothing was routed yet. Ask something first.');
}

type ReadableLedger = Pick<LedgerHistory, 'recent' | 'attemptsBeside'>;

/** Other windows' requests of other workspaces may be newer. */
const rowsSearched = 200;

/** Of the last request of this workspace that the ledger knows. */
async function lastRows(ledger: ReadableLedger): Promise<readonly LedgerRow[]> {
  const workspaceId = workspaceIdentityNow();
  const recent = await ledger.recent(rowsSearched);
  const last = recent.find(({ state, task }) => state !== 'held' && task.workspaceId === workspaceId);
  return last ? ledger.attemptsBeside(last.attemptId) : [];
}

/** A request as the ledger keeps it. @param rows all its attempts; at least one. */
export async function explainRow(notes: Notes, rows: readonly FinishedAttempt[]): Promise<void> {
  await explain(notes, rows, rows.at(-1)?.record);
}

/**
 * @param record undefined where the task left none.
 * @param classification what it was decided on in words of the request, kept in memory only.
 */
async function explain(
  notes: Notes,
  attempts: readonly FinishedAttempt[],
  record: TaskRecord | undefined,
  classification?: Classification,
): Promise<void> {
  const receipt = attempts.length === 0 ? undefined : receiptOf(attempts, record);
  const because = receipt?.because ?? record?.task.because ?? [];
  const lines = [
    `# ${explanationTitle}`,
    '',
    reasonList([...because, ...(receipt?.steps ?? record?.steps ?? [])]),
    ...(record?.route ? ['', routeTable(record, record.route)] : []),
    ...(classification ? ['', '## What weighed most', '', evidenceTable(classification)] : []),
    ...(receipt ? ['', `## ${costHeading(receipt)}`, '', receiptTable(receipt)] : []),
    '',
    'Wrong? *Reroute Last Request* sends it another way, *Manage Routing Rules* always does.',
    '',
  ];
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

function routeTable({ task }: TaskRecord, route: RouteRecord): string {
  const shares = requestClasses.map((name) => `${name} ${Math.round(route.scores[name] * 100)} %`);
  const rows: [string, string][] = [
    ['class', `${task.class} (${shares.join(', ')})`],
    ['policy', task.policy],
    ['deserves reasoning', `${Math.round(route.deservesReasoning * 100)} %`],
    ['decided by', route.basis],
  ];
  const { tier, tool, model, effort, attemptCaps, taskCaps } = route;
  rows.push(['tier', tool === undefined ? tier : `${tier}: ${tool}`]);
  if (model !== undefined) rows.push(['model', `${model}, effort ${effort ?? '?'}`]);
  if (attemptCaps && taskCaps) {
    rows.push(['limits', `${attemptCaps.outputTokens} output tokens, ${taskCaps.attempts} attempts`]);
  }
  return table(['Decided', ''], rows);
}

function evidenceTable({ class: found, evidence }: Classification): string {
  if (evidence.length === 0) return 'Nothing spoke clearly for any class: the policy decided.';
  return table(
    ['Evidence', 'For', 'Weight'],
    evidence.map(({ feature, phrase, weight }) => [
      phrase,
      // Both are log-odds, of two different questions.
      feature.startsWith('reasoning.') ? 'reasoning' : found,
      `${weight >= 0 ? '+' : '−'}${Math.abs(weight).toFixed(2)}`,
    ]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const body = rows.map((cells) => line(cells.map(escapeMarkdown)));
  return [line(head), `|${':--|'.repeat(head.length)}`, ...body].join('\n');
}
