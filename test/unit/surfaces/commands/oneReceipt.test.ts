/** One task is told in the same words by hover, dashboard and explanation, and after the window was loaded again. */
import { afterEach, expect, test, vi } from 'vitest';
import type { Request } from '../../../../src/core/gateway/contract.ts';
import { silentLog } from '../../../../src/core/model/ports.ts';
import type { LedgerRow } from '../../../../src/core/model/ledger.ts';
import type { Ledger } from '../../../../src/core/model/ledgerPorts.ts';
import { nanoUsd } from '../../../../src/core/model/money.ts';
import type { CheckResult } from '../../../../src/core/model/route.ts';
import { receiptOf, withCommandCheck } from '../../../../src/core/receipt/receiptOf.ts';
import { whyWords } from '../../../../src/core/words/receiptLines.ts';
import { rowView } from '../../../../src/dashboard/host/rowView.ts';
import { openSqliteLedger } from '../../../../src/storage/sqliteLedger.ts';
import { explainLastRoute, explainRow } from '../../../../src/surfaces/commands/lastRoute.ts';
import { hoverFor } from '../../../../src/surfaces/statusBar/statusBarHover.ts';
import type { Notes } from '../../../../src/surfaces/shell/notes.ts';
import type { LastTask } from '../../../../src/surfaces/shell/taskRunner.ts';
import { openYard, type Ran, says, type Yard } from '../../core/gateway/yard.ts';
import { noNotes } from '../../../doubles/editor.ts';
import { createFakeClock, noon } from '../../storage/ledgerFixtures.ts';
import { ledgerFolder } from '../../storage/ledgerFolders.ts';

vi.mock('vscode', () => import('../../../doubles/editor.ts'));

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).toReversed()) await each.close();
});

async function open(directory: string): Promise<Ledger> {
  const { ledger } = await openSqliteLedger({ directory, clock: createFakeClock(), log: silentLog });
  opened.push(ledger);
  return ledger;
}

/** What a table in Markdown says, by its first column; several of one name are all kept. */
function tableOf(markdown: string): readonly string[] {
  return markdown
    .split('\n')
    .map((line) => /^\| (.+?) \| (.+) \|$/.exec(line.replaceAll('&nbsp;', ' ')))
    .filter((found) => found !== null)
    .map(([, label, value]) => `${label}: ${value}`.replaceAll(/\\(.)/g, '$1'));
}

const stays = (line: string) => !/^(?:Why|Note|Receipt|Decided|Evidence):/.test(line);

async function explained(explain: (notes: Notes) => Promise<void>): Promise<string> {
  let shown = '';
  await explain({ ...noNotes, showMarkdown: async (_, text) => void (shown = text) });
  return shown;
}

function lastOf({ end }: Ran): LastTask {
  const task: Request = {
    taskId: end.finished?.record.task.taskId ?? 'unknown',
    editor: { surface: 'command', command: 'refactor', text: 'Tidy this.' },
    content: { kind: 'messages', messages: [] },
  };
  return { task, route: undefined, end, rerun: async () => {} };
}

/** Every telling of a task, each without what only one of them shows. */
async function tellings(last: LastTask, ledger: Ledger, directory: string) {
  const rowsOf = async (from: Ledger): Promise<readonly LedgerRow[]> => {
    const [newest] = await from.recent(1);
    return newest ? from.attemptsBeside(newest.attemptId) : [];
  };
  const asIs = async (rows: readonly LedgerRow[]) => {
    const { receipt, notes } = rowView(rows);
    return {
      lines: receipt.map(({ label, value }) => `${label}: ${value}`).filter(stays),
      notes,
      why: whyWords(receiptOf(rows)),
      explanation: await explained((to) => explainRow(to, rows)),
    };
  };
  const overBudget = { kind: 'overBudget', limit: nanoUsd(1), period: 'day', resets: '00:00' } as const;
  const hover = hoverFor(overBudget, undefined, last).value;
  const here = await asIs(await rowsOf(ledger));
  const explanation = await explained((to) => explainLastRoute(to, last, async () => ledger));
  const again = await asIs(await rowsOf(await open(directory)));
  return { hover, explanation, here, again };
}

const passed: CheckResult = { verdict: 'passed', what: ['syntax'] };
const quoting: CheckResult = { verdict: 'failed', what: [], quoted: ["Cannot find name 'plan'"] };

