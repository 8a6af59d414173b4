/** What the other in-host tests lean on: that the window they run in can be read and driven. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';
import { screenOrSkip } from './screen.ts';
import { until } from './support/until.ts';

suite('screen', () => {
  test('reads the hover of the status bar and takes a picture', async function () {
    const screen = screenOrSkip(this);
    const [item] = await screen.statusBar({});
    assert.ok(item);
    assert.notEqual(await screen.statusBarHover({ id: item.id }), '');
    assert.ok(existsSync(await screen.screenshot({ name: 'status-bar-hover' })));
  });

  test('types into the window', async function () {
    const screen = screenOrSkip(this);
    const document = await vscode.workspace.openTextDocument({ content: '', language: 'plaintext' });
    await vscode.window.showTextDocument(document);
    await screen.waitFor({ selector: '.editor-instance .monaco-editor.focused' });
    await screen.type({ text: 'typed by the screen' });
    await until('the text', () => document.getText() === 'typed by the screen');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  test('looks into a webview', async function () {
    const screen = screenOrSkip(this);
    const panel = vscode.window.createWebviewPanel('screenTest', 'Screen test', vscode.ViewColumn.One, {
      // Without scripts no timer runs in it, and axe-core waits for one.
      enableScripts: true,
    });
    panel.webview.html = '<html lang="en"><title>t</title><body><main><h1>inside</h1></main></body></html>';
    await screen.waitFor({ scope: 0, selector: 'h1', hasText: 'inside' });
    assert.deepEqual(await screen.texts({ scope: 0, selector: 'h1' }), ['inside']);
    assert.equal(
      await screen.evaluate({ scope: 0, expression: 'document.querySelectorAll("h1").length' }),
      1,
    );
    assert.deepEqual(await screen.accessibility({ scope: 0 }), []);
    panel.webview.html = '<html lang="en"><title>t</title><body><main><img src="x"></main></body></html>';
    await screen.waitFor({ scope: 0, selector: 'img', state: 'attached' });
    const violations = await screen.accessibility({ scope: 0 });
    assert.ok(violations.some(({ rule }) => rule === 'image-alt'));
    panel.dispose();
  });

  test('opens a second window on the same profile', async function () {
    const screen = screenOrSkip(this);
    const window = await screen.openWindow({});
    await screen.waitFor({
      window,
      selector: '.statusbar-item[id^="switchyard.switchyard."]',
    });
    assert.equal((await screen.statusBar({ window })).length, 1);
    await screen.closeWindow({ window });
  });
});
