import assert from 'node:assert/strict';
import { setup, suite, suiteSetup, suiteTeardown, teardown, test } from 'mocha';
import { controlledServer, type ControlledServer } from './support/controlledServer.ts';
import { request } from './support/askBox.ts';
import { openFile, untitledWith } from './support/editors.ts';
import { openTestBed, type TestBed } from './support/testBed.ts';
import { until, untilStatus } from './support/until.ts';

suite('a budget', () => {
  let server: ControlledServer;
  let bed: TestBed;
  suiteSetup(async function () {
    server = await controlledServer();
    bed = await openTestBed(this, server);
  });
  suiteTeardown(() => bed?.close());
  setup(() => bed.begin());
  teardown(() => bed.end());

  async function completeInVain(): Promise<string> {
    const { document } = await openFile('src/cart.ts', { behind: 'CartLine[]): number {\n' });
    const before = document.getText();
    bed.start('switchyard.complete');
    const told = await until('a refusal', () => bed.told().at(-1));
    assert.equal(document.getText(), before);
    assert.deepEqual(server.calls(), [], 'something was sent');
    assert.deepEqual(await bed.rows(0), []);
    assert.equal(await bed.held(), 0);
    return told;
  }

  test('that cannot pay a request sends nothing, and says which, how much and where', async () => {
    await bed.set('limits.costPerRequest', 0.000_01);
    await bed.set('budget.whenReached', 'block');
    assert.match(
      await completeInVain(),
      /^Not sent: your \$0\.0+1? limit per request has .* left; this needs up to \$0\.\d+ held.*\(switchyard\.limits\.costPerRequest\)$/,
    );
  });

  test('that is used up refuses, and stands red in the status bar until it resets', async () => {
    await bed.set('budget.perDay', 0);
    const item = await untilStatus(bed.screen, /^\$0 day limit · resets 00:00$/);
    assert.deepEqual({ kind: item.kind, icons: item.icons }, { kind: 'error', icons: ['circle-slash'] });
    assert.match(
      await completeInVain(),
      /^Not sent: your \$0 day limit has .*\(switchyard\.budget\.perDay\)$/,
    );
  });

  test('with no room for the reasoning model takes the fast one', async () => {
    // The worst case of the reasoning model is 12.8 ¢ and more, that of the fast one a quarter of a cent.
    await bed.set('limits.costPerRequest', 0.02);
    await openFile('payments/refund.ts');
    bed.start('switchyard.architect');
    const preview = await request(bed.screen, 'Switchyard: Architect', 'make refunds safe to retry');
    assert.match(preview, /^architect · reasoning/);
    await until('a plan', () => untitledWith(/## Open questions/));
    const [row] = await bed.rows(1);
    assert.deepEqual({ tier: row?.tier, model: row?.model }, { tier: 'fast', model: 'fast' });
    const hover = await bed.screen.statusBarHover({ id: 'meter' });
    assert.match(hover, /fast instead of reasoning, .*: the budget has no room for more/);
  });
});
