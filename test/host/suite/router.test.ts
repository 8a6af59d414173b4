/** Where requests go, as policy, stakes, profile, rules and the person say, and what a failed check does. */
import assert from 'node:assert/strict';
import { setup, suite, suiteSetup, suiteTeardown, teardown, test } from 'mocha';
import * as vscode from 'vscode';
import type { LedgerRow } from '../../../src/core/model/ledger.ts';
import { leaveBox, request, typeRequest } from './support/askBox.ts';
import { controlledServer, type ControlledServer } from './support/controlledServer.ts';
import { openFile, textFrom, untitledWith } from './support/editors.ts';
import { openTestBed, type TestBed } from './support/testBed.ts';
import { until, untilStatus } from './support/until.ts';

const askTitle = 'Switchyard: Ask';
const refactorTitle = 'Switchyard: Refactor Selection';
const plan = 'Design the architecture of a stock service for several regions, and weigh the trade-offs';

suite('router', () => {
  let server: ControlledServer;
  let bed: TestBed;
  suiteSetup(async function () {
    server = await controlledServer();
    bed = await openTestBed(this, server);
  });
  suiteTeardown(() => bed?.close());
  setup(() => bed.begin());
  teardown(() => bed.end());

  /** What the box proposes for a refactoring of the file, without asking anybody. */
  async function refactorPreview(path: string, first: string, words: string): Promise<string> {
    await openFile(path, { select: await textFrom(path, first) });
    bed.start('switchyard.refactor');
    const preview = await typeRequest(bed.screen, refactorTitle, words);
    await leaveBox(bed.screen, refactorTitle);
    return preview;
  }

  async function untilDiff(): Promise<vscode.TabInputTextDiff> {
    return until('a diff', () => {
      const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      return input instanceof vscode.TabInputTextDiff ? input : undefined;
    });
  }

  async function untilOutcome(outcome: LedgerRow['outcome']): Promise<void> {
    await until(`outcome ${outcome}`, async () => {
      const rows = await bed.rows(1);
      return rows.every((row) => row.outcome === outcome);
    });
  }

  test('the preview follows the words while they are typed', async () => {
    bed.start('switchyard.ask');
    assert.match(await typeRequest(bed.screen, askTitle, 'what is 6 * 7'), /^complete · arithmetic · \$0/);
    await bed.screen.fill({ selector: '.quick-input-widget input.input', text: plan });
    await bed.screen.waitFor({
      selector: '.quick-input-list .monaco-list-row',
      hasText: 'architect · reasoning · ≈',
    });
    assert.deepEqual(server.calls(), []);
  });

  test('the policy of a class decides', async () => {
    const shipping = ['src/shipping.ts', 'export function shippingCost', 'tidy it'] as const;
    await bed.set('routing.policy.refactor', 'avoid');
    assert.match(await refactorPreview(...shipping), /^refactor · fast · .*avoid → fast/);
    await bed.set('routing.policy.refactor', 'use');
    assert.match(await refactorPreview(...shipping), /^refactor · reasoning · .*use → reasoning/);
    await bed.set('routing.policy.architect', 'avoid');
    bed.start('switchyard.architect');
    assert.match(await typeRequest(bed.screen, 'Switchyard: Architect', plan), /^architect · fast · /);
  });

  test('a file of high stakes raises maybe to use', async () => {
    await bed.set('routing.policy.refactor', 'maybe');
    await bed.set('routing.highStakesFiles', ['**/shipping.ts']);
    const preview = await refactorPreview('src/shipping.ts', 'export function shippingCost', 'tidy it');
    assert.match(preview, /^refactor · reasoning · .*high stakes \(src\/shipping\.ts\): maybe → use/);
  });

  test('the profile sets the effort, within its cap', async () => {
    await bed.set('limits.maxEffort', 'high');
    const efforts: unknown[] = [];
    for (const profile of ['quick', 'thorough'] as const) {
      await bed.set('routing.profile', profile);
      bed.start('switchyard.ask');
      await request(bed.screen, askTitle, plan);
      const rows = await bed.rows(efforts.length + 1);
      efforts.push(rows.at(-1)?.effort);
    }
    assert.deepEqual(efforts, ['medium', 'high']);
  });

  test('more thinking is bought for one request', async () => {
    await openFile('src/cart.ts');
    bed.start('switchyard.ask');
    await typeRequest(bed.screen, askTitle, 'What does addToCart do with a product it has already?');
    await bed.screen.click({ selector: '.quick-input-list .monaco-list-row:has-text("up to 5¢")' });
    await until('an answer', () => untitledWith(/What came with the question/));
    const [row] = await bed.rows(1);
    assert.deepEqual(
      { tier: row?.tier, effort: row?.effort, because: row?.task.because.at(-1) },
      { tier: 'reasoning', effort: 'medium', because: 'you allowed up to 5¢' },
    );
    assert.ok(row && row.hold <= 50_000_000, 'the hold is more than 5¢');
  });

  test('a rule of the person goes before the policy, until it is removed', async () => {
    const { rules } = bed.engine;
    await rules.add({ when: { command: 'refactor' }, route: { tier: 'reasoning' } });
    await bed.set('routing.policy.refactor', 'avoid');
    const shipping = ['src/shipping.ts', 'export function shippingCost', 'tidy it'] as const;
    try {
      assert.match(await refactorPreview(...shipping), /^refactor · reasoning · .*your rule says reasoning/);
    } finally {
      await rules.remove(rules.all().length - 1);
    }
    assert.match(await refactorPreview(...shipping), /^refactor · fast · /);
  });

  test('an answer that fails its check goes to the reasoning model, on one receipt', async () => {
    await bed.set('routing.policy.refactor', 'maybe');
    await bed.set('routing.profile', 'quick');
    const path = 'src/duration.ts';
    const editor = await openFile(path, { select: await textFrom(path, 'export function parseDuration') });
    bed.start('switchyard.refactor');
    const preview = await request(bed.screen, refactorTitle, 'tidy it');
    assert.match(preview, /^refactor · fast · .*fast first/);
    const diff = await untilDiff();

    const rows = await bed.rows(2);
    assert.deepEqual(
      rows.map(({ tier, number }) => `${number} ${tier}`),
      ['1 fast', '2 reasoning'],
    );
    assert.equal(new Set(rows.map(({ task }) => task.taskId)).size, 1);
    for (const { check } of rows) assert.equal(check?.verdict, 'passed');
    const tooltip = await bed.screen.statusBarHover({ id: await statusId() });
    assert.match(tooltip, /checked: syntax/);
    assert.match(tooltip, /Attempt\s1/);
    await bed.screen.screenshot({ name: 'router-escalated' });

    const proposed = (await vscode.workspace.openTextDocument(diff.modified)).getText();
    bed.start('switchyard.applyEdit');
    await until('the edit', () => editor.document.getText() === proposed);
    await untilOutcome('accepted');
    await until('the file in front', () => vscode.window.activeTextEditor?.document === editor.document);
    await vscode.commands.executeCommand('undo');
    await untilOutcome('undone');
  });

  test('an edit finds its text again where lines came in above it', async () => {
    await bed.set('routing.policy.refactor', 'avoid');
    const select = await textFrom('src/shipping.ts', 'export function shippingCost');
    const editor = await openFile('src/shipping.ts', { select });
    bed.start('switchyard.refactor');
    await request(bed.screen, refactorTitle, 'flatten it');
    await untilDiff();
    const change = new vscode.WorkspaceEdit();
    change.insert(editor.document.uri, new vscode.Position(0, 0), '// typed meanwhile\n');
    await vscode.workspace.applyEdit(change);
    bed.start('switchyard.applyEdit');
    await until('the edit', () => {
      const text = editor.document.getText();
      return text.startsWith('// typed meanwhile\n') && text.includes('return parcel.express ? 60 : 30;');
    });
    await untilOutcome('accepted');
  });

  test('a finished request is rerouted from a list', async () => {
    await bed.set('routing.policy.architect', 'avoid');
    bed.start('switchyard.ask');
    await request(bed.screen, askTitle, plan);
    const [first] = await bed.rows(1);
    assert.equal(first?.tier, 'fast');
    await untilStatus(bed.screen, /hidden/);
    bed.start('switchyard.reroute');
    await bed.screen.waitFor({ selector: '.quick-input-title', hasText: 'Reroute Last Request' });
    await bed.screen.screenshot({ name: 'router-reroute' });
    await bed.screen.click({ selector: '.quick-input-list .monaco-list-row:has-text("reasoning")' });
    const [, second] = await bed.rows(2);
    assert.deepEqual(
      { tier: second?.tier, class: second?.task.class },
      { tier: 'reasoning', class: 'architect' },
    );
    assert.ok(second?.task.because.includes('you chose reasoning'));
  });

  async function statusId(): Promise<string> {
    const [item] = await bed.screen.statusBar({});
    assert.ok(item);
    return item.id;
  }
});
