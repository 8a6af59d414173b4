/** The front door: each kind of request ends in the form that fits it. */
import assert from 'node:assert/strict';
import { setup, suite, suiteSetup, suiteTeardown, teardown, test } from 'mocha';
import * as vscode from 'vscode';
import { leaveBox, request } from './support/askBox.ts';
import { assertBooked, servedUsage, type Booked } from './support/bookkeeping.ts';
import { controlledServer, type ControlledServer } from './support/controlledServer.ts';
import { openFile, textFrom, untitledWith } from './support/editors.ts';
import { openTestBed, type TestBed } from './support/testBed.ts';
import { until, untilStatus } from './support/until.ts';

const title = 'Switchyard: Ask';

suite('ask', () => {
  let server: ControlledServer;
  let bed: TestBed;
  suiteSetup(async function () {
    server = await controlledServer();
    bed = await openTestBed(this, server);
  });
  suiteTeardown(() => bed?.close());
  setup(() => bed.begin());
  teardown(() => bed.end());

  async function assertOneRow(expected: Omit<Booked, 'served'>): Promise<void> {
    const [row, ...others] = await bed.rows(1);
    const [call] = server.calls();
    assert.ok(call);
    assert.equal(others.length, 0);
    assertBooked(row, { ...expected, served: servedUsage(call) });
  }

  test('a question is answered in a document', async () => {
    const editor = await openFile('src/cart.ts');
    const original = editor.document.getText();
    bed.start('switchyard.ask');
    const preview = await request(bed.screen, title, 'What does addToCart do with a product it has already?');
    assert.match(preview, /^complete · fast · ≈/);
    await until('an answer', () => untitledWith(/What came with the question/));
    assert.equal(editor.document.getText(), original);
    await assertOneRow({ class: 'complete', tier: 'fast' });
    await untilStatus(bed.screen, /^\$0\.000\d · 0 hidden$/);
  });

  test('a wish for code is inserted at the cursor', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'typescript', content: '' });
    await vscode.window.showTextDocument(document);
    bed.start('switchyard.ask');
    await request(bed.screen, title, 'write a clamp function');
    await until('the function', () => document.getText().startsWith('function clamp(value: number, '));
    await assertOneRow({ class: 'complete', tier: 'fast' });
  });

  test('a wish about a selection becomes a diff', async () => {
    await bed.set('routing.policy.refactor', 'avoid');
    const select = await textFrom('src/shipping.ts', 'export function shippingCost');
    const editor = await openFile('src/shipping.ts', { select });
    const original = editor.document.getText();
    bed.start('switchyard.ask');
    await request(bed.screen, title, 'refactor this to use early returns');
    await until('a diff', () => {
      const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      return input instanceof vscode.TabInputTextDiff;
    });
    assert.equal(editor.document.getText(), original);
    await assertOneRow({ class: 'refactor', tier: 'fast' });
  });

  test('a question of design goes to the reasoning model', async () => {
    bed.start('switchyard.ask');
    const words = 'Design the architecture of a stock service for several regions, and weigh the trade-offs';
    const preview = await request(bed.screen, title, words);
    assert.match(preview, /^architect · reasoning · ≈/);
    await until('a plan', () => untitledWith(/## Decisions/));
    await assertOneRow({ class: 'architect', tier: 'reasoning' });
  });

  test('Escape asks nothing of anybody', async () => {
    bed.start('switchyard.ask');
    await bed.screen.waitFor({ selector: '.quick-input-title', hasText: title });
    await leaveBox(bed.screen, title);
    assert.deepEqual(server.calls(), []);
  });
});
