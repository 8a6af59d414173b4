/** A model that thinks unseen: the count rises while nothing else can be seen, and is exact at the end. */
import assert from 'node:assert/strict';
import { setup, suite, suiteSetup, suiteTeardown, teardown, test } from 'mocha';
import { request } from './support/askBox.ts';
import { assertBooked, servedUsage } from './support/bookkeeping.ts';
import {
  controlledServer,
  gatedPace,
  type ControlledServer,
  type GatedPace,
} from './support/controlledServer.ts';
import { openFile, untitledWith } from './support/editors.ts';
import { openTestBed, type TestBed } from './support/testBed.ts';
import { until, untilStatus } from './support/until.ts';

suite('hidden tokens', () => {
  let pace: GatedPace;
  let server: ControlledServer;
  let bed: TestBed;
  suiteSetup(async function () {
    pace = gatedPace();
    server = await controlledServer(pace);
    bed = await openTestBed(this, server);
  });
  suiteTeardown(() => bed?.close());
  setup(() => bed.begin());
  teardown(async () => {
    pace.open();
    await bed.end();
  });

  test('rise in the status bar before the first visible token, and end at the provider’s count', async () => {
    const answer = { text: 'Forty-two, and no more than that.', thinkingTokens: 1234 };
    server.misbehave({ kind: 'answer', ...answer });
    await openFile('payments/refund.ts');
    bed.start('switchyard.architect');
    await request(bed.screen, 'Switchyard: Architect', 'make refunds safe to retry');

    const seen: number[] = [];
    await until('counts', async () => {
      const [item] = await bed.screen.statusBar({});
      const [, count] = /^\d+s · ≈([\d.]+k?) hidden · ≈\$0\.\d+$/.exec(item?.text ?? '') ?? [];
      if (count !== undefined) {
        seen.push(count.endsWith('k') ? Number.parseFloat(count) * 1000 : Number(count));
      }
      return new Set(seen).size >= 3;
    });
    assert.deepEqual(
      seen,
      seen.toSorted((a, b) => a - b),
    );
    assert.equal(untitledWith(/Forty-two/), undefined);
    pace.open();
    await until('a visible answer', () => untitledWith(/Forty-two/));

    await untilStatus(bed.screen, /^\$0\.\d{3} · 1,234 hidden$/);
    const [row] = await bed.rows(1);
    const [call] = server.calls();
    assert.ok(call);
    assertBooked(row, { class: 'architect', tier: 'reasoning', served: servedUsage(call, answer) });
    assert.equal(row?.settlement?.usage.hidden, 1234);
  });
});
