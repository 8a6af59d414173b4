/** Over any sequence of tasks, faults and limits: every attempt ends, and ledger and receipts agree. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { GatewaySettings } from '../../../../src/core/model/gatewaySettings.ts';
import type { GatewayRun } from '../../../../src/core/gateway/contract.ts';
import type { Fault } from '../../../doubles/faults.ts';
import { limitOf } from '../../storage/ledgerFixtures.ts';
import {
  accountsOf,
  balanced,
  defaultCaps,
  openYard,
  until,
  type Changes,
  type Ran,
  type Yard,
} from './yard.ts';

const anyFault: fc.Arbitrary<Fault> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .record({ text: fc.constantFrom('good', 'bad', ''), thinkingTokens: fc.nat(200) })
      .map((said): Fault => ({ kind: 'answer', ...said })),
  },
  fc
    .record({ status: fc.constantFrom(400, 401, 402, 403, 404, 429, 500, 503), quota: fc.boolean() })
    .map((reply): Fault => ({ kind: 'status', ...reply })),
  fc.constantFrom<Fault>(
    { kind: 'status', status: 429, retryAfterSeconds: 7 },
    { kind: 'drop' },
    { kind: 'stall', at: 'headers' },
    { kind: 'stall', at: 'firstToken' },
    { kind: 'stall', at: 'midStream' },
    { kind: 'malformedChunk' },
    { kind: 'errorInStream' },
    { kind: 'omit', parts: ['usage'] },
    { kind: 'omit', parts: ['finish', 'usage', 'done'] },
    { kind: 'usageTwice' },
    { kind: 'inlineThinking', tags: 'split' },
    { kind: 'ignoreCap', extraTokens: 30 },
    { kind: 'refusal' },
    { kind: 'contentFilter' },
    { kind: 'emptyAnswer' },
    { kind: 'wrongContentType' },
    { kind: 'slowDrip', bytes: 7 },
  ),
);

interface Step {
  readonly faults: readonly Fault[];
  readonly tier: 'fast' | 'reasoning' | undefined;
  readonly check: 'byText' | 'fails' | 'throws' | 'none';
  /** What the person does at that event. */
  readonly interrupt: { readonly at: number; readonly what: 'stop' | 'fastNow' | 'leave' | 'nothing' };
  readonly settings: Partial<GatewaySettings>;
}

const anySettings: fc.Arbitrary<Partial<GatewaySettings>> = fc
  .record({
    extraAttempts: fc.nat(3),
    reasoningTokens: fc.constantFrom(30, 2000, 16_000),
    // In dollars: from nothing at all to plenty for many attempts.
    limit: fc.constantFrom(0, 0.01, 0.05, 0.2, 5),
    whenReached: fc.constantFrom('warn', 'downgrade', 'block'),
    perRequest: fc.option(fc.constantFrom(0.01, 0.06, 0.4), { nil: undefined }),
  })
  .map(({ extraAttempts, reasoningTokens, limit, whenReached, perRequest }) => ({
    caps: {
      ...defaultCaps,
      extraAttempts,
      tokens: { fast: 2000, reasoning: reasoningTokens },
      requestsPerMinute: 1000,
    },
    budgets: [
      limitOf(limit * 1e9, 'day', whenReached),
      ...(perRequest === undefined ? [] : [limitOf(perRequest * 1e9, 'request', whenReached)]),
    ],
  }));

const anyStep: fc.Arbitrary<Step> = fc.record({
  faults: fc.array(anyFault, { maxLength: 4 }),
  tier: fc.constantFrom('fast', 'reasoning', undefined),
  check: fc.constantFrom('byText', 'fails', 'throws', 'none'),
  interrupt: fc.record({
    at: fc.nat(8),
    what: fc.constantFrom('stop', 'fastNow', 'leave', 'nothing', 'nothing'),
  }),
  settings: anySettings,
});

function checkOf(kind: Step['check']): Pick<Changes, 'check'> {
  if (kind === 'none') return {};
  return {
    check: async (answer) => {
      if (kind === 'throws') throw new Error('cannot judge');
      const failed = kind === 'fails' || answer.includes('bad');
      return { verdict: failed ? 'failed' : 'passed', what: ['syntax'] };
    },
  };
}

/** Runs one step; where a fault stalls, the time passes once its request is there. */
async function take(yard: Yard, step: Step): Promise<Ran> {
  const { control } = yard.server;
  const before = control.requests().length;
  control.queue(...step.faults);
  const stop = new AbortController();
  let seen = 0;
  let over = false;
  const keepTime = async (): Promise<void> => {
    for (const [index, { kind }] of step.faults.entries()) {
      await until(() => over || control.requests().length > before + index);
      for (let turn = 0; turn < 20 && !over; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      if (kind === 'stall') yard.clock.advance(200_000);
    }
  };
  const onEvent = ({ type }: { readonly type: string }, run: GatewayRun): void => {
    if (type === 'waiting') yard.clock.advance(60_000);
    if (seen === step.interrupt.at) {
      if (step.interrupt.what === 'fastNow') run.answerFastNow();
      else if (step.interrupt.what !== 'nothing') stop.abort();
    }
    seen += 1;
  };
  const time = keepTime();
  const ran = await yard.run(
    { ...checkOf(step.check), ...(step.tier && { override: { tier: step.tier } }) },
    onEvent,
    stop.signal,
  );
  over = true;
  await time;
  while (control.nextFault()) continue;
  return ran;
}

it('keeps its accounts', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 1, maxLength: 6 }), async (steps) => {
      let current: Partial<GatewaySettings> = {};
      const yard = await openYard({
        deps: (deps) => ({ settings: async (task) => ({ ...(await deps.settings(task)), ...current }) }),
      });
      try {
        const tasks: Ran[] = [];
        for (const step of steps) {
          current = step.settings;
          tasks.push(await take(yard, step));
          expect(await accountsOf(yard, tasks)).toEqual(balanced);
        }
        for (const { settlement, state } of await yard.rows()) {
          expect(state === 'released' || settlement !== undefined).toBe(true);
          expect(settlement?.cost ?? 0).toBeGreaterThanOrEqual(0);
        }
      } finally {
        await yard.close();
      }
    }),
    { numRuns: 60 },
  );
});
