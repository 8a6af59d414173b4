import assert from 'node:assert/strict';
import { setup, suite, suiteSetup, suiteTeardown, teardown, test } from 'mocha';
import * as vscode from 'vscode';
import { leaveBox, request, typeRequest } from './support/askBox.ts';
import { controlledServer, type ControlledServer } from './support/controlledServer.ts';
import { openFile } from './support/editors.ts';
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

  for (const [tool, words, before, after] of [
    ['prettyJson', 'could you pretty print this json', '{"b":1.0,"a":[]}', '{\n  "b": 1.0,\n  "a": []\n}'],
    ['changeCase', 'convert to camelCase please', 'user_first_name', 'userFirstName'],
    ['removeDuplicateLines', 'get rid of duplicates', 'pear\nfig\npear', 'pear\nfig'],
    ['reverseLines', 'reverse the order', 'a\nb\nc', 'c\nb\na'],
  ] as const) {
    test(`${tool}, asked as “${words}”`, async () => {
      const document = await vscode.workspace.openTextDocument({ content: before });
      const editor = await vscode.window.showTextDocument(document);
      editor.selection = new vscode.Selection(new vscode.Position(0, 0), document.positionAt(before.length));
      bed.start('switchyard.ask');
      const preview = await request(bed.screen, 'Switchyard: Ask', words);
      assert.match(preview, new RegExp(` · ${tool} · \\$0`));
      await until('the change', () => document.getText() === after);
      await assertDoneBy(tool);
    });
  }

  test('list where a symbol is used', async () => {
    await openFile('src/cart.ts');
    bed.start('switchyard.ask');
    const preview = await request(bed.screen, 'Switchyard: Ask', 'can you show me where CartLine is used?');
    assert.match(preview, / · references · \$0/);
    await bed.screen.waitFor({ selector: '.reference-zone-widget .ref-tree' });
    await assertDoneBy('references');
    await bed.screen.screenshot({ name: 'local-tools-references' });
    await bed.screen.press({ keys: 'Escape' });
  });

  test('leave a request alone that only looks like theirs', async () => {
    for (const [words, tier] of [
      ['sort dog, paper, cat, eggs, cheese into categories', 'format · fast'],
      ['explain 2+2', 'complete · fast'],
    ] as const) {
      bed.start('switchyard.ask');
      const preview = await typeRequest(bed.screen, 'Switchyard: Ask', words);
      assert.match(preview, new RegExp(`^${tier}`));
      await leaveBox(bed.screen, 'Switchyard: Ask');
    }
  });

  test('do sums', async () => {
    bed.start('switchyard.ask');
    await request(bed.screen, 'Switchyard: Ask', 'what is 17 * 23?');
    await bed.screen.waitFor({ selector: '.quick-input-list .monaco-list-row', hasText: '391' });
    await assertDoneBy('arithmetic');
  });
});
