/** With no model set up: canned answers through the whole machinery, at no charge, and never in a person's file. */
import assert from 'node:assert/strict';
import { setup, suite, suiteSetup, suiteTeardown, teardown, test } from 'mocha';
import { periodKeysAt } from '../../../src/core/model/budget.ts';
import { sampleMarkerFile } from '../../../src/practice/practiceModels.ts';
import { request } from './support/askBox.ts';
import { controlledServer, type ControlledServer } from './support/controlledServer.ts';
import { openFile, removeFile, untitledWith, writeFile } from './support/editors.ts';
import { openTestBed, type TestBed } from './support/testBed.ts';
import { until, untilStatus } from './support/until.ts';

suite('practice', () => {
  let server: ControlledServer;
  let bed: TestBed;
  suiteSetup(async function () {
    server = await controlledServer();
    bed = await openTestBed(this, server);
  });
  suiteTeardown(() => bed?.close());
  setup(async () => {
    await bed.begin();
    await bed.set('models.fast', '');
    await bed.set('models.reasoning', '');
  });
  teardown(async () => {
    await bed.end();
    assert.deepEqual(server.calls(), [], 'practice called a model');
  });

  const spentToday = async (): Promise<number> => {
    const { day } = periodKeysAt(Date.now());
    return (await bed.engine.ledger.totals('real', day)).cost;
  };

  test('writes into the sample workspace, and its rows are kept apart', async () => {
    const before = await spentToday();
    const { document } = await openFile('src/cart.ts', { behind: 'CartLine[]): number {\n' });
    bed.start('switchyard.complete');
    await until('the body', () => document.getText().includes('return lines.reduce'));
    const [row] = await bed.rows(1);
    assert.deepEqual({ realm: row?.task.realm, model: row?.model }, { realm: 'practice', model: 'fast' });
    assert.equal(await spentToday(), before);
    assert.deepEqual(bed.asked, []);
    await untilStatus(bed.screen, /^≈\$0\.000\d · 0 hidden · practice$/);
  });

  test('leaves any other file alone: its answer goes to a document of its own', async () => {
    await removeFile(sampleMarkerFile);
    try {
      const { document } = await openFile('src/cart.ts', { behind: 'CartLine[]): number {\n' });
      const before = document.getText();
      bed.start('switchyard.complete');
      await until('the answer', () => untitledWith(/return lines\.reduce/));
      assert.equal(document.getText(), before);
      const told = await until('a word', () => bed.told().at(-1));
      assert.match(told, /^Practice answers are canned, so your file stays as it was/);
    } finally {
      await writeFile(sampleMarkerFile, 'sample\n');
    }
  });

  test('refuses .env as any model would', async () => {
    await openFile('.env');
    bed.start('switchyard.ask');
    await request(bed.screen, 'Switchyard: Ask', 'what is this key for?');
    const told = await until('a refusal', () => bed.told().at(-1));
    assert.match(told, /^Not sent: \.env stays here/);
  });
});
