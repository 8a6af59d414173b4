import assert from 'node:assert/strict';
import { setup, suite, suiteSetup, suiteTeardown, teardown, test } from 'mocha';
import { request } from './support/askBox.ts';
import { assertBooked, servedUsage } from './support/bookkeeping.ts';
import { controlledServer, type ControlledServer } from './support/controlledServer.ts';
import { openFile, untitledWith } from './support/editors.ts';
import { openTestBed, type TestBed } from './support/testBed.ts';
import { until, untilStatus } from './support/until.ts';

const title = 'Switchyard: Architect';

suite('architect', () => {
  let server: ControlledServer;
  let bed: TestBed;
  suiteSetup(async function () {
    server = await controlledServer();
    bed = await openTestBed(this, server);
  });
  suiteTeardown(() => bed?.close());
  setup(() => bed.begin());
  teardown(() => bed.end());

  test('streams a plan into an untitled Markdown document, and books what it thought', async () => {
    const editor = await openFile('payments/refund.ts');
    const original = editor.document.getText();
    bed.start('switchyard.architect');
    const preview = await request(bed.screen, title, 'make refunds safe to retry');
    assert.match(preview, /^architect · reasoning · ≈\d+(?:\.\d+)?¢ · \d+ s/);
    const plan = await until('the plan', () => untitledWith(/## Open questions[^]*spent\.\*$/));
    assert.equal(plan.languageId, 'markdown');
    assert.ok(
      plan.getText().startsWith('> make refunds safe to retry\n\n# Plan: Make refunds safe to retry\n'),
    );
    assert.equal(editor.document.getText(), original);

    const [row] = await bed.rows(1);
    const [call] = server.calls();
    assert.ok(call);
    const served = servedUsage(call);
    assertBooked(row, { class: 'architect', tier: 'reasoning', served });
    const hidden = served.hidden?.toLocaleString('en-US');
    await untilStatus(bed.screen, new RegExp(`^\\$0\\.\\d{3} · ${hidden} hidden$`));
  });

  test('shows the text while it streams', async () => {
    server.misbehave({ kind: 'stall', at: 'midStream' });
    await openFile('payments/refund.ts');
    bed.start('switchyard.architect');
    await request(bed.screen, title, 'make refunds safe to retry');
    await until('half a plan', () => untitledWith(/# Plan: Make refunds/));
    assert.equal(untitledWith(/## Open questions/), undefined);
    await untilStatus(bed.screen, /^reasoning \d+s · ≈\$0\.\d+$/);
  });
});
