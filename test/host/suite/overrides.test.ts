/** What a person can say to a route: a fast answer now, another way, always another way; and what happened to an edit. */
import assert from 'node:assert/strict';
import { setup, suite, suiteSetup, suiteTeardown, teardown, test } from 'mocha';
import * as vscode from 'vscode';
import type { StatusBarItem } from '../screenProtocol.ts';
import { leaveBox, request, typeRequest } from './support/askBox.ts';
import { controlledServer, type ControlledServer } from './support/controlledServer.ts';
import { openFile, textFrom, untitledWith } from './support/editors.ts';
import { openTestBed, type TestBed } from './support/testBed.ts';
import { until, untilStatus } from './support/until.ts';

const refactorTitle = 'Switchyard: Refactor Selection';
const rulesTitle = 'Manage Routing Rules';
const row = '.quick-input-list .monaco-list-row';

suite('overrides', () => {
  let server: ControlledServer;
  let bed: TestBed;
  suiteSetup(async function () {
    server = await controlledServer();
    bed = await openTestBed(this, server);
  });
  suiteTeardown(() => bed?.close());
  setup(() => bed.begin());
  teardown(() => bed.end());

  async function openShipping(): Promise<vscode.TextEditor> {
    return openFile('src/shipping.ts', {
      select: await textFrom('src/shipping.ts', 'export function shippingCost'),
    });
  }

  async function preview(): Promise<string> {
    await openShipping();
    bed.start('switchyard.refactor');
    const text = await typeRequest(bed.screen, refactorTitle, 'tidy it');
    await leaveBox(bed.screen, refactorTitle);
    return text;
  }

  async function refactored(): Promise<vscode.TextEditor> {
    const editor = await openShipping();
    bed.start('switchyard.refactor');
    await request(bed.screen, refactorTitle, 'flatten it');
    await until('a diff', () => {
      const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      return input instanceof vscode.TabInputTextDiff;
    });
    bed.start('switchyard.applyEdit');
    await until('the edit', () => editor.document.getText().includes('return parcel.express ? 60 : 30;'));
    await untilOutcome('accepted');
    await until('the file in front', () => vscode.window.activeTextEditor?.document === editor.document);
    return editor;
  }

  async function untilOutcome(outcome: string): Promise<void> {
    await until(`outcome ${outcome}`, async () => (await bed.rows(1))[0]?.outcome === outcome);
  }

  async function openRules(): Promise<readonly string[]> {
    bed.start('switchyard.manageRoutingRules');
    await bed.screen.waitFor({ selector: '.quick-input-title', hasText: rulesTitle });
    const texts = await bed.screen.texts({ selector: row });
    // A row ends with its description, and the first of a part with the part's title.
    return texts.map((text) =>
      text
        .replaceAll(/\s+/g, ' ')
        .trim()
        .replace(/ ?(?:after the last request|remembered)$/, ''),
    );
  }

  async function pickRule(text: string): Promise<void> {
    await bed.screen.click({ selector: `${row}:has-text("${text}")` });
    await bed.screen.waitFor({ selector: '.quick-input-title', hasText: rulesTitle, state: 'hidden' });
  }

  test('a click in the hover turns thinking into a fast answer, and the hover goes', async () => {
    server.misbehave({ kind: 'stall', at: 'firstToken' });
    await openFile('payments/refund.ts');
    bed.start('switchyard.architect');
    await request(bed.screen, 'Switchyard: Architect', 'make refunds safe to retry');
    await until('a call', () => server.calls().length === 1);
    await bed.screen.waitFor({ selector: '.editor-actions .codicon-zap' });
    await untilStatus(bed.screen, /^\d+s · ≈/);
    assert.match(await bed.screen.statusBarHover({ id: 'meter' }), /Answer fast now/);
    // The figures go on below it; the hover must stay the one that the pointer is on its way to.
    const link =
      '[...document.querySelectorAll(".monaco-hover a")].find((a) => a.innerText === "Answer fast now")';
    await bed.screen.evaluate({ expression: `${link}.dataset.seen = "yes"` });
    const [before] = await bed.screen.statusBar({});
    const secondsOf = (item: StatusBarItem | undefined): number => Number.parseInt(item?.text ?? '', 10);
    await until('two more seconds', async () => {
      const [item] = await bed.screen.statusBar({});
      return secondsOf(item) >= secondsOf(before) + 2;
    });
    assert.equal(await bed.screen.evaluate({ expression: `${link}?.dataset.seen` }), 'yes');
    await bed.screen.click({ selector: '.monaco-hover a:has-text("Answer fast now")' });
    await bed.screen.waitFor({ selector: '.monaco-hover a:has-text("Answer fast now")', state: 'hidden' });
    await until('the plan', () => untitledWith(/## Open questions/));
    const rows = await bed.rows(2);
    assert.deepEqual(
      rows.map(({ tier, settlement }) => `${tier} ${settlement?.end}`),
      ['reasoning stopped', 'fast complete'],
    );
    await untilStatus(bed.screen, /^≈\$/);
    const hover = await bed.screen.statusBarHover({ id: 'meter' });
    assert.match(hover, /use → reasoning; (?:confidence [\d.]+; )?you asked for a fast answer now/);
    assert.match(hover, /Route\s+architect · fast · fast/);
  });

  test('“always do this” is offered, remembered, heeded, listed and removed', async () => {
    await bed.set('routing.policy.refactor', 'avoid');
    await refactored();
    const offered = await openRules();
    assert.deepEqual(offered, [
      'command refactor → fastalways from now on',
      'command refactor → reasoningalways from now on',
      'language typescript → fastalways from now on',
      'language typescript → reasoningalways from now on',
    ]);
    await pickRule('command refactor → reasoning');
    assert.match(await preview(), /^refactor · reasoning · .*your rule says reasoning/);

    const listed = await openRules();
    assert.deepEqual(listed.slice(0, 2), [
      'command refactor → reasoningremove',
      'command refactor → fastalways from now on',
    ]);
    await bed.screen.screenshot({ name: 'overrides-rules' });
    await pickRule('command refactor → reasoning');
    assert.equal(bed.engine.rules.all().length, 0);
    assert.match(await preview(), /^refactor · fast · .*avoid → fast/);
  });

  test('what weighed most is told, the heaviest first', async () => {
    bed.start('switchyard.ask');
    await request(bed.screen, 'Switchyard: Ask', 'find the root cause of the race between the two workers');
    await bed.rows(1);
    // It opens by itself, and would come between.
    await until('the answer', () => untitledWith(/find the root cause/));
    bed.start('switchyard.explainLastRoute');
    await bed.screen.waitFor({ scope: 0, selector: 'h2', hasText: 'What weighed most' });
    const weights = (await bed.screen.texts({ scope: 0, selector: 'td' }))
      .filter((text) => /^[+−]\d+\.\d\d$/.test(text))
      .map((text) => Math.abs(Number(text.replace('−', '-'))));
    assert.ok(weights.length >= 2, 'hardly anything weighed');
    assert.deepEqual(
      weights,
      weights.toSorted((a, b) => b - a),
    );
    await bed.screen.screenshot({ name: 'overrides-explained' });
  });

  test('one click sends the same request as another class', async () => {
    await bed.set('routing.policy.architect', 'use');
    bed.start('switchyard.ask');
    await request(bed.screen, 'Switchyard: Ask', 'What does addToCart do with a product it has already?');
    const [first] = await bed.rows(1);
    assert.deepEqual([first?.task.class, first?.tier], ['complete', 'fast']);
    await until('the answer', () => untitledWith(/What does addToCart/));
    bed.start('switchyard.reroute');
    await bed.screen.waitFor({ selector: '.quick-input-title', hasText: 'Reroute Last Request' });
    await bed.screen.click({ selector: `${row}:has-text("as architect")` });
    const [, second] = await bed.rows(2);
    assert.deepEqual([second?.task.class, second?.tier], ['architect', 'reasoning']);
    assert.ok(second?.task.because.includes('you chose architect'));
  });

  test('an edit that is made into something else is told from one that is touched up or taken back', async () => {
    await bed.set('routing.policy.refactor', 'avoid');
    const { document } = await refactored();
    const replaced = async (from: RegExp, to: string): Promise<void> => {
      const found = from.exec(document.getText());
      assert.ok(found);
      const change = new vscode.WorkspaceEdit();
      const [start, end] = [found.index, found.index + found[0].length].map((at) => document.positionAt(at));
      assert.ok(start && end);
      change.replace(document.uri, new vscode.Range(start, end), to);
      await vscode.workspace.applyEdit(change);
    };
    // Above it, and a word in it: neither makes it another edit.
    await replaced(/^/, '// ours\n');
    await replaced(/return parcel\.express \? 60 : 30;/, 'return parcel.express ? 65 : 30;');
    await vscode.commands.executeCommand('editor.action.formatDocument');
    await replaced(
      / {2}if \(parcel\.weightKg[^]*;\n(?=\})/,
      '  return ratesFor(parcel.country).lookUp(parcel.weightKg);\n',
    );
    await untilOutcome('edited');
  });

  test('an edit that is not in front is shown before it is applied', async () => {
    await bed.set('routing.policy.refactor', 'avoid');
    const editor = await openShipping();
    const original = editor.document.getText();
    bed.start('switchyard.refactor');
    await request(bed.screen, refactorTitle, 'flatten it');
    const isDiff = (): boolean =>
      vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputTextDiff;
    await until('a diff', isDiff);
    await openFile('src/cart.ts');
    bed.start('switchyard.applyEdit');
    await until('the diff again', isDiff);
    assert.equal(editor.document.getText(), original);
    bed.start('switchyard.applyEdit');
    await until('the edit', () => editor.document.getText() !== original);
  });
});