const stories: Readonly<Record<string, (yard: Yard) => Promise<Ran>>> = {
  'answered at once': (yard) => yard.run({ check: async () => passed }),
  'answered after an escalation': (yard) => {
    const verdicts = [{ verdict: 'failed', what: ['“{” in line 1 is not closed'] } as const, passed];
    return yard.run({ check: async () => verdicts.shift() ?? passed });
  },
  'answered by its first attempt, since the second was refused': (yard) => {
    yard.server.control.queue(says('const whole = 1;'), { kind: 'status', status: 400 });
    return yard.run({
      check: async () => ({ verdict: 'failed', what: ['lines outside the selection changed'] }),
    });
  },
  'not answered': (yard) => {
    yard.server.control.queue({ kind: 'status', status: 400 });
    return yard.run();
  },
  'done by a tool': (yard) =>
    yard.run({ editor: { surface: 'command', command: 'ask', text: 'what is 2 + 2' } }),
};

test.each(Object.entries(stories))('a task that was %s', async (_, tell) => {
  const directory = ledgerFolder();
  const ledger = await open(directory);
  const yard = await openYard({ deps: () => ({ ledger }) });
  opened.push(yard);
  const ran = await tell(yard);
  const { hover, explanation, here, again } = await tellings(lastOf(ran), ledger, directory);
  const { receipt } = ran.end;
  expect(here.lines.length).toBeGreaterThan(2);
  expect(tableOf(hover).filter(stays)).toEqual(here.lines);
  expect(receipt && whyWords(receipt)).toBe(here.why);
  expect(receipt?.notes).toEqual(here.notes);
  expect(explanation).toBe(here.explanation);
  expect(again).toEqual(here);
});

test('what a check of the workspace and a person say later is told everywhere', async () => {
  const directory = ledgerFolder();
  const ledger = await open(directory);
  const yard = await openYard({ deps: () => ({ ledger }) });
  opened.push(yard);
  const ran = await yard.run({ check: async () => passed });
  const { finished } = ran.end;
  if (!finished) throw new Error('no record');
  const result = { verdict: 'failed', what: ['task “npm: test” (exit code 1)'] } as const;
  const record = withCommandCheck(finished.record, { label: 'npm: test', result, passedBefore: true });
  const { taskId } = record.task;
  await ledger.recordCheck(taskId, record.check, noon, record.notes);
  await ledger.recordOutcome(taskId, 'undone', noon);
  const after = { ...record, outcome: 'undone' } as const;
  const end = {
    ...ran.end,
    finished: { ...finished, record: after },
    receipt: receiptOf(finished.attempts, after),
  };
  const last = { ...lastOf(ran), end };
  const { hover, here, again } = await tellings(last, ledger, directory);
  expect(here.lines).toContain('Result: check failed: task “npm: test” (exit code 1)');
  expect(here.notes).toContain('the task passed before this edit');
  expect(tableOf(hover).filter(stays)).toEqual(here.lines);
  expect(end.receipt.notes).toEqual(here.notes);
  expect(again).toEqual(here);
  expect(await ledger.task(taskId)).toMatchObject({ outcome: 'undone', check: result });
});

test('the code’s own words are told while the window is open, and kept by nobody', async () => {
  const directory = ledgerFolder();
  const ledger = await open(directory);
  const yard = await openYard({ deps: () => ({ ledger }) });
  opened.push(yard);
  const ran = await yard.run({ check: async () => quoting });
  const { hover, here, again } = await tellings(lastOf(ran), ledger, directory);
  const counted = tableOf(hover).map((line) => line.replaceAll("Cannot find name 'plan'", '1 problem'));
  expect(tableOf(hover)).toContain("Result: check failed: Cannot find name 'plan'");
  expect(counted.filter(stays)).toEqual(here.lines);
  expect(again).toEqual(here);
  expect(JSON.stringify(await ledger.recent(9))).not.toContain('Cannot find');
});

test('the last request of before is explained by a window that has served none', async () => {
  const directory = ledgerFolder();
  const yard = await openYard({ deps: (deps) => deps });
  opened.push(yard);
  const ledger = await open(directory);
  const none = await explained((to) => explainLastRoute(to, undefined, async () => ledger));
  expect(none).toBe('');
  await yard.run();
  const told = await explained((to) => explainLastRoute(to, undefined, async () => yard.ledger));
  expect(told).toContain('| class | refactor');
  expect(told).not.toContain('What weighed most');
});
