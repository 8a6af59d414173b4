/** What is checked of an edit before a person sees it, and what a failure, a silence or a refusal leads to. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { setup, suite, suiteSetup, suiteTeardown, teardown, test } from 'mocha';
import * as vscode from 'vscode';
import { request } from './support/askBox.ts';
import { controlledServer, type ControlledServer } from './support/controlledServer.ts';
import { openFile, removeFile, textFrom, writeFile } from './support/editors.ts';
import { openTestBed, type TestBed } from './support/testBed.ts';
import { until } from './support/until.ts';

const title = 'Switchyard: Refactor Selection';
const tricky = 'src/tricky.ts';

suite('edit checks', () => {
  let server: ControlledServer;
  let bed: TestBed;
  suiteSetup(async function () {
    server = await controlledServer();
    bed = await openTestBed(this, server);
  });
  suiteTeardown(() => bed?.close());
  setup(async () => {
    await bed.begin();
    // Fast first, with the other model to go to.
    await bed.set('routing.policy.refactor', 'maybe');
    await bed.set('routing.profile', 'quick');
  });
  teardown(() => bed.end());

  const code = (text: string, language = 'ts') =>
    ({ kind: 'answer', text: `\`\`\`${language}\n${text}\n\`\`\`` }) as const;

  async function ask(): Promise<void> {
    bed.start('switchyard.refactor');
    await request(bed.screen, title, 'tidy it');
  }

  async function diffTitle(): Promise<string> {
    const tab = await until('a diff', () => {
      const { activeTab } = vscode.window.tabGroups.activeTabGroup;
      return activeTab?.input instanceof vscode.TabInputTextDiff ? activeTab : undefined;
    });
    return tab.label;
  }

  async function hover(): Promise<string> {
    return (await bed.screen.statusBarHover({ id: 'meter' })).replaceAll('\u{a0}', ' ');
  }

  test('lines changed outside the selection are flagged, and the same failure twice ends it', async () => {
    const { document } = await openFile('src/shipping.ts', {
      select: await textFrom('src/shipping.ts', 'export function shippingCost'),
    });
    const meddled = document.getText().replace('readonly express: boolean', 'readonly express?: boolean');
    server.misbehave(code(meddled), code(meddled), code(meddled));
    await ask();
    assert.match(await diffTitle(), /changes lines outside the selection \(Apply or Discard\)$/);
    const rows = await bed.rows(2);
    assert.deepEqual(
      rows.map(({ tier }) => tier),
      ['fast', 'reasoning'],
    );
    assert.equal(server.calls().length, 2);
    const shown = await hover();
    assert.match(shown, /check failed: lines outside the selection changed; the same failure twice/);
    assert.match(shown, /Result\s+check failed: lines outside the selection changed/);
    await bed.screen.screenshot({ name: 'edit-checks-outside' });
  });

  test('a language whose server stays silent is not checked, and nothing is escalated for it', async () => {
    await openFile('src/stock.py', { select: await textFrom('src/stock.py', 'def receive') });
    server.misbehave(code('def receive(items, product_id, quantity)\n    pass', 'python'));
    await ask();
    assert.match(await diffTitle(), /, not checked yet \(Apply or Discard\)$/);
    const [row] = await bed.rows(1);
    assert.equal(server.calls().length, 1);
    assert.equal(row?.check?.verdict, 'notChecked');
    assert.match(await hover(), /Result\s+not checked: the language server gave no answer in time/);
  });

  test('what nothing has checked is applied on the person’s word alone', async () => {
    const { document } = await openFile('src/stock.py', {
      select: await textFrom('src/stock.py', 'def receive'),
    });
    const original = document.getText();
    server.misbehave(code('def receive(items, product_id, quantity):\n    pass', 'python'));
    await ask();
    await diffTitle();
    bed.appliesAnyway = false;
    await vscode.commands.executeCommand('switchyard.applyEdit');
    assert.equal(document.getText(), original);
    bed.appliesAnyway = true;
    await vscode.commands.executeCommand('switchyard.applyEdit');
    assert.match(document.getText(), /quantity\):\n {4}pass/);
    const words =
      'This edit was not checked. Apply it anyway?\nThe language server gave no answer in time. Look at it yourself before you apply it.';
    assert.deepEqual(bed.askedToApply, [words, words]);
  });

  test('a bracket left open is seen without a server: another model is asked, then the person', async () => {
    await openFile('src/stock.py', { select: await textFrom('src/stock.py', 'def receive') });
    const broken = code('def receive(items, product_id, quantity:\n    pass', 'python');
    server.misbehave(broken, broken);
    await ask();
    assert.match(await diffTitle(), /check failed: “\(” in line \d+ is not closed \(Apply or Discard\)$/);
    const rows = await bed.rows(2);
    assert.deepEqual(
      rows.map(({ tier, check }) => [tier, check?.verdict]),
      [
        ['fast', 'failed'],
        ['reasoning', 'failed'],
      ],
    );
    bed.appliesAnyway = false;
    await vscode.commands.executeCommand('switchyard.applyEdit');
    assert.match(bed.askedToApply[0] ?? '', /^This edit failed its check\. Apply it anyway\?\n“\(” in line/);
  });

  test('a server that wakes while the edit is looked at is heard', async () => {
    const file = 'config/limits.yaml';
    await writeFile(file, 'one: 1\ntwo: 2\nthree: 3\n');
    let speaking: vscode.Disposable | undefined;
    try {
      const { document } = await openFile(file, { select: 'two: 2' });
      server.misbehave(code('two: 4', 'yaml'));
      await ask();
      assert.match(await diffTitle(), /, not checked yet \(Apply or Discard\)$/);
      speaking = yamlServer();
      await until('its word', async () => (await bed.rows(1))[0]?.check?.verdict === 'passed');
      assert.match(await hover(), /Result\s+checked: syntax/);
      await vscode.commands.executeCommand('switchyard.applyEdit');
      assert.match(document.getText(), /two: 4/);
      assert.deepEqual(bed.askedToApply, []);
      await document.save();
    } finally {
      speaking?.dispose();
      await removeFile(file);
    }
  });

  test('a server with words of its own for syntax errors is understood by what it says of a broken line', async () => {
    const file = 'config/limits.yaml';
    await writeFile(file, 'one: 1\ntwo: 2\nthree: 3\n');
    const speaking = yamlServer();
    try {
      await openFile(file, { select: 'two: 2' });
      server.misbehave(code('two: [4, 5', 'yaml'), code('two: 4', 'yaml'));
      await ask();
      await diffTitle();
      const [first, second] = await bed.rows(2);
      assert.equal(first?.tier, 'fast');
      assert.equal(second?.check?.verdict, 'passed');
      assert.equal(server.calls().length, 2);
    } finally {
      speaking.dispose();
      await removeFile(file);
    }
  });

  test('errors that were there before are not the edit’s', async () => {
    const text =
      'export const total: number = missing;\n\nexport function twice(n: number) {\n  return n + n;\n}\n';
    await writeFile(tricky, text);
    try {
      await openFile(tricky, { select: await textFrom(tricky, 'export function twice') });
      server.misbehave(code('export function twice(n: number) {\n  return 2 * n;\n}'));
      await ask();
      await diffTitle();
      assert.equal((await bed.rows(1))[0]?.check?.verdict, 'passed');
      assert.equal(server.calls().length, 1);
      // Where the file was at fault already only its grammar is judged.
      assert.match(await hover(), /Result\s+checked: syntax\n/);
    } finally {
      await removeFile(tricky);
    }
  });

  for (const [kind, told] of [
    ['refusal', /declined/],
    ['contentFilter', /filter/],
  ] as const) {
    test(`an answer that ends as ${kind} is told, and no stronger model is asked`, async () => {
      await openFile('src/duration.ts', {
        select: await textFrom('src/duration.ts', 'export function parseDuration'),
      });
      server.misbehave({ kind });
      await ask();
      const [row] = await bed.rows(1);
      await until('a word', () => bed.told().some((text) => told.test(text)));
      assert.equal(row?.tier, 'fast');
      assert.equal(server.calls().length, 1);
    });
  }

  test('an edit keeps the mark, the line ends and the tabs that the file has on disk', async () => {
    const lines = [
      '/** Ours. */',
      'export function clamp(n: number) {',
      '\tif (n < 0) {',
      '\t\treturn 0;',
      '\t}',
    ];
    const file = `\u{feff}${[...lines, '\treturn n;', '}', '', '// end', ''].join('\r\n')}`;
    await writeFile(tricky, file);
    try {
      const { document } = await openFile(tricky);
      const text = document.getText();
      const from = text.indexOf('export function');
      const editor = await vscode.window.showTextDocument(document);
      editor.selection = new vscode.Selection(
        document.positionAt(from),
        document.positionAt(text.indexOf('\r\n\r\n// end')),
      );
      server.misbehave(code('export function clamp(n: number) {\n    return Math.max(0, n);\n}'));
      await ask();
      await diffTitle();
      bed.start('switchyard.applyEdit');
      await until('the edit', () => document.getText().includes('Math.max'));
      await document.save();
      const bytes = await readFile(document.uri.fsPath, 'utf8');
      assert.equal(
        bytes,
        '\u{feff}/** Ours. */\r\nexport function clamp(n: number) {\r\n\treturn Math.max(0, n);\r\n}\r\n\r\n// end\r\n',
      );
    } finally {
      await removeFile(tricky);
    }
  });
});

/** A language server for key-and-number lines whose words are those of no other. */
function yamlServer(): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('yaml');
  const judge = (document: vscode.TextDocument): void => {
    if (document.languageId !== 'yaml') return;
    const found = document
      .getText()
      .split('\n')
      .flatMap((line, index) =>
        line === '' || /^\w+: \d+$/.test(line)
          ? []
          : [new vscode.Diagnostic(new vscode.Range(index, 0, index, line.length), 'Schlüssel ohne Wert')],
      );
    collection.set(document.uri, found);
  };
  vscode.workspace.textDocuments.forEach(judge);
  return vscode.Disposable.from(collection, vscode.workspace.onDidOpenTextDocument(judge));
}
