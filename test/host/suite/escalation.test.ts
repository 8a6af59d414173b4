/** An answer that does not parse is not shown: the reasoning model is asked before the person sees anything. */
import assert from 'node:assert/strict';
import { setup, suite, suiteSetup, suiteTeardown, teardown, test } from 'mocha';
import * as vscode from 'vscode';
import { request } from './support/askBox.ts';
import { assertBooked, servedUsage } from './support/bookkeeping.ts';
import { controlledServer, type ControlledServer } from './support/controlledServer.ts';
import { openFile, textFrom } from './support/editors.ts';
import { openTestBed, type TestBed } from './support/testBed.ts';
import { until } from './support/until.ts';

suite('escalation', () => {
  let server: ControlledServer;
  let bed: TestBed;
  suiteSetup(async function () {
    server = await controlledServer();
    bed = await openTestBed(this, server);
  });
  suiteTeardown(() => bed?.close());
  setup(() => bed.begin());
  teardown(() => bed.end());

  test('asks the reasoning model where the fast answer does not parse, and pays for both', async () => {
    const select = await textFrom('src/duration.ts', 'export function parseDuration');
    const editor = await openFile('src/duration.ts', { select });
    // The language server must know the file before it can judge an answer.
    await until('symbols', async () => {
      const symbols: unknown = await vscode.commands.executeCommand(
        'vscode.executeDocumentSymbolProvider',
        editor.document.uri,
      );
      return Array.isArray(symbols) && symbols.length > 0;
    });
    bed.start('switchyard.refactor');
    await request(bed.screen, 'Switchyard: Refactor Selection', 'accept several units, such as 1h 30m');
    const diff = await until('a diff', () => {
      const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      return input instanceof vscode.TabInputTextDiff && input;
    });
    const proposed = await vscode.workspace.openTextDocument(diff.modified);
    assert.match(proposed.getText(), /const unitMs = new Map\([^]*return total;\n\}\n$/);

    const [first, second, ...others] = await bed.rows(2);
    const [firstCall, secondCall] = server.calls();
    assert.ok(firstCall && secondCall);
    assert.equal(others.length, 0);
    assertBooked(first, { class: 'refactor', tier: 'fast', served: servedUsage(firstCall) });
    assertBooked(second, { class: 'refactor', tier: 'reasoning', served: servedUsage(secondCall) });
    assert.equal(first?.task.taskId, second?.task.taskId);
    const hover = await bed.screen.statusBarHover({ id: 'meter' });
    assert.match(hover, /checked: syntax/);
    assert.match(hover, /check failed \(“\{” in line 2 is not closed\): tried on the reasoning model/);
  });
});
