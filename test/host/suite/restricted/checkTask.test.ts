/** In a workspace that nobody vouched for no task of it runs, whatever was chosen before. */
import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';
import { createCheckCommand } from '../../../../src/surfaces/edits/checkCommand.ts';
import { openFile } from '../support/editors.ts';
import { testApi } from '../support/testBed.ts';

suite('check task in Restricted Mode', () => {
  test('cannot be chosen', async () => {
    assert.equal(vscode.workspace.isTrusted, false);
    const api = await testApi();
    await vscode.commands.executeCommand('switchyard.chooseCheckTask');
    assert.equal(api.told.at(-1), 'Tasks run in trusted workspaces only.');
  });

  test('is not looked up, not asked about and not run, though one was chosen', async () => {
    const { document } = await openFile('src/duration.ts');
    const asked: string[] = [];
    const checkCommand = createCheckCommand({
      choice: {
        get: () => ({ name: 'judge', source: 'Workspace', folder: undefined, fingerprint: 'any' }),
        set: async () => void asked.push('set'),
      },
      confirm: async (message) => asked.push(message) > 0,
      tell: (message) => asked.push(message),
    });
    assert.equal(await checkCommand.check(document), undefined);
    assert.deepEqual(asked, []);
  });
});
