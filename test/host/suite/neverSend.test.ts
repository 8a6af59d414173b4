import assert from 'node:assert/strict';
import { setup, suite, suiteSetup, suiteTeardown, teardown, test } from 'mocha';
import { request } from './support/askBox.ts';
import { controlledServer, type ControlledServer } from './support/controlledServer.ts';
import { openFile } from './support/editors.ts';
import { openTestBed, type TestBed } from './support/testBed.ts';
import { until } from './support/until.ts';

suite('.env stays here, asked by', () => {
  let server: ControlledServer;
  let bed: TestBed;
  suiteSetup(async function () {
    server = await controlledServer();
    bed = await openTestBed(this, server);
  });
  suiteTeardown(() => bed?.close());
  setup(() => bed.begin());
  teardown(() => bed.end());

  async function assertRefused(): Promise<void> {
    const told = await until('a refusal', () => bed.told().at(-1));
    assert.equal(told, 'Not sent: .env stays here, since it matches switchyard.files.neverSend.');
    assert.deepEqual(server.calls(), []);
    assert.deepEqual(await bed.rows(0), []);
  }

  test('ask', async () => {
    await openFile('.env');
    bed.start('switchyard.ask');
    await request(bed.screen, 'Switchyard: Ask', 'what is this key for?');
    await assertRefused();
  });

  test('complete', async () => {
    await openFile('.env', { behind: 'PAYMENTS_API_KEY=' });
    bed.start('switchyard.complete');
    await assertRefused();
  });

  test('refactor', async () => {
    await openFile('.env', { select: 'PAYMENTS_API_KEY' });
    bed.start('switchyard.refactor');
    await request(bed.screen, 'Switchyard: Refactor Selection', 'give it a better name');
    await assertRefused();
  });
});
