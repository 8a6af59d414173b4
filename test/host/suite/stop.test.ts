import assert from 'node:assert/strict';
import { setup, suite, suiteSetup, suiteTeardown, teardown, test } from 'mocha';
import { request } from './support/askBox.ts';
import { controlledServer, type ControlledServer } from './support/controlledServer.ts';
import { openFile, untitledWith } from './support/editors.ts';
import { openTestBed, type TestBed } from './support/testBed.ts';
import { until, untilStatus } from './support/until.ts';

suite('stop', () => {
  let server: ControlledServer;
  let bed: TestBed;
  suiteSetup(async function () {
    server = await controlledServer();
    bed = await openTestBed(this, server);
  });
  suiteTeardown(() => bed?.close());
  setup(() => bed.begin());
  teardown(() => bed.end());

  async function architect(): Promise<void> {
    await openFile('payments/refund.ts');
    bed.start('switchyard.architect');
    await request(bed.screen, 'Switchyard: Architect', 'make refunds safe to retry');
  }

  test('in mid-answer, what had come is kept and paid by estimate, and nothing stays held', async () => {
    server.misbehave({ kind: 'stall', at: 'midStream' });
    await architect();
    await until('half a plan', () => untitledWith(/# Plan: Make refunds/));
    assert.ok((await bed.held()) > 0, 'nothing was held while it ran');
    await bed.screen.waitFor({ selector: '.editor-actions .codicon-debug-stop' });

    bed.start('switchyard.stop');
    const [row, ...others] = await bed.rows(1);
    assert.equal(others.length, 0);
    const { settlement } = row ?? {};
    assert.deepEqual(
      { end: settlement?.end, usage: settlement?.usageProvenance, cost: settlement?.provenance },
      { end: 'stopped', usage: 'estimated', cost: 'estimated' },
    );
    assert.ok((settlement?.cost ?? 0) > 0);
    assert.equal(await bed.held(), 0);
    const item = await untilStatus(bed.screen, /^≈\$0\.\d+ · stopped$/);
    assert.deepEqual(item.icons, ['debug-stop']);
    assert.ok(untitledWith(/# Plan: Make refunds/), 'the half that had come is gone');
  });

  test('a fast answer now, instead of more thinking', async () => {
    server.misbehave({ kind: 'stall', at: 'firstToken' });
    await architect();
    await untilStatus(bed.screen, /hidden|reasoning \d+s/);
    await until('a call', () => server.calls().length === 1);
    bed.start('switchyard.answerFastNow');
    await until('the plan', () => untitledWith(/## Open questions/));
    const rows = await bed.rows(2);
    assert.deepEqual(
      rows.map(({ tier, settlement }) => `${tier} ${settlement?.end}`),
      ['reasoning stopped', 'fast complete'],
    );
    assert.equal(await bed.held(), 0);
  });
});
