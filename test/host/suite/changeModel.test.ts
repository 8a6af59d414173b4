/** A model that its provider no longer has: the failure offers those there are, and a retry uses the one picked. */
import assert from 'node:assert/strict';
import { suite, suiteSetup, suiteTeardown, setup, teardown, test } from 'mocha';
import * as vscode from 'vscode';
import { controlledServer, type ControlledServer } from './support/controlledServer.ts';
import { openFile } from './support/editors.ts';
import { clickNotice } from './support/notices.ts';
import { openTestBed, type TestBed } from './support/testBed.ts';
import { until } from './support/until.ts';

const pick = '.quick-input-list .monaco-list-row';

suite('a model that is gone', () => {
  let server: ControlledServer;
  let bed: TestBed;
  suiteSetup(async function () {
    server = await controlledServer();
    bed = await openTestBed(this, server, { fast: 'fast-retired' });
  });
  suiteTeardown(() => bed?.close());
  setup(() => bed.begin());
  teardown(() => bed.end());

  test('can be replaced from the failure itself', async () => {
    const { providerId, screen } = bed;
    await bed.set('models.fast', `${providerId}/fast-retired`);
    const { document } = await openFile('src/cart.ts', { behind: 'CartLine[]): number {\n' });
    const before = document.getText();
    bed.start('switchyard.complete');
    const told = await until('a message', () => bed.told().at(-1));
    assert.match(told, /^shop\d+ has no model “fast-retired”: retired, renamed, .* Nothing was billed\./);
    assert.equal(document.getText(), before);
    const [refused] = await bed.rows(1);
    assert.equal(refused?.state, 'released');

    await clickNotice(screen, 'Pick Another Model');
    await screen.waitFor({ selector: '.quick-input-title', hasText: 'instead of fast-retired' });
    const offered = await screen.texts({ selector: `${pick} .label-name:visible` });
    // Those named most like the one that is gone come first.
    assert.deepEqual(offered, ['fast', 'reasoning', 'reasoning-open']);
    await screen.press({ keys: 'Enter' });

    const chosen = (): string | undefined =>
      vscode.workspace.getConfiguration('switchyard').get('models.fast');
    await until('the setting', () => chosen() === `${providerId}/fast`, { last: chosen });
    await clickNotice(screen, 'Try Again');
    await until('an answer', () => document.getText() !== before);
    const [, served] = await bed.rows(2);
    assert.deepEqual([served?.model, served?.state], ['fast', 'settled']);
    await bed.set('models.fast', `${providerId}/fast-retired`);
  });
});
