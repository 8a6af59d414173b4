/** What follows an answer: a request that goes on with it, one that fails its check, one that is tried again. */
import assert from 'node:assert/strict';
import { setup, suite, suiteSetup, suiteTeardown, teardown, test } from 'mocha';
import * as vscode from 'vscode';
import { request, typeRequest } from './support/askBox.ts';
import { controlledServer, type ControlledServer } from './support/controlledServer.ts';
import { openFile, removeFile, untitledWith, writeFile } from './support/editors.ts';
import { openTestBed, type TestBed } from './support/testBed.ts';
import { until } from './support/until.ts';

const title = 'Switchyard: Ask';
const file = 'src/going.ts';
const names = "const names = ['b', 'a'];\n";

suite('what follows an answer', () => {
  let server: ControlledServer;
  let bed: TestBed;
  suiteSetup(async function () {
    server = await controlledServer();
    bed = await openTestBed(this, server);
  });
  suiteTeardown(() => bed?.close());
  setup(async () => {
    await bed.begin();
    await bed.set('routing.policy.refactor', 'avoid');
    await writeFile(file, `export ${names}export const count = 2;\n`);
  });
  teardown(async () => {
    await bed.end();
    await removeFile(file);
  });

  const said = (): string => JSON.stringify(server.calls().at(-1)?.body);

  async function select({ document }: vscode.TextEditor, text: string): Promise<void> {
    const editor = await vscode.window.showTextDocument(document);
    const from = document.getText().indexOf(text);
    assert.ok(from >= 0, `${text} is not there`);
    editor.selection = new vscode.Selection(
      document.positionAt(from),
      document.positionAt(from + text.length),
    );
  }

  async function replace({ uri }: vscode.TextDocument, range: vscode.Range, text: string): Promise<void> {
    const change = new vscode.WorkspaceEdit();
    change.replace(uri, range, text);
    await vscode.workspace.applyEdit(change);
  }

  async function diff(): Promise<vscode.Tab> {
    return until('a diff', () => {
      const { activeTab } = vscode.window.tabGroups.activeTabGroup;
      return activeTab?.input instanceof vscode.TabInputTextDiff ? activeTab : undefined;
    });
  }

  async function refactored(editor: vscode.TextEditor, from: string, to: string): Promise<void> {
    await select(editor, from);
    server.misbehave({ kind: 'answer', text: `\`\`\`ts\n${to}\n\`\`\`` });
    bed.start('switchyard.refactor');
    await request(bed.screen, 'Switchyard: Refactor Selection', 'make it longer');
    await diff();
    bed.start('switchyard.applyEdit');
    await until('the edit', () => editor.document.getText().includes(to));
  }

  test('“do that” sends the turn before it, and thanks send nothing', async () => {
    bed.start('switchyard.ask');
    server.misbehave({ kind: 'answer', text: 'Put the saffron marker in front of it.' });
    await request(bed.screen, title, 'What does addToCart do with a product it has already?');
    await until('the answer', () => untitledWith(/saffron/));
    bed.start('switchyard.ask');
    server.misbehave({ kind: 'answer', text: 'Done as said.' });
    await request(bed.screen, title, 'yes, do that');
    await until('the second answer', () => untitledWith(/Done as said/));
    assert.match(said(), /"role":"assistant","content":"Put the saffron marker/);
    assert.match(said(), /What does addToCart do/);

    bed.start('switchyard.ask');
    await bed.screen.waitFor({ selector: '.quick-input-title', hasText: title });
    await bed.screen.fill({ selector: '.quick-input-widget input.input', text: 'ok thanks' });
    await bed.screen.press({ keys: 'Enter' });
    await until('a word', () => bed.told().includes('Nothing to do, so nothing was sent.'));
    assert.equal(server.calls().length, 2);
  });

  test('words without code are not inserted: they are shown for review', async () => {
    const words = 'I cannot complete this without knowing the schema.';
    await bed.set('limits.extraAttempts', 0);
    const editor = await openFile(file, { behind: names });
    const original = editor.document.getText();
    server.misbehave({ kind: 'answer', text: words });
    bed.start('switchyard.complete');
    assert.match((await diff()).label, /check failed: no code in the answer \(Apply or Discard\)$/);
    assert.equal(editor.document.getText(), original);
    bed.start('switchyard.discardEdit');
    await until('outcome rejected', async () => (await bed.rows(1))[0]?.outcome === 'rejected');
    assert.equal(editor.document.getText(), original);
  });

  test('code without a fence is inserted', async () => {
    const editor = await openFile(file, { behind: names });
    server.misbehave({ kind: 'answer', text: 'export const total = 3;\n' });
    bed.start('switchyard.complete');
    await until('the code', () => editor.document.getText().includes(`${names}export const total = 3;`));
  });

  test('an edit that was applied, and moved since, is what a retry is about', async () => {
    const editor = await openFile(file);
    await refactored(editor, 'count = 2', 'counted = 2');
    await replace(editor.document, new vscode.Range(0, 0, 0, 0), '// ours\n// and ours\n');
    bed.start('switchyard.retryFast');
    await until('a second call', () => server.calls().length === 2);
    assert.match(said(), /<selection>\\ncounted = 2\\n<\/selection>/);
    await diff();
  });

  test('a retry about text that is gone says so, and asks nobody', async () => {
    const editor = await openFile(file);
    await select(editor, 'count = 2');
    bed.start('switchyard.refactor');
    await request(bed.screen, 'Switchyard: Refactor Selection', 'make it longer');
    await diff();
    bed.start('switchyard.discardEdit');
    await bed.rows(1);
    await replace(editor.document, new vscode.Range(1, 13, 1, 22), 'tally = 5');
    assert.match(editor.document.getText(), /^export const tally = 5;$/m);
    bed.start('switchyard.retryFast');
    await until('a word', () => bed.told().some((text) => text.startsWith('Not tried again: ')));
    assert.equal(server.calls().length, 1);
  });

  test('a tool that is asked again works on the text of now', async () => {
    await writeFile(file, 'b\na\nc\n');
    const editor = await openFile(file, { select: 'b\na\nc' });
    bed.start('switchyard.ask');
    await typeRequest(bed.screen, title, 'sort these lines');
    await bed.screen.press({ keys: 'Enter' });
    await until('sorted', () => editor.document.getText().startsWith('a\nb\nc'));
    await replace(editor.document, new vscode.Range(1, 0, 1, 1), 'z');
    bed.start('switchyard.reroute');
    await bed.screen.waitFor({ selector: '.quick-input-title', hasText: 'Reroute Last Request' });
    await bed.screen.press({ keys: 'Enter' });
    await until('a call', () => server.calls().length === 1);
    assert.match(said(), /<selection>\\na\\nz\\nc\\n<\/selection>/);
  });
});
