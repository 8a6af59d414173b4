import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';
import { screenOrSkip } from './screen.ts';

interface ContributedCommand {
  readonly command: string;
}

suite('activation', () => {
  const extension = vscode.extensions.getExtension('switchyard.switchyard');

  test('the extension is active soon after the window opens', async () => {
    assert.ok(extension, 'VS Code does not know the extension');
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  test('every contributed command is registered', async () => {
    const manifest: { contributes: { commands?: ContributedCommand[] } } = extension?.packageJSON;
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = (manifest.contributes.commands ?? [])
      .map(({ command }) => command)
      .filter((command) => !registered.has(command));
    assert.deepEqual(missing, []);
  });

  test('the status bar shows one item of ours', async function () {
    const screen = screenOrSkip(this);
    const items = await screen.statusBar({});
    assert.equal(items.length, 1);
    assert.notEqual(items[0]?.text, '');
  });
});
