/** A provider that fails: a clear message, the document untouched, nothing held, and only what came is paid. */
import assert from 'node:assert/strict';
import { setup, suite, teardown, test } from 'mocha';
import * as vscode from 'vscode';
import type { Fault } from '../../doubles/faults.ts';
import { controlledServer, type ControlledServer } from './support/controlledServer.ts';
import { clickNotice } from './support/notices.ts';
import { openTestBed, testPrices, type TestBed } from './support/testBed.ts';
import { until, untilStatus } from './support/until.ts';

interface Failure {
  readonly name: string;
  readonly faults: readonly Fault[];
  readonly seconds?: number;
  readonly message: RegExp;
  /** State and end of each row, oldest first. */
  readonly rows: readonly string[];
}

const tooMany: Fault = { kind: 'status', status: 429, retryAfterSeconds: 0 };

const failures: readonly Failure[] = [
  {
    name: 'asks for a pause at every attempt',
    faults: [tooMany, tooMany, tooMany],
    message: /^shop\d+ asks for a pause \(rate limit\).*Nothing was billed\.$/,
    rows: ['released', 'released', 'released'],
  },
  {
    name: 'drops the connection',
    faults: [{ kind: 'drop' }],
    message: /^The connection was lost in mid-answer\. What had come by then is paid, by estimate\.$/,
    rows: ['settled connectionLost estimated'],
  },
  {
    name: 'stays silent',
    faults: [{ kind: 'stall', at: 'firstToken' }],
    seconds: 1,
    message: /^No word from shop\d+ in 1 s, so it was stopped\.$/,
    rows: ['settled timedOut estimated'],
  },
  {
    name: 'falls silent',
    faults: [{ kind: 'stall', at: 'midStream' }],
    // Enough for the first word to come from a server on a busy machine.
    seconds: 6,
    message: /^The answer of shop\d+ took longer than 6 s and was stopped\.$/,
    rows: ['settled timedOut estimated'],
  },
  {
    name: 'sends garbage',
    faults: [{ kind: 'malformedChunk' }],
    message: /^shop\d+ sent something that is no answer\. The cost is estimated\.$/,
    rows: ['settled failed estimated'],
  },
  {
    name: 'is a sign-in page',
    faults: [{ kind: 'wrongContentType' }],
    message: /^shop\d+ answered with a web page: a sign-in page, .* Nothing was billed\.$/,
    rows: ['released'],
  },
  {
    name: 'has no credit left',
    faults: [{ kind: 'status', status: 402 }],
    message: /^Your account at shop\d+ has no credit left\. Nothing was billed here\./,
    rows: ['released'],
  },
  {
    name: 'has its quota used up, which is no rate limit',
    faults: [{ kind: 'status', status: 429, quota: true, retryAfterSeconds: 1 }],
    message: /^Your account at shop\d+ has no credit left\. Nothing was billed here\./,
    rows: ['released'],
  },
  {
    name: 'refuses the key',
    faults: [{ kind: 'status', status: 401 }],
    message: /^shop\d+ refused the API key\. Enter it again\.$/,
    rows: ['released'],
  },
];

/** Differs from test to test, since the same request again and again is slowed down as a loop. */
async function openEmptyBody(what: string): Promise<vscode.TextDocument> {
  const content = `// ${what}\nfunction subtotal(lines: readonly CartLine[]): number {\n  \n}\n`;
  const document = await vscode.workspace.openTextDocument({ language: 'typescript', content });
  const editor = await vscode.window.showTextDocument(document);
  editor.selection = new vscode.Selection(2, 2, 2, 2);
  return document;
}

suite('a provider that', () => {
  let server: ControlledServer;
  let other: ControlledServer;
  let bed: TestBed;
  // One of its own for each test: an endpoint that fails again and again is left in peace for a while.
  setup(async function () {
    server = await controlledServer();
    other = await controlledServer();
    bed = await openTestBed(this, server);
    await bed.begin();
  });
  teardown(async () => {
    await bed?.end();
    await bed?.close();
    await other?.close();
  });

  for (const { name, faults, seconds, message, rows } of failures) {
    test(name, async () => {
      if (seconds !== undefined) await bed.set('limits.fastSeconds', seconds);
      const document = await openEmptyBody(name);
      const before = document.getText();
      server.misbehave(...faults);
      bed.start('switchyard.complete');
      const told = await until('a message', () => bed.told().at(-1));
      assert.match(told, message);
      assert.equal(bed.told().length, 1);
      assert.equal(document.getText(), before);
      const seen = await bed.rows(rows.length);
      assert.deepEqual(
        seen.map(({ state, settlement }) =>
          [state, settlement?.end, settlement?.provenance].filter((part) => part !== undefined).join(' '),
        ),
        rows,
      );
      assert.equal(await bed.held(), 0);
      assert.equal(server.calls().length, rows.length);
      const item = await untilStatus(bed.screen, / · failed$/);
      assert.deepEqual(item.icons, ['error']);
    });
  }

  test('fails again and again is left in peace, and the other model is one click away', async () => {
    await bed.set('limits.extraAttempts', 0);
    await bed.set('providers', {
      [bed.providerId]: { baseUrl: server.baseUrl, dialect: 'openai' },
      elsewhere: { baseUrl: other.baseUrl, dialect: 'openai' },
    });
    await bed.set('models.reasoning', 'elsewhere/reasoning');
    await bed.set('models.prices', {
      [`${bed.providerId}/fast`]: testPrices.fast,
      'elsewhere/reasoning': testPrices.reasoning,
    });
    await bed.engine.keys.set('elsewhere', { origin: new URL(other.baseUrl).origin, key: other.apiKey });
    const failed = await failUntilRest();
    assert.equal(server.calls().length, failed);
    const resting = await bed.engine.resting();
    assert.deepEqual(
      resting.map(({ details }) => details.endpoint),
      [bed.providerId],
    );
    await vscode.commands.executeCommand('switchyard.openDashboard');
    await bed.screen.waitFor({
      scope: 0,
      selector: '.notice',
      hasText: `${bed.providerId} failed again and again, so nothing is sent there until`,
    });
    await clickNotice(bed.screen, 'Use the Reasoning Model');
    await until('a call of the other', () => other.calls().length === 1);
    assert.equal(server.calls().length, failed);
  });

  /** @returns how many calls it took. */
  async function failUntilRest(): Promise<number> {
    const fault: Fault = { kind: 'status', status: 500 };
    for (let failed = 1; failed <= 5; failed += 1) {
      server.misbehave(fault);
      await openEmptyBody(`failure ${failed}`);
      bed.start('switchyard.complete');
      await until('a message', () => bed.told().length === failed);
      if (/rests for \d+ s\.$/.test(bed.told().at(-1) ?? '')) return failed - 1;
      assert.equal(server.calls().length, failed);
    }
    return assert.fail('it was asked five times');
  }
});
