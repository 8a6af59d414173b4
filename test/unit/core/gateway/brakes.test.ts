/** What stops loops and cascades: resting endpoints, requests per minute, the same request again. */
import { describe, expect, it } from 'vitest';
import type { GatewaySettings } from '../../../../src/core/model/gatewaySettings.ts';
import type { Fault } from '../../../doubles/faults.ts';
import { limitOf } from '../../storage/ledgerFixtures.ts';
import {
  type Changes,
  apart,
  capsWith,
  codeOf,
  reasoning,
  until,
  yardOpener,
  type Yard,
  type YardOptions,
} from './yard.ts';

const open = yardOpener();

const status500: Fault = { kind: 'status', status: 500 };

describe('an endpoint that fails again and again', () => {
  async function openFailing(options: YardOptions = {}): Promise<Yard> {
    const yard = await open(options);
    yard.server.control.queue(status500, status500, status500);
    for (let index = 0; index < 3; index += 1) await yard.run();
    return yard;
  }

  it('rests, and says for how long', async () => {
    const yard = await openFailing();
    const before = await yard.rows();
    const ran = await yard.run();
    expect(ran.end).toMatchObject({
      kind: 'failed',
      error: { code: 'circuitOpen', details: { endpoint: 'acme', retryAfterMs: 15_000 } },
    });
    expect(ran.calls).toEqual([]);
    expect(await yard.rows()).toEqual(before);
  });

  it('is asked once after its rest, and is back after one good answer', async () => {
    const yard = await openFailing();
    yard.clock.advance(15_000);
    yard.server.control.queue({ kind: 'stall', at: 'headers' });
    const probe = yard.run();
    await until(() => yard.server.control.requests().length === 4);
    expect(codeOf(await yard.run())).toBe('circuitOpen');
    yard.clock.advance(15_000);
    expect(codeOf(await probe)).toBe('firstTokenTimeout');
    yard.clock.advance(30_000);
    expect(codeOf(await yard.run())).toBe('answered');
    expect(codeOf(await yard.run())).toBe('answered');
  });

  it('keeps its one call where a later gate refuses', async () => {
    let yes = false;
    const yard = await openFailing({ answers: () => yes });
    yard.consents.clear();
    yard.clock.advance(15_000);
    expect(codeOf(await yard.run())).toBe('noConsent');
    yes = true;
    expect(codeOf(await yard.run())).toBe('answered');
  });

  it('keeps its one call where the budget refuses', async () => {
    let budgets: GatewaySettings['budgets'] = [];
    const yard = await openFailing({
      deps: (deps) => ({ settings: async (task) => ({ ...(await deps.settings(task)), budgets }) }),
    });
    budgets = [limitOf(1000, 'day')];
    yard.clock.advance(15_000);
    expect(codeOf(await yard.run())).toBe('budgetRefused');
    budgets = [];
    expect(codeOf(await yard.run())).toBe('answered');
  });

  it('does not stop a model at another endpoint', async () => {
    const yard = await openFailing({
      settings: ({ model, endpoint }) => ({
        models: {
          fast: model('fast'),
          reasoning: model('reasoning', {
            endpoint: { ...endpoint('acme'), baseUrl: `${endpoint('acme').baseUrl}/` },
          }),
        },
      }),
    });
    expect(codeOf(await yard.run())).toBe('circuitOpen');
    expect(codeOf(await yard.run(reasoning))).not.toBe('circuitOpen');
  });

  it('is not turned to by a budget either', async () => {
    const yard = await open({
      settings: (parts) => {
        const { fast, reasoning: other } = apart(parts).models ?? {};
        const elsewhere = { ...parts.endpoint('other'), baseUrl: `${parts.endpoint('other').baseUrl}/` };
        return {
          models: { ...(fast && { fast }), ...(other && { reasoning: { ...other, endpoint: elsewhere } }) },
          budgets: [limitOf(100_000_000, 'day', 'downgrade')],
        };
      },
    });
    yard.server.control.queue(status500, status500, status500);
    for (let index = 0; index < 3; index += 1) await yard.run();
    const before = await yard.rows();
    expect(codeOf(await yard.run(reasoning))).toBe('budgetRefused');
    expect(await yard.rows()).toEqual(before);
  });

  it('says nothing of itself by refusing a request', async () => {
    const yard = await open();
    const refusals = [400, 401, 402, 403, 404].map((status): Fault => ({ kind: 'status', status }));
    yard.server.control.queue(...refusals);
    for (const _ of refusals) await yard.run();
    expect(codeOf(await yard.run())).toBe('answered');
  });
});

describe('the brake on loops', () => {
  const same: Changes = {
    messages: [{ role: 'user', parts: [{ type: 'text', text: 'again' }] }],
  };

  it('slows the same request down, then asks, and lets it through once', async () => {
    let yes = false;
    const yard = await open({ answers: () => yes });
    const waits: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      const ran = await yard.run(same, async (event) => {
        if (event.type !== 'waiting') return;
        waits.push(event.because);
        const before = yard.server.control.requests().length;
        yard.clock.advance(1_999);
        for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        expect(yard.server.control.requests()).toHaveLength(before);
        yard.clock.advance(8_001);
      });
      expect(codeOf(ran)).toBe('answered');
    }
    expect(waits).toEqual(['the same request 4 times in a row', 'the same request 5 times in a row']);
    const refused = await yard.run(same);
    expect(refused.end).toMatchObject({
      error: { code: 'tooManyRequests', details: { why: 'the same request 6 times in a row' } },
    });
    expect(refused.calls).toEqual([]);
    yes = true;
    expect(codeOf(await yard.run(same))).toBe('answered');
    yes = false;
    expect(codeOf(await yard.run(same))).toBe('tooManyRequests');
    expect(codeOf(await yard.run())).toBe('answered');
  });

  it('does not take a growing conversation for the same request', async () => {
    const yard = await open();
    for (let turn = 1; turn < 10; turn += 1) {
      const messages = Array.from({ length: turn }, (_, index) => ({
        role: 'tool' as const,
        toolCallId: 'c',
        text: `result ${index}`,
      }));
      const ran = await yard.run({
        messages: [{ role: 'user', parts: [{ type: 'text', text: 'again' }] }, ...messages],
      });
      expect(codeOf(ran)).toBe('answered');
    }
    expect(yard.questions).toEqual([]);
  });

  it('holds the number of requests a minute, and asks before a long wait', async () => {
    const yard = await open({
      settings: () => ({
        ...capsWith({ requestsPerMinute: 2 }),
      }),
      answers: () => false,
    });
    await yard.run();
    await yard.run();
    const refused = await yard.run();
    expect(codeOf(refused)).toBe('tooManyRequests');
    expect(yard.questions).toMatchObject([
      { type: 'letThroughOnce', why: expect.stringContaining('requestsPerMinute') },
    ]);
    yard.clock.advance(50_000);
    const waited = await yard.run();
    expect(waited.events.map(({ type }) => type)).toContain('waiting');
    expect(codeOf(waited)).toBe('answered');
  });

  it('lets go of a request that is stopped while it waits', async () => {
    const yard = await open();
    for (let index = 0; index < 3; index += 1) await yard.run(same);
    const stop = new AbortController();
    const ran = await yard.run(same, (event) => void (event.type === 'waiting' && stop.abort()), stop.signal);
    expect(codeOf(ran)).toBe('stopped');
    expect(ran.calls).toEqual([]);
  });
});
