import assert from 'node:assert/strict';
import { setup, suite, suiteSetup, suiteTeardown, teardown, test } from 'mocha';
import type { LedgerRow } from '../../../src/core/model/ledger.ts';
import { formatMoney } from '../../../src/core/words/figures.ts';
import { controlledServer, type ControlledServer } from './support/controlledServer.ts';
import { openFile } from './support/editors.ts';
import { openTestBed, type TestBed } from './support/testBed.ts';
import { until } from './support/until.ts';

const line = 'table.requests tbody tr.request';

suite('the dashboard', () => {
  let server: ControlledServer;
  let bed: TestBed;
  suiteSetup(async function () {
    server = await controlledServer();
    bed = await openTestBed(this, server);
  });
  suiteTeardown(() => bed?.close());
  setup(() => bed.begin());
  teardown(() => bed.end());

  async function completed(): Promise<LedgerRow | undefined> {
    const { document } = await openFile('src/cart.ts', { behind: 'CartLine[]): number {\n' });
    bed.start('switchyard.complete');
    await until('the body', () => document.getText().includes('return lines.reduce'));
    return (await bed.rows(1))[0];
  }

  test('shows a request with its route, tokens and cost, and the next one while it is open', async () => {
    const row = await completed();
    bed.start('switchyard.openDashboard');
    await bed.screen.waitFor({ scope: 0, selector: line });
    const [newest = '', ...older] = await bed.screen.texts({ scope: 0, selector: line });
    assert.match(newest, /complete/i);
    assert.match(newest, /fast/);
    assert.ok(newest.includes(`\t${row?.settlement?.usage.output}\t0\t`), newest);
    assert.ok(newest.includes(formatMoney(row?.settlement?.cost)), newest);

    bed.start('switchyard.retryWithReasoning');
    await bed.rows(2);
    const lines = await until('another line', async () => {
      const texts = await bed.screen.texts({ scope: 0, selector: line });
      return texts.length === older.length + 2 && texts;
    });
    assert.match(lines[0] ?? '', /reasoning/);
  });

  test('has no serious barrier for assistive technology', async () => {
    await completed();
    bed.start('switchyard.openDashboard');
    await bed.screen.waitFor({ scope: 0, selector: line });
    const violations = await bed.screen.accessibility({ scope: 0 });
    assert.deepEqual(
      violations.filter(({ impact }) => impact === 'serious' || impact === 'critical'),
      [],
    );
  });
});
