import assert from 'node:assert/strict';
import { setup, suite, suiteSetup, suiteTeardown, teardown, test } from 'mocha';
import * as vscode from 'vscode';
import { request } from './support/askBox.ts';
import { controlledServer, type ControlledServer } from './support/controlledServer.ts';
import { openTestBed, type TestBed } from './support/testBed.ts';
import { until, untilStatus } from './support/until.ts';

suite('local tools', () => {
  let server: ControlledServer;
  let bed: TestBed;
  suiteSetup(async function () {
    server = await controlledServer();
    bed = await openTestBed(this, server);
  });
  suiteTeardown(() => bed?.close());
  setup(() => bed.begin());
  teardown(async () => {
    await bed.end();
    assert.deepEqual(server.calls(), []);
  });

  async function assertDoneBy(tool: string): Promise<void> {
    const [row] = await bed.rows(1);
    assert.deepEqual({ tier: row?.tier, tool: row?.tool, hold: row?.hold }, { tier: 'local', tool, hold: 0 });
    await untilStatus(bed.screen, new RegExp(`^${tool} · \\$0$`));
  }

  test('sort the selected lines', async () => {
    const document = await vscode.workspace.openTextDocument({ content: 'pear\napple\nfig\n' });
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(0, 0, 2, 3);
    bed.start('switchyard.ask');
    const preview = await request(bed.screen, 'Switchyard: Ask', 'sort these lines');
    assert.match(preview, / · sortLines · \$0/);
    await until('order', () => document.getText() === 'apple\nfig\npear\n');
    await assertDoneBy('sortLines');
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), 'pear\napple\nfig\n');
  });

  test('do sums', async () => {
    bed.start('switchyard.ask');
    await request(bed.screen, 'Switchyard: Ask', 'what is 17 * 23?');
    await bed.screen.waitFor({ selector: '.quick-input-list .monaco-list-row', hasText: '391' });
    await assertDoneBy('arithmetic');
  });
});
