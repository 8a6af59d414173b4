/** Two windows of one machine: one ledger, and each sees what the other runs. */
import assert from 'node:assert/strict';
import { setup, suite, suiteSetup, suiteTeardown, teardown, test } from 'mocha';
import { type ControlledServer, controlledServer } from './support/controlledServer.ts';
import { request } from './support/askBox.ts';
import { openFile } from './support/editors.ts';
import { openTestBed, type TestBed } from './support/testBed.ts';
import { until, untilStatus } from './support/until.ts';

suite('two windows', () => {
  let server: ControlledServer;
  let bed: TestBed;
  let other: number;
  suiteSetup(async function () {
    server = await controlledServer();
    bed = await openTestBed(this, server);
    await bed.begin();
    // Consent is given once, here.
    await openFile('src/cart.ts', { behind: 'CartLine[]): number {\n' });
    bed.start('switchyard.complete');
    await bed.rows(1);
    await bed.end();
    other = await bed.screen.openWindow({});
    await untilStatus(bed.screen, /^≈?\$/, { window: other });
  });
  suiteTeardown(async () => {
    if (other !== undefined) await bed.screen.closeWindow({ window: other });
    await bed?.close();
  });
  setup(() => bed.begin());
  teardown(() => bed.end());

  async function architectInOther(): Promise<void> {
    const { screen } = bed;
    await screen.press({ window: other, keys: 'F1' });
    const palette = {
      window: other,
      selector: '.quick-input-widget input.input',
      text: '>Switchyard: Architect',
    };
    await screen.fill(palette);
    await screen.waitFor({
      window: other,
      selector: '.quick-input-list .monaco-list-row',
      hasText: 'Architect',
    });
    await screen.press({ window: other, keys: 'Enter' });
    await request(screen, 'Switchyard: Architect', 'plan the other window', { window: other });
  }

  test('write to one ledger, and each sees what the other runs', async () => {
    const { screen, engine } = bed;
    server.misbehave({ kind: 'stall', at: 'midStream' }, { kind: 'stall', at: 'midStream' });
    await architectInOther();
    await untilStatus(screen, /\d+s/, { window: other });
    await untilStatus(screen, /^(?:reasoning )?\d+s · /);
    const [running] = await engine.ledger.running();
    assert.equal(running?.foreign, true);

    await openFile('payments/refund.ts');
    bed.start('switchyard.architect');
    await request(screen, 'Switchyard: Architect', 'plan this window');
    await untilStatus(screen, /^2 · /);
    await untilStatus(screen, /^2 · /, { window: other });

    // Stop ends what runs in its own window alone.
    bed.start('switchyard.stop');
    await untilStatus(screen, /^(?:reasoning )?\d+s · /, { window: other });
    await screen.click({ window: other, selector: '.editor-actions .codicon-debug-stop' });
    await until('rest', async () => (await engine.ledger.running()).length === 0);

    const rows = await bed.rows(2);
    assert.deepEqual(
      rows.map(({ task, state, settlement, foreign }) => [task.class, state, settlement?.end, foreign]),
      [
        ['architect', 'settled', 'stopped', true],
        ['architect', 'settled', 'stopped', false],
      ],
    );
    assert.equal(await bed.held(), 0);
  });
});
