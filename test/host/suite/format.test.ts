import assert from 'node:assert/strict';
import { setup, suite, suiteSetup, suiteTeardown, teardown, test } from 'mocha';
import * as vscode from 'vscode';
import { controlledServer, type ControlledServer } from './support/controlledServer.ts';
import { openFile } from './support/editors.ts';
import { openTestBed, type TestBed } from './support/testBed.ts';
import { until, untilStatus } from './support/until.ts';

suite('format', () => {
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
    assert.deepEqual(server.calls(), [], 'layout was sent to a model');
  });

  async function assertDoneByFormatter(): Promise<void> {
    const [row, ...others] = await bed.rows(1);
    assert.equal(others.length, 0);
    assert.deepEqual(
      { class: row?.task.class, tier: row?.tier, tool: row?.tool, state: row?.state },
      { class: 'format', tier: 'local', tool: 'formatter', state: 'settled' },
    );
    await untilStatus(bed.screen, /^formatter · \$0$/);
  }

  test('lays out a document with the registered formatter, and then finds nothing to do', async () => {
    const { document } = await openFile('data/catalogue.json');
    const before = document.getText();
    bed.start('switchyard.format');
    await until('layout', () => document.getText() !== before);
    assert.deepEqual(JSON.parse(document.getText()), JSON.parse(before));
    assert.match(document.getText(), /\n {4}\{\n {6}"id": "tea-01",\n/);
    await assertDoneByFormatter();

    await bed.begin();
    const { version } = document;
    bed.start('switchyard.format');
    await assertDoneByFormatter();
    assert.equal(document.version, version);
  });

  test('lays out a selection alone', async () => {
    const editor = await openFile('data/catalogue.json', { select: '"name":"Rye bread",      "price":3.2' });
    const { document } = editor;
    const lines = document.getText().split('\n');
    bed.start('switchyard.format');
    await until('layout', () => document.getText().includes('"name": "Rye bread"'));
    assert.equal(document.getText().split('\n')[0], lines[0]);
    await assertDoneByFormatter();
  });

  test('asks before it pays where no formatter knows the language', async () => {
    bed.answer = false;
    const { document } = await openFile('scripts/import-orders.sh');
    const before = document.getText();
    bed.start('switchyard.format');
    const question = await until('a question', () => bed.asked[0]);
    assert.equal(question.type, 'payInstead');
    await vscode.commands.executeCommand('switchyard.stop');
    assert.equal(document.getText(), before);
  });
});
