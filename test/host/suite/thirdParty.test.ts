/** The main path against a mock server that others wrote: it shares none of our misunderstandings. */
import assert from 'node:assert/strict';
import { LLMock } from '@copilotkit/aimock';
import { setup, suite, suiteSetup, suiteTeardown, teardown, test } from 'mocha';
import { request } from './support/askBox.ts';
import type { TestServer } from './support/controlledServer.ts';
import { openFile, untitledWith } from './support/editors.ts';
import { clickNotice } from './support/notices.ts';
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

suite('a third-party mock server whose prices nobody knows', () => {
  let server: MockServer;
  let bed: TestBed;
  suiteSetup(async function () {
    server = await mockServer();
    bed = await openTestBed(this, server, {
      dialect: 'custom',
      fast: 'mock-small',
      reasoning: 'mock-large',
      priced: false,
    });
  });
  suiteTeardown(() => bed?.close());
  setup(async () => {
    await bed.begin();
    server.mock.onMessage(/./, {
      content: '```typescript\nreturn lines.length;\n```',
      usage: { prompt_tokens: 1200, completion_tokens: 40, total_tokens: 1240 },
    });
  });
  teardown(() => bed.end());

  const openCart = () => openFile('src/cart.ts', { behind: 'CartLine[]): number {\n' });

  test('is refused without a word where no call may go without a price, until one is set', async () => {
    await bed.set('budget.unknownPrice', 'block');
    await openCart();
    bed.start('switchyard.complete');
    await until('a word', () => bed.told().some((text) => /mock-small is unknown/.test(text)));
    assert.deepEqual([bed.asked, server.calls()], [[], []]);
    await clickNotice(bed.screen, 'Set Price…');
    for (const [step, rate] of [
      ['(1 of 2)', '2.5'],
      ['(2 of 2)', '10'],
    ] as const) {
      await bed.screen.waitFor({ selector: '.quick-input-title', hasText: step });
      await bed.screen.fill({ selector: '.quick-input-widget input.input', text: rate });
      await bed.screen.press({ keys: 'Enter' });
    }
    const [row] = await bed.rows(1);
    assert.equal(row?.settlement?.cost, 1200 * 2500 + 40 * 10_000);
    // The consent is a question of its own, and the price none any more.
    assert.deepEqual(bed.asked, [{ ...bed.asked[0], type: 'consent' }]);
    assert.equal('unpriced' in (bed.asked[0] ?? {}), false);
    await bed.set('models.prices', {});
  });

  test('is one question with nothing else, once its address is known', async () => {
    await openCart();
    bed.start('switchyard.complete');
    const [row] = await bed.rows(1);
    assert.equal(row?.settlement?.cost, undefined);
    await openCart();
    bed.start('switchyard.complete');
    await bed.rows(2);
    assert.deepEqual(bed.asked, [{ type: 'unknownPrice', model: `${bed.providerId}/mock-small` }]);
    await untilStatus(bed.screen, /^\$\? · /);
  });
});
