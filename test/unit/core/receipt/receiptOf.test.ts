import { describe, expect, test } from 'vitest';
import { nanoUsd } from '../../../../src/core/model/money.ts';
import { checkForReceipt, receiptOf } from '../../../../src/core/receipt/receiptOf.ts';
import { taskFacts } from '../../storage/ledgerFixtures.ts';
import { attempt, itsCost, recorded, snapshot, thoughtful, thoughtTenTimes } from './receiptRows.ts';

describe('one attempt', () => {
  const receipt = receiptOf([thoughtful()]);

  test('says what ran and why', () => {
    expect(receipt).toMatchObject({
      taskId: 'task-1',
      class: 'refactor',
      tier: 'reasoning',
      model: 'gpt-5-2025-08-07',
      effort: 'medium',
      because: ['two type errors', 'several files'],
      notes: [],
      check: { state: 'notChecked' },
    });
  });

  test('gives each bucket its count, price and sum', () => {
    expect(receipt.attempts[0]?.buckets).toEqual({
      inputFresh: { tokens: 900, exact: true, rate: 1, cost: 900_000 },
      cacheRead: { tokens: 100, exact: true, rate: 0.1, cost: 10_000 },
      cacheWrite: { tokens: undefined, exact: false, rate: 1, cost: undefined },
      outputVisible: { tokens: 200, exact: true, rate: 10, cost: 2_000_000 },
      outputHidden: { tokens: 2000, exact: true, rate: 10, cost: 20_000_000 },
    });
  });

  test('the sums of the buckets are the cost', () => {
    const buckets = Object.values(receipt.attempts[0]?.buckets ?? {});
    expect(buckets.reduce((sum, { cost = 0 }) => sum + cost, 0)).toBe(itsCost);
  });

  test('totals and speed', () => {
    expect(receipt.totals).toEqual({
      cost: itsCost,
      unknownCosts: 0,
      unbilled: false,
      provenance: 'computed',
      input: { tokens: 1000, exact: true },
      cached: { tokens: 100, exact: true },
      output: { tokens: 2200, exact: true },
      visible: { tokens: 200, exact: true },
      hidden: { tokens: 2000, exact: true },
      hiddenShare: 2000 / 2200,
      hiddenCost: 20_000_000,
    });
    // 20.6 s, less what passed before it began to think: 18.4 − 17.8.
    expect(receipt.tokensPerSecond).toBeCloseTo(2200 / 20);
  });
});

test('long-context rates are shown where they applied', () => {
  const tiered = {
    ...snapshot,
    rates: { ...snapshot.rates, tiers: [{ aboveInput: 999, input: 2, output: 15 }] },
  };
  const [only] = receiptOf([attempt({ ...thoughtTenTimes, price: tiered })]).attempts;
  expect(only?.buckets.inputFresh).toMatchObject({ rate: 2, cost: 900 * 2000 });
  expect(only?.buckets.cacheRead).toMatchObject({ rate: 2, cost: 100 * 2000 });
});

describe('what nobody knows stays unknown', () => {
  test('a price', () => {
    const unknown = attempt({ usage: thoughtTenTimes.usage ?? {} }, { priceState: 'unknown' });
    const { totals, attempts } = receiptOf([unknown]);
    expect(totals).toMatchObject({ cost: undefined, unknownCosts: 1, hiddenCost: undefined });
    expect(attempts[0]?.buckets.outputHidden).toMatchObject({ tokens: 2000, cost: undefined });
  });

  test('the hidden part: all output stands together with its cost', () => {
    const { totals, attempts } = receiptOf([
      attempt({ usage: { input: 10, output: 500 }, price: snapshot, dollars: 5_010_000 }),
    ]);
    expect(totals).toMatchObject({ hidden: { tokens: undefined }, visible: { tokens: undefined } });
    expect(totals.hiddenShare).toBeUndefined();
    expect(attempts[0]?.output).toEqual({ tokens: 500, exact: true, rate: 10, cost: 5_000_000 });
  });

  test('a local model costs nothing and is known to', () => {
    const local = attempt({ usage: { input: 10, output: 9, hidden: 5 }, dollars: 0 }, { priceState: 'zero' });
    const { totals, attempts } = receiptOf([local]);
    expect(totals).toMatchObject({ cost: 0, unknownCosts: 0, hiddenCost: 0 });
    expect(attempts[0]?.buckets.inputFresh.cost).toBe(0);
  });
});

