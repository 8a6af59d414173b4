/** Set Workspace Budget: what a team lead is shown, and the file that comes of it. */
import assert from 'node:assert/strict';
import { setup, suite, suiteSetup, suiteTeardown, teardown, test } from 'mocha';
import * as vscode from 'vscode';
import { controlledServer, type ControlledServer } from './support/controlledServer.ts';
import { openFile, removeFile, workspaceFile, writeFile } from './support/editors.ts';
import { settingsFile } from './support/settingsFile.ts';
import { openTestBed, type TestBed } from './support/testBed.ts';
import { until } from './support/until.ts';

suite('a workspace budget', () => {
  let server: ControlledServer;
  let bed: TestBed;
  suiteSetup(async function () {
    server = await controlledServer();
    bed = await openTestBed(this, server);
    await bed.begin();
    await openFile('src/cart.ts', { behind: 'CartLine[]): number {\n' });
    bed.start('switchyard.complete');
    await bed.rows(1);
    await bed.end();
  });
  suiteTeardown(() => bed?.close());
  setup(() => bed.begin());
  teardown(async () => {
    await writeFile(settingsFile, '{}');
    await until('no limits of the workspace', async () =>
      (await bed.engine.settings.current()).limits.every(({ scope }) => scope === 'user'),
    );
    await removeFile(settingsFile);
    await bed.end();
  });

  const input = '.quick-input-widget input.input';
  const row = '.quick-input-list .monaco-list-row';

  async function written(): Promise<string> {
    const bytes = await vscode.workspace.fs.readFile(workspaceFile(settingsFile));
    return new TextDecoder().decode(bytes);
  }

  async function choose(title: string, label: string): Promise<void> {
    const { screen } = bed;
    await screen.waitFor({ selector: '.quick-input-title', hasText: title });
    await screen.fill({ selector: input, text: label });
    await screen.waitFor({ selector: `${row}.focused`, hasText: label });
    await screen.press({ keys: 'Enter' });
  }

  test('is typed beside what it would have meant, written to the file, and counted at once', async () => {
    const { screen } = bed;
    bed.start('switchyard.setWorkspaceBudget');
    await choose('Set Workspace Budget', 'Budget per day');
    await screen.waitFor({ selector: '.quick-input-title', hasText: 'per developer and machine' });
    const message = '.quick-input-message';
    await screen.waitFor({
      selector: message,
      hasText: 'Last 30 days here: one day with spending, $',
    });
    await screen.fill({ selector: input, text: '0.00000001' });
    await screen.waitFor({ selector: message, hasText: 'the one day would have gone over' });
    await screen.fill({ selector: input, text: 'five' });
    await screen.waitFor({ selector: message, hasText: 'Type an amount in dollars' });
    await screen.fill({ selector: input, text: '2500' });
    await screen.waitFor({ selector: message, hasText: 'the one day would not have gone over' });
    await screen.screenshot({ name: 'workspace-budget' });
    await screen.press({ keys: 'Enter' });
    await screen.waitFor({ selector: row, hasText: '$2,500' });
    await screen.press({ keys: 'Escape' });
    assert.deepEqual(JSON.parse(await written()), { 'switchyard.budget.perDay': 2500 });
    const { limits } = await bed.engine.settings.current();
    const own = limits.find(({ scope }) => scope === 'workspace');
    assert.deepEqual({ period: own?.period, limit: own?.limit }, { period: 'day', limit: 2_500_000_000_000 });
  });

  test('comes with policy and models, each a step of the same guide', async () => {
    const { screen } = bed;
    bed.start('switchyard.setWorkspaceBudget');
    await choose('Set Workspace Budget', 'Thinking for architect');
    await choose('Thinking for architect', 'maybe');
    await choose('Set Workspace Budget', 'When a budget is reached');
    await choose('When a budget is reached', 'block');
    await choose('Set Workspace Budget', 'Allowed models');
    // Other suites' models are offered too, and only the rows in sight are drawn.
    await until('the models', async () => {
      await screen.fill({ selector: input, text: `${bed.providerId}/` });
      return (await screen.texts({ selector: row })).some((text) => text.includes(`${bed.providerId}/*`));
    });
    await screen.screenshot({ name: 'workspace-budget-models' });
    await screen.fill({ selector: input, text: `${bed.providerId}/fast` });
    await screen.click({ selector: row, hasText: `${bed.providerId}/fast` });
    await screen.press({ keys: 'Enter' });
    await screen.waitFor({ selector: '.quick-input-title', hasText: 'Set Workspace Budget' });
    await screen.waitFor({ selector: row, hasText: 'maybe' });
    await screen.screenshot({ name: 'workspace-budget-guide' });
    await screen.press({ keys: 'Escape' });
    assert.deepEqual(JSON.parse(await written()), {
      'switchyard.routing.policy.architect': 'maybe',
      'switchyard.budget.whenReached': 'block',
      'switchyard.models.allowed': [`${bed.providerId}/fast`],
    });
    const gateway = await bed.engine.gatewaySettings();
    assert.equal(gateway.policies.architect, 'maybe');
    assert.equal(gateway.models.reasoning, undefined);
  });
});
