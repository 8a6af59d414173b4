import assert from 'node:assert/strict';
import { setup, suite, suiteSetup, suiteTeardown, teardown, test } from 'mocha';
import * as vscode from 'vscode';
import { controlledServer, type ControlledServer } from './support/controlledServer.ts';
import { openFile } from './support/editors.ts';
import { openTestBed, type TestBed } from './support/testBed.ts';

suite('consent to send', () => {
  let server: ControlledServer;
  let bed: TestBed;
  suiteSetup(async function () {
    server = await controlledServer();
    bed = await openTestBed(this, server);
  });
  suiteTeardown(() => bed?.close());
  setup(() => bed.begin());
  teardown(() => bed.end());

  const complete = async (): Promise<void> => {
    await openFile('src/cart.ts', { behind: 'CartLine[]): number {\n' });
    bed.start('switchyard.complete');
  };

  test('once refused, nothing is sent, and who refused is not told so', async () => {
    bed.answer = false;
    await openFile('src/cart.ts', { behind: 'CartLine[]): number {\n' });
    await vscode.commands.executeCommand('switchyard.complete');
    assert.deepEqual(bed.told(), []);
    assert.deepEqual(
      bed.asked.map(({ type }) => type),
      ['consent'],
    );
    assert.deepEqual(server.calls(), []);
    assert.equal(await bed.held(), 0);
  });

  test('once given, is not asked for again at this address', async () => {
    await complete();
    await bed.rows(1);
    await complete();
    await bed.rows(2);
    assert.deepEqual(
      bed.asked.map(({ type }) => type),
      ['consent'],
    );
    assert.equal(server.calls().length, 2);
  });
});