test('an estimated hidden part leaves the totals exact', () => {
  const { totals } = receiptOf([attempt({ ...thoughtTenTimes, flags: ['hiddenEstimated'] })]);
  expect(totals).toMatchObject({
    output: { exact: true },
    hidden: { tokens: 2000, exact: false },
    visible: { tokens: 200, exact: false },
  });
});

describe('several attempts', () => {
  const failed = attempt(
    { usage: { input: 500, output: 100, hidden: 0 }, price: snapshot, dollars: 1_500_000 },
    { tier: 'fast', model: 'gpt-5-nano', effort: 'none' },
  );
  const second = thoughtful({ number: 2 });

  test('are all paid for, in order, and the last gave the answer', () => {
    const receipt = receiptOf([second, failed]);
    expect(receipt.attempts.map(({ number }) => number)).toEqual([1, 2]);
    expect(receipt).toMatchObject({ tier: 'reasoning', effort: 'medium' });
    expect(receipt.totals.cost).toBe(1_500_000 + itsCost);
    expect(receipt.totals.output.tokens).toBe(2300);
    expect(receipt.notes[0]).toBe('2 attempts, all of them counted');
  });

  test('name the one whose answer stands, not one that came to nothing after it', () => {
    const answered = attempt(
      { usage: { input: 500, output: 100, hidden: 0 }, price: snapshot, dollars: 1_500_000 },
      { tier: 'fast', model: 'gpt-5-nano', effort: 'none' },
    );
    const lost = attempt({ end: 'connectionLost', errorCode: 'connectionLost', usage: {} }, { number: 2 });
    const empty = attempt({ usage: { input: 5, output: 90, hidden: 90 } }, { number: 2 });
    for (const after of [lost, empty]) {
      expect(receiptOf([answered, after])).toMatchObject({ answeredBy: 1, tier: 'fast', effort: 'none' });
    }
    expect(receiptOf([answered, second]).answeredBy).toBe(2);
    // The gateway has read the answers, so it knows better than the counts.
    expect(recorded([answered, second], { answeredBy: 1 }).tier).toBe('fast');
  });

  test('one of unknown cost is told, the others’ sum stands', () => {
    const unknown = attempt({ usage: { input: 5, output: 5 } }, { priceState: 'unknown' });
    expect(receiptOf([unknown, second]).totals).toMatchObject({ cost: itsCost, unknownCosts: 1 });
  });

  test('one estimate makes an estimate of the sum', () => {
    const cut = attempt({
      ...thoughtTenTimes,
      dollars: 5,
      provenance: 'estimated',
      usageProvenance: 'estimated',
    });
    expect(receiptOf([cut, second]).totals).toMatchObject({
      provenance: 'estimated',
      output: { exact: false },
    });
  });

  test('one that was refused cost nothing and counts nothing', () => {
    const refused = attempt({}, { state: 'released', settlement: undefined });
    const receipt = receiptOf([refused, second]);
    expect(receipt.attempts[0]?.end).toBe('unbilled');
    expect(receipt.totals).toMatchObject({ cost: itsCost, unknownCosts: 0, hidden: { exact: true } });
  });

  test('a hidden count that is missing in one leaves a lower bound', () => {
    const silent = attempt({ usage: { input: 5, output: 5 }, price: snapshot, dollars: 55_000 });
    expect(receiptOf([silent, second]).totals.hidden).toEqual({ tokens: 2000, exact: false });
  });
});

