import assert from 'node:assert/strict';
import { setup, suite, suiteSetup, suiteTeardown, teardown, test } from 'mocha';
import * as vscode from 'vscode';
import { request } from './support/askBox.ts';
import { assertBooked, servedUsage } from './support/bookkeeping.ts';
import { controlledServer, type ControlledServer } from './support/controlledServer.ts';
import { openFile, textFrom } from './support/editors.ts';
import { openTestBed, type TestBed } from './support/testBed.ts';
import { until, untilStatus } from './support/until.ts';

const flat = "{\n  if (parcel.country !== 'US') return parcel.express ? 60 : 30;\n";

suite('refactor selection', () => {
  let server: ControlledServer;
  let bed: TestBed;
  let editor: vscode.TextEditor;
  let original: string;
  suiteSetup(async function () {
    server = await controlledServer();
    bed = await openTestBed(this, server);
  });
  suiteTeardown(() => bed?.close());
  setup(async () => {
    await bed.begin();
    await bed.set('routing.policy.refactor', 'avoid');
    const select = await textFrom('src/shipping.ts', 'export function shippingCost');
    editor = await openFile('src/shipping.ts', { select });
    original = editor.document.getText();
  });
  teardown(() => bed.end());

  async function untilDiff(): Promise<vscode.TabInputTextDiff> {
    bed.start('switchyard.refactor');
    await request(bed.screen, 'Switchyard: Refactor Selection', 'flatten it');
    return until('a diff', () => {
      const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      return input instanceof vscode.TabInputTextDiff ? input : undefined;
    });
  }

  test('shows a diff, and applies it as one undo step', async () => {
    const diff = await untilDiff();
    const proposed = await vscode.workspace.openTextDocument(diff.modified);
    assert.ok(proposed.getText().includes(flat));
    assert.equal(editor.document.getText(), original);
    const shown = await until('the proposal in front', () => {
      const active = vscode.window.activeTextEditor;
      return active?.document === proposed ? active : undefined;
    });
    assert.equal(shown.selection.isEmpty, true);

    bed.start('switchyard.applyEdit');
    await until('the edit', () => editor.document.getText() === proposed.getText());
    await untilStatus(bed.screen, /^\$0\.000\d · 0 hidden$/);
    const [row] = await bed.rows(1);
    const [call] = server.calls();
    assert.ok(call);
    assertBooked(row, { class: 'refactor', tier: 'fast', served: servedUsage(call) });

    await until('the file in front', () => vscode.window.activeTextEditor?.document === editor.document);
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), original);
  });

  test('is refused where the text changed meanwhile', async () => {
    await untilDiff();
    const change = new vscode.WorkspaceEdit();
    change.insert(editor.document.uri, editor.selection.start.translate(1), '  // typed meanwhile\n');
    await vscode.workspace.applyEdit(change);
    const typed = editor.document.getText();
    bed.start('switchyard.applyEdit');
    await until('a word', () => bed.told().some((text) => text.startsWith('Not applied: the text changed')));
    assert.equal(editor.document.getText(), typed);
  });

  test('is gone when discarded, and paid all the same', async () => {
    await untilDiff();
    bed.start('switchyard.discardEdit');
    await until('no diff', () =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .every(({ input }) => !(input instanceof vscode.TabInputTextDiff)),
    );
    assert.equal(editor.document.getText(), original);
    const [row] = await bed.rows(1);
    assert.equal(row?.state, 'settled');
  });
});
