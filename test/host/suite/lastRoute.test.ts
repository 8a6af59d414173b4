/** What can be asked about a request once it is over. */
import assert from 'node:assert/strict';
import { setup, suite, suiteSetup, suiteTeardown, teardown, test } from 'mocha';
import * as vscode from 'vscode';
import { request } from './support/askBox.ts';
import { controlledServer, type ControlledServer } from './support/controlledServer.ts';
import { openFile, untitledWith } from './support/editors.ts';
import { openTestBed, type TestBed } from './support/testBed.ts';
import { until } from './support/until.ts';

suite('the last request', () => {
  let server: ControlledServer;
  let bed: TestBed;
  suiteSetup(async function () {
    server = await controlledServer();
    bed = await openTestBed(this, server, { reasoning: 'reasoning-open' });
  });
  suiteTeardown(() => bed?.close());
  setup(async () => {
    await bed.begin();
    await openFile('payments/refund.ts');
    bed.start('switchyard.architect');
    await request(bed.screen, 'Switchyard: Architect', 'make refunds safe to retry');
    await until('a plan', () => untitledWith(/## Open questions/));
    await bed.rows(1);
  });
  teardown(() => bed.end());

  test('is explained on a rendered page that nobody must save', async () => {
    bed.start('switchyard.explainLastRoute');
    await bed.screen.waitFor({ scope: 0, selector: 'h1', hasText: 'Why it went there' });
    const [page = ''] = await bed.screen.texts({ scope: 0, selector: 'body' });
    assert.match(page, /use → reasoning/);
    assert.match(page, /command “architect”/);
    assert.match(page, /\bCost\s+\$0\.\d+, counts × price/);
    assert.doesNotMatch(page, /\*\*|\|:--/);
    const explained = vscode.workspace.textDocuments.filter(({ uri }) =>
      uri.path.includes('Why it went there'),
    );
    assert.deepEqual(
      explained.map(({ isDirty, isUntitled }) => ({ isDirty, isUntitled })),
      [{ isDirty: false, isUntitled: false }],
    );
  });

  test('shows its thinking where the provider streamed it', async () => {
    bed.start('switchyard.showThinking');
    const shown = await until('the thinking', () =>
      vscode.workspace.textDocuments.find(({ uri }) => uri.path === '/Thinking.md'),
    );
    assert.match(
      shown.getText(),
      /^> Thinking as the provider streamed it: .* kept nowhere\.\n\n First, what is asked/,
    );
    assert.equal(shown.isDirty, false);
  });

  test('is asked again on the other tier', async () => {
    bed.start('switchyard.retryFast');
    const rows = await bed.rows(2);
    assert.deepEqual(
      rows.map(({ task, tier }) => `${task.class} ${tier}`),
      ['architect reasoning', 'architect fast'],
    );
    await bed.begin();
    bed.start('switchyard.retryWithReasoning');
    const [again] = await bed.rows(1);
    assert.equal(again?.tier, 'reasoning');
    assert.ok(again.task.because.includes('you chose reasoning'), again.task.because.join(', '));
  });
});