test('a tool’s work has no attempt to pay for', () => {
  const receipt = receiptOf([
    {
      number: 1,
      task: taskFacts('task-2', { class: 'format' }),
      tier: 'local',
      state: 'settled',
      priceState: 'zero',
      outcome: 'accepted',
      tool: 'formatter',
      avoided: nanoUsd(2_000_000),
    },
  ]);
  expect(receipt).toMatchObject({
    tier: 'local',
    tool: 'formatter',
    avoided: 2_000_000,
    outcome: 'accepted',
  });
  expect(receipt.totals).toMatchObject({ cost: 0, unknownCosts: 0, output: { tokens: undefined } });
});

test('without an attempt there is no receipt', () => {
  expect(() => receiptOf([])).toThrow(RangeError);
});

describe('odd things are told in words', () => {
  const notes = (...args: Parameters<typeof attempt>): readonly string[] =>
    receiptOf([attempt(...args)]).notes;

  test('thinking on a route that asked for none', () => {
    expect(notes(thoughtTenTimes, { effort: 'none' })).toEqual([
      'thought 2,000 tokens although none was asked for',
    ]);
  });

  test('a cap that was not honoured', () => {
    const usage = { input: 20, output: 459, hidden: 0 };
    expect(notes({ usage }, { maxOutputTokens: 16 })).toEqual([
      'used 459 tokens over a cap of 16 tokens: the provider did not honour it',
    ]);
  });

  test.each(['length', 'max_output_tokens', 'MAX_TOKENS'])('thinking that ate the cap (%s)', (finish) => {
    const usage = { input: 20, output: 900, hidden: 900 };
    expect(notes({ usage, finish }, { maxOutputTokens: 900 })).toEqual([
      'thinking used up the cap: 900 tokens hidden, 0 tokens of answer',
    ]);
  });

  test('an answer that the cap cut off', () => {
    const cut = { input: 20, output: 900, hidden: 0 };
    expect(notes({ usage: cut, finish: 'length' }, { maxOutputTokens: 900 })).toEqual([
      'the answer was cut off at 900 tokens',
    ]);
    const thought = { input: 20, output: 900, hidden: 880 };
    expect(notes({ usage: thought, finish: 'length' }, { maxOutputTokens: 900 })).toEqual([
      'thinking used up the cap: 880 tokens hidden, 20 tokens of answer',
      'the answer was cut off at 900 tokens',
    ]);
    expect(notes({ usage: cut, finish: 'stop' }, { maxOutputTokens: 901 })).toEqual([]);
  });

  test('a bill that differs, with both numbers', () => {
    const settlement = { ...thoughtTenTimes, billed: nanoUsd(16_000_000), computed: nanoUsd(180_000) };
    expect(notes({ ...settlement, provenance: 'billed' })).toEqual([
      'the provider billed $0.016, its price list says $0.00018 (89 ×)',
    ]);
    expect(notes({ ...settlement, provenance: 'billed', computed: nanoUsd(15_900_000) })).toEqual([]);
  });

  test('an end without counts', () => {
    expect(notes({ usageProvenance: 'estimated', provenance: 'estimated' })).toEqual([
      'the provider sent no final count, so this is estimated from what came',
    ]);
  });

  test('impossible figures, and what the gateway had to say, each once', () => {
    const said = ['a smaller cap: $0.10 of today’s budget is left'];
    expect(notes({ flags: ['negative'], notes: [...said, ...said] })).toEqual([
      'the provider reported a negative count, taken as 0',
      ...said,
    ]);
  });
});

test.each([
  [undefined, { state: 'notChecked', because: 'nothing here can judge it' }],
  [
    { verdict: 'passed', what: ['parses', 'no new errors'] } as const,
    { state: 'checked', what: 'parses, no new errors' },
  ],
  [{ verdict: 'failed', what: ['2 new errors'] } as const, { state: 'failed', what: '2 new errors' }],
  [{ verdict: 'notChecked', why: 'prose' } as const, { state: 'notChecked', because: 'prose' }],
])('a check of %j is told as such', (result, check) => {
  expect(checkForReceipt(result)).toEqual(check);
});
