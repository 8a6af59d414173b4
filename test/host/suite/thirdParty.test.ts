/** The main path against a mock server that others wrote: it shares none of our misunderstandings. */
import assert from 'node:assert/strict';
import { LLMock } from '@copilotkit/aimock';
import { setup, suite, suiteSetup, suiteTeardown, teardown, test } from 'mocha';
import { request } from './support/askBox.ts';
import type { TestServer } from './support/controlledServer.ts';
import { openFile, untitledWith } from './support/editors.ts';
import { openTestBed, testPrices, type TestBed } from './support/testBed.ts';
import { until, untilStatus } from './support/until.ts';

interface MockServer extends TestServer {
  readonly mock: LLMock;
}

async function mockServer(): Promise<MockServer> {
  const mock = new LLMock({ port: 0 });
  await mock.start();
  return {
    mock,
    baseUrl: `${mock.url}/v1`,
    apiKey: 'any key will do',
    calls: () =>
      mock.getRequests().map(({ method, path, body }) => ({ method, path: path ?? '', headers: {}, body })),
    reset: () => {
      mock.clearFixtures();
      mock.clearRequests();
    },
    close: () => mock.stop(),
  };
}

suite('a third-party mock server', () => {
  let server: MockServer;
  let bed: TestBed;
  suiteSetup(async function () {
    server = await mockServer();
    bed = await openTestBed(this, server, { dialect: 'custom', fast: 'mock-small', reasoning: 'mock-large' });
  });
  suiteTeardown(() => bed?.close());
  setup(() => bed.begin());
  teardown(() => bed.end());

  test('completes, and is booked by the usage it reports', async () => {
    server.mock.onMessage(/./, {
      content: '```typescript\nreturn lines.length;\n```',
      usage: { prompt_tokens: 1200, completion_tokens: 40, total_tokens: 1240 },
    });
    const { document } = await openFile('src/cart.ts', { behind: 'CartLine[]): number {\n' });
    bed.start('switchyard.complete');
    await until('the body', () => document.getText().includes('\n  return lines.length;\n}'));
    const [row] = await bed.rows(1);
    assert.deepEqual(
      {
        class: row?.task.class,
        tier: row?.tier,
        end: row?.settlement?.end,
        from: row?.settlement?.usageProvenance,
      },
      { class: 'complete', tier: 'fast', end: 'complete', from: 'exact' },
    );
    const { input, output } = testPrices.fast;
    assert.equal(row?.settlement?.usage.input, 1200);
    assert.equal(row.settlement.usage.output, 40);
    assert.equal(row.settlement.cost, Math.round((1200 * input + 40 * output) * 1000));
    await untilStatus(bed.screen, /^\$0\.000\d · /);
  });

  test('streams a plan with thinking into a document', async () => {
    server.mock.onMessage(/./, {
      content: '# Plan\n\nOne step, then another.\n',
      reasoning: 'Which step comes first? The one that can be undone.',
    });
    await openFile('payments/refund.ts');
    bed.start('switchyard.architect');
    await request(bed.screen, 'Switchyard: Architect', 'make refunds safe to retry');
    await until('the plan', () => untitledWith(/One step, then another\./));
    const [row] = await bed.rows(1);
    assert.deepEqual({ tier: row?.tier, state: row?.state }, { tier: 'reasoning', state: 'settled' });
    assert.ok((row?.settlement?.cost ?? 0) > 0);
  });

  test('asks for a pause, and is asked again', async () => {
    server.mock.nextRequestError(429, { message: 'Too many requests', type: 'rate_limit' });
    server.mock.onMessage(/./, { content: '```typescript\nreturn 0;\n```' });
    const { document } = await openFile('src/cart.ts', { behind: 'CartLine[]): number {\n' });
    bed.start('switchyard.complete');
    await until('the body', () => document.getText().includes('return 0;'));
    const rows = await bed.rows(2);
    assert.deepEqual(
      rows.map(({ state }) => state),
      ['released', 'settled'],
    );
  });
});
