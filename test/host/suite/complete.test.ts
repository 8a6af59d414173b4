import assert from 'node:assert/strict';
import { setup, suite, suiteSetup, suiteTeardown, teardown, test } from 'mocha';
import * as vscode from 'vscode';
import { assertBooked, servedUsage } from './support/bookkeeping.ts';
import { controlledServer, type ControlledServer } from './support/controlledServer.ts';
import { openFile } from './support/editors.ts';
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

  test('leaves the text alone where it changed meanwhile', async () => {
    server.misbehave({ kind: 'stall', at: 'midStream' });
    const editor = await openFile('src/cart.ts', { behind: 'CartLine[]): number {\n' });
    bed.start('switchyard.complete');
    await until('a call', () => server.calls().length === 1);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '// typed meanwhile\n'));
    const typed = editor.document.getText();
    bed.start('switchyard.stop');
    await bed.rows(1);
    assert.equal(editor.document.getText(), typed);
  });
});
