/** A task of the workspace as a check: agreed to once a definition, run on the saved file, told on the receipt. */
import assert from 'node:assert/strict';
import { setup, suite, suiteSetup, suiteTeardown, teardown, test } from 'mocha';
import * as vscode from 'vscode';
import { runCheckCommand } from '../../../src/surfaces/edits/checkCommand.ts';
import { request } from './support/askBox.ts';
import { controlledServer, type ControlledServer } from './support/controlledServer.ts';
import { openFile, removeFile, textFrom, writeFile } from './support/editors.ts';
import { openTestBed, testApi, type TestBed } from './support/testBed.ts';
import { until } from './support/until.ts';

const file = 'src/duration.ts';
const title = 'Switchyard: Choose Check Task';

suite('check task', () => {
  let server: ControlledServer;
  let bed: TestBed;
  let original: string;
  /** What dialogs said since the test began; each is answered with `yes`. */
  let dialogs: string[] = [];
  let yes = true;
  let asked = 0;

  suiteSetup(async function () {
    server = await controlledServer();
    bed = await openTestBed(this, server);
    const api = await testApi();
    api.confirm = (words) => {
      dialogs.push(words);
      return yes;
    };
    original = (await openFile(file)).document.getText();
  });
  suiteTeardown(async () => {
    (await testApi()).confirm = () => false;
    await bed?.close();
  });
  setup(async () => {
    dialogs = [];
    yes = true;
    await bed.begin();
    await bed.set('routing.policy.refactor', 'maybe');
    await bed.set('routing.profile', 'quick');
  });
  teardown(async () => {
    await chooseRow('No task').catch(() => undefined);
    await removeFile('.vscode/tasks.json').catch(() => undefined);
    await bed.end();
    await writeFile(file, original);
  });

  /** A task that ends with this code, and looks at what is on the disk first. */
  async function defineTask(script: string): Promise<void> {
    const task = { label: 'judge', type: 'process', command: 'node', args: ['-e', script] };
    await writeFile('.vscode/tasks.json', JSON.stringify({ version: '2.0.0', tasks: [task] }));
    await until('the task', async () => {
      const tasks = await vscode.tasks.fetchTasks();
      const found = tasks.find(({ name }) => name === 'judge');
      return found?.execution instanceof vscode.ProcessExecution && found.execution.args.includes(script);
    });
  }

  async function chooseRow(row: string): Promise<void> {
    bed.start('switchyard.chooseCheckTask');
    await bed.screen.waitFor({ selector: '.quick-input-title', hasText: title });
    await bed.screen.click({ selector: `.quick-input-list .monaco-list-row:has-text("${row}")` });
    await bed.screen.waitFor({ selector: '.quick-input-title', hasText: title, state: 'hidden' });
  }

  async function applyRefactoring(): Promise<vscode.TextEditor> {
    const editor = await openFile(file, { select: await textFrom(file, 'export function parseDuration') });
    const code = editor.document.getText(editor.selection).replace('amount * 60 * 1000', 'amount * 60_000');
    server.misbehave({ kind: 'answer', text: `\`\`\`ts\n${code}\n\`\`\`` });
    bed.start('switchyard.refactor');
    // In other words each time, since the same request again and again is slowed down as a loop.
    asked += 1;
    const words = `write minutes in milliseconds, ${'please '.repeat(asked)}`;
    await request(bed.screen, 'Switchyard: Refactor Selection', words);
    await until('a diff', () => {
      const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      return input instanceof vscode.TabInputTextDiff;
    });
    bed.start('switchyard.applyEdit');
    await until('the edit', () => editor.document.getText().includes('60_000'));
    return editor;
  }

  async function hover(): Promise<string> {
    const [item] = await bed.screen.statusBar({});
    return (await bed.screen.statusBarHover({ id: item?.id ?? '' })).replaceAll('\u{a0}', ' ');
  }

  const seesEdit = `process.exit(require('fs').readFileSync('${file}', 'utf8').includes('60_000') ? 0 : 3)`;

  test('sees the applied edit on the disk, and its word comes onto the receipt', async () => {
    await defineTask(seesEdit);
    await chooseRow('judge');
    await until('the choice', () => bed.told().some((text) => text.includes('“judge” checks the edits')));
    assert.equal(dialogs.length, 1);
    assert.match(
      dialogs[0] ?? '',
      /Check applied edits with the task “judge”\?\nIt runs: node -e process\.exit/,
    );

    const editor = await applyRefactoring();
    await until('a receipt with its word', async () => (await hover()).includes('task “judge”'));
    assert.equal(editor.document.isDirty, false);
    assert.match(await hover(), /checked: syntax, .*task “judge”/);
    assert.equal(dialogs.length, 1, 'it was asked again');
    const [row] = await bed.rows(1);
    await until('the ledger', async () => (await bed.rows(1))[0]?.check?.verdict === 'passed');
    assert.equal(row?.tier, 'fast');
  });

  test('that fails offers to take the edit back and to ask the reasoning model', async () => {
    await defineTask('process.exit(3)');
    await chooseRow('judge');
    const editor = await applyRefactoring();
    await until('a word', () =>
      bed.told().some((text) => text.startsWith('“judge” fails after the edit of duration.ts')),
    );
    const shown = await hover();
    assert.match(shown, /check failed: task “judge” \(exit code 3\)/);
    assert.match(shown, /whether the task passed before this edit is not known/);
    assert.match(shown, /Undo and retry with reasoning/);
    await bed.screen.screenshot({ name: 'check-task-failed' });
    bed.start('switchyard.undoAndRetry');
    await until('the text of before', () => editor.document.getText() === original);
    const rows = await bed.rows(2);
    assert.deepEqual(
      rows.map(({ tier, task }) => `${tier} ${task.because.includes('you chose reasoning')}`),
      ['fast false', 'reasoning true'],
    );
    await until('outcome undone', async () => (await bed.rows(2))[0]?.outcome === 'undone');
  });

  test('asks anew where its definition changed, and is left out where the answer is no', async () => {
    await defineTask(seesEdit);
    await chooseRow('judge');
    await defineTask(`${seesEdit};`);
    yes = false;
    await applyRefactoring();
    await until('a second question', () => dialogs.length === 2);
    assert.match(dialogs[1] ?? '', /Its definition has changed since you agreed to it\./);
    await until('a note', async () =>
      (await hover()).includes('not checked by the task “judge”: its definition has changed'),
    );
    assert.doesNotMatch(await hover(), /checked: [^\n]*task/);
  });

  test('that cannot be started has judged nothing', async () => {
    await defineTask('process.exit(127)');
    await chooseRow('judge');
    await applyRefactoring();
    await until('a note', async () =>
      (await hover()).includes('not checked by the task “judge”: it could not be started (exit code 127)'),
    );
    assert.equal((await bed.rows(1))[0]?.check?.verdict, 'passed');
  });

  test('is run for no request that may not think', async () => {
    await defineTask("require('fs').writeFileSync('judged.txt', '')");
    await chooseRow('judge');
    await bed.set('routing.policy.refactor', 'avoid');
    const editor = await applyRefactoring();
    await until('outcome accepted', async () => (await bed.rows(1))[0]?.outcome === 'accepted');
    assert.equal(editor.document.isDirty, true);
    assert.deepEqual(await vscode.workspace.findFiles('judged.txt'), []);
  });

  test('that does not end in time is ended, and has judged nothing', async () => {
    await defineTask('setTimeout(() => {}, 600_000)');
    const [task] = (await vscode.tasks.fetchTasks()).filter(({ name }) => name === 'judge');
    assert.ok(task);
    assert.deepEqual(await runCheckCommand(task, 1500), { kind: 'timedOut' });
    await until('its end', () => vscode.tasks.taskExecutions.every(({ task: { name } }) => name !== 'judge'));
  });
});
