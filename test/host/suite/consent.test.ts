import assert from 'node:assert/strict';
import { setup, suite, suiteSetup, suiteTeardown, teardown, test } from 'mocha';
import { controlledServer, type ControlledServer } from './support/controlledServer.ts';
import { openFile } from './support/editors.ts';
import { openTestBed, type TestBed } from './support/testBed.ts';
import { until } from './support/until.ts';

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

  test('once refused, nothing was sent', async () => {
    bed.answer = false;
    await complete();
    const told = await until('a word', () => bed.told().at(-1));
    assert.match(told, /^Nothing was sent to shop\d+\.$/);
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
