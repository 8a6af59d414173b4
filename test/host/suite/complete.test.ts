import assert from 'node:assert/strict';
import { setup, suite, suiteSetup, suiteTeardown, teardown, test } from 'mocha';
import * as vscode from 'vscode';
import { assertBooked, servedUsage } from './support/bookkeeping.ts';
import {
  controlledServer,
  gatedPace,
  type ControlledServer,
  type GatedPace,
} from './support/controlledServer.ts';
import { openFile, untitledWith } from './support/editors.ts';
import { openTestBed, type TestBed } from './support/testBed.ts';
import { until, untilStatus } from './support/until.ts';

suite('complete at cursor', () => {
  let server: ControlledServer;
  let bed: TestBed;
  suiteSetup(async function () {
    server = await controlledServer();
    bed = await openTestBed(this, server);
  });
  suiteTeardown(() => bed?.close());
  setup(() => bed.begin());
  teardown(() => bed.end());

  test('writes the body in one undo step, and books it', async () => {
    const editor = await openFile('src/cart.ts', { behind: 'CartLine[]): number {\n' });
    const original = editor.document.getText();
    bed.start('switchyard.complete');
    const body = '\n  return lines.reduce((sum, line) => sum + line.unitPrice * line.quantity, 0);\n}';
    await until('the body', () => editor.document.getText().includes(body));
    await untilStatus(bed.screen, /^\$0\.000\d · 0 hidden$/);

    const [row, ...others] = await bed.rows(1);
    const [call, ...otherCalls] = server.calls();
    assert.ok(call);
    assert.deepEqual([others.length, otherCalls.length], [0, 0]);
    assertBooked(row, { class: 'complete', tier: 'fast', served: servedUsage(call) });

    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), original);
  });

  test('indents a Python body behind its docstring', async () => {
    const editor = await openFile('src/stock.py', { behind: 'first."""' });
    bed.start('switchyard.complete');
    await until('the body', () =>
      /first\."""\n {4}low = .*\n {4}return .*\n/.test(editor.document.getText()),
    );
    const [row] = await bed.rows(1);
    assert.equal(row?.task.language, 'python');
  });
});

suite('complete, while the person types on', () => {
  let pace: GatedPace;
  let server: ControlledServer;
  let bed: TestBed;
  let editor: vscode.TextEditor;
  setup(async function () {
    pace = gatedPace();
    server = await controlledServer(pace);
    bed = await openTestBed(this, server);
    await bed.begin();
    editor = await openFile('src/cart.ts', { behind: 'CartLine[]): number {\n' });
    bed.start('switchyard.complete');
    await until('a call', () => server.calls().length === 1);
  });
  teardown(async () => {
    pace?.open();
    await bed?.end();
    await bed?.close();
  });

  test('elsewhere, finds its place again', async () => {
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '// typed meanwhile\n'));
    pace.open();
    const body = 'CartLine[]): number {\n  return lines.reduce((sum, line) => sum + line.unitPrice';
    await until('the body', () => editor.document.getText().includes(body));
    assert.ok(editor.document.getText().startsWith('// typed meanwhile\nexport interface CartLine'));
  });

  test('at that very place, leaves it alone: the answer is in a document of its own', async () => {
    await editor.edit((edit) => edit.insert(editor.selection.active, '  return 0;'));
    const typed = editor.document.getText();
    pace.open();
    await until('the answer', () => untitledWith(/return lines\.reduce/));
    assert.equal(editor.document.getText(), typed);
    const told = await until('a word', () => bed.told().at(-1));
    assert.match(told, /^The text changed while the answer came/);
  });
});
