import { describe, expect, test } from 'vitest';
import { nanoUsd } from '../../../../src/core/model/money.ts';
import type { Receipt } from '../../../../src/core/model/receipt.ts';
import {
  costWords,
  practiceSentence,
  receiptLines,
  thoughtPhrase,
} from '../../../../src/core/words/receiptLines.ts';
import { receiptOf } from '../../../../src/core/receipt/receiptOf.ts';
import { taskFacts } from '../../storage/ledgerFixtures.ts';
import { attempt, itsCost, recorded, snapshot, thoughtful, thoughtTenTimes } from '../receipt/receiptRows.ts';

function table(receipt: Receipt): Record<string, string> {
  return Object.fromEntries(receiptLines(receipt).map(({ label, value }) => [label, value]));
}

test('a receipt reads as a person would tell it', () => {
  expect(receiptLines(receiptOf([thoughtful()])).map(({ label, value }) => `${label}: ${value}`)).toEqual([
    'Route: refactor · reasoning · gpt-5-2025-08-07 · medium effort',
    'Why: two type errors; several files; confidence 0.80',
    'Cost: $0.02291, counts × price',
    'Hidden: 2,000 hidden · 91 % of the output, thought 10 × what it said',
    'Time: 21 s · first token after 18 s · thinking 18 s · 110 tokens/s',
    'Input, fresh: 900 × $1/M = $0.0009',
    'Input, cached: 100 × $0.1/M = $0.00001',
    'Output, visible: 200 × $10/M = $0.002',
    'Output, hidden: 2,000 × $10/M = $0.02',
    'Price: price of openai/gpt-5, as of 2026-09-23 (56 days old)',
    'Result: not checked: nothing here can judge it',
  ]);
});

test('figures say whose they are, words do not', () => {
  const lines = receiptLines(receiptOf([thoughtful()]));
  const provenance = (label: string): unknown => lines.find((line) => line.label === label)?.provenance;
  expect(provenance('Cost')).toBe('computed');
  expect(provenance('Output, hidden')).toBe('computed');
  expect(provenance('Why')).toBeUndefined();
});

describe('the sentence', () => {
  test.each([
    [2000, 2200, 'thought 10 × what it said'],
    [900, 900, 'thought and said nothing'],
    [150, 250, 'thought 1.5 × what it said'],
    [1000, 2000, 'thought 1 × what it said'],
    [50, 250, 'thought 0.3 × what it said'],
    [5, 250, 'hardly thought'],
    [0, 250, undefined],
    [undefined, 250, undefined],
  ])('%s hidden of %d', (hidden, output, phrase) => {
    const receipt = receiptOf([attempt({ usage: { input: 1, output, hidden } })]);
    expect(thoughtPhrase(receipt)).toBe(phrase);
  });
});

describe('the cost in each state of a price', () => {
  test('unknown', () => {
    const receipt = receiptOf([attempt({}, { priceState: 'unknown' })]);
    expect(costWords(receipt)).toBe('$?');
    expect(table(receipt)).toMatchObject({
      Cost: '$?',
      Price: 'no price is known; “Set Model Price…” sets one',
    });
  });

  test('included', () => {
    const receipt = recorded([attempt({}, { priceState: 'included' })], { includedBy: 'Copilot' });
    expect(table(receipt)['Cost']).toBe('included in Copilot');
  });

  test('zero', () => {
    const receipt = receiptOf([attempt({ dollars: 0 }, { priceState: 'zero' })]);
    expect(table(receipt)).toMatchObject({ Cost: '$0', Price: 'a local model: no price' });
  });

  test('practice', () => {
    const task = taskFacts('task-3', { realm: 'practice' });
    const receipt = receiptOf([attempt({ dollars: 5_000_000 }, { task })]);
    expect(table(receipt)).toMatchObject({
      Practice: 'no model is called, no money is spent',
      'Would have cost': '≈$0.005',
    });
    expect(table(receipt)).not.toHaveProperty('Cost');
  });

  test('practice, much of it thinking', () => {
    const task = taskFacts('task-3', { realm: 'practice' });
    expect(practiceSentence(receiptOf([thoughtful({ task })]))).toBe(
      'Practice: no model is called, no money is spent. On a real model this would have cost ≈$0.023, ≈$0.020 of it thinking you never see.',
    );
    const unsent = receiptOf([attempt({}, { task, state: 'released', releasedBecause: 'rateLimited' })]);
    expect(practiceSentence(unsent)).toBe('Practice: no model is called, no money is spent.');
  });

  test('partly unknown', () => {
    const unknown = attempt({}, { priceState: 'unknown' });
    expect(costWords(receiptOf([unknown, thoughtful({ number: 2 })]))).toBe('$0.023 + $?');
  });

  test('estimated', () => {
    const cut = { ...thoughtTenTimes, usageProvenance: 'estimated', provenance: 'estimated' } as const;
    const receipt = receiptOf([attempt({ ...cut, dollars: 31_000_000 })]);
    expect(table(receipt)).toMatchObject({
      Cost: '≈$0.031, estimated',
      'Output, hidden': '≈2.0k × $10/M = ≈$0.02',
    });
  });
});

test('hidden tokens that nobody counted are a question, never 0', () => {
  const receipt = receiptOf([
    attempt({ usage: { input: 10, output: 500 }, price: snapshot, dollars: 5_010_000 }),
  ]);
  expect(table(receipt)).toMatchObject({
    Hidden: 'hidden ?',
    Output: '500 × $10/M = $0.005',
    'Output, hidden': '?',
  });
});

test('each attempt of several has a line', () => {
  const fast = attempt(
    { usage: { input: 5, output: 9, hidden: 0 }, dollars: 2_000_000 },
    { tier: 'fast', model: 'gpt-5-nano', effort: 'none' },
  );
  const refused = attempt(
    {},
    { number: 2, state: 'released', settlement: undefined, releasedBecause: 'rateLimited' },
  );
  const lines = table(recorded([fast, refused, thoughtful({ number: 3 })], { notes: ['a check failed'] }));
  expect(lines).toMatchObject({
    'Attempt 1': 'gpt-5-nano · $0.002 · 0 hidden',
    'Attempt 2': 'gpt-5 (medium) · not billed: rate limited',
    'Attempt 3': 'gpt-5-2025-08-07 (medium) · $0.023 · 2,000 hidden',
    Note: 'a check failed',
  });
});

test('what was not billed has no price, and says why there is no answer', () => {
  const refused = attempt(
    {},
    { state: 'released', settlement: undefined, releasedBecause: 'connectionRefused' },
  );
  const receipt = receiptOf([refused]);
  expect(costWords(receipt)).toBe('not billed');
  expect(table(receipt)).toMatchObject({
    Cost: 'not billed: not reached',
    Result: 'no whole answer: not reached',
  });
});

test('an attempt that ended early says how', () => {
  const lost = attempt({
    ...thoughtTenTimes,
    dollars: itsCost,
    end: 'connectionLost',
    errorCode: 'connectionLost',
  });
  expect(table(receiptOf([lost]))).toMatchObject({ Result: 'no whole answer: connection lost' });
  const after = recorded([thoughtful(), { ...lost, number: 2 }], {
    check: { verdict: 'failed', what: ['1 new problem'] },
  });
  expect(table(after)).toMatchObject({
    'Attempt 2': 'gpt-5-2025-08-07 (medium) · $0.023 · 2,000 hidden · connection lost',
    Result: 'check failed: 1 new problem',
  });
});

test('a tool’s receipt is short', () => {
  const receipt = receiptOf([
    {
      number: 1,
      task: taskFacts('task-4', { class: 'format', because: ['layout only'] }),
      tier: 'local',
      state: 'settled',
      priceState: 'zero',
      outcome: 'unknown',
      tool: 'formatter',
      avoided: nanoUsd(2_000_000),
    },
  ]);
  expect(table(receipt)).toEqual({
    Route: 'format · local · formatter',
    Why: 'layout only',
    Cost: '$0',
    Saved: '≈$0.002 avoided',
  });
});

test('savings are signed and a range', () => {
  const saving = { low: nanoUsd(-3_000_000), high: nanoUsd(40_000_000), against: 'always reasoning' };
  expect(table(recorded([thoughtful()], { saving }))['Saved']).toBe(
    '≈−$0.003 to ≈$0.040 against always reasoning',
  );
});

test('a fee per request has a line of its own', () => {
  const price = { ...snapshot, rates: { ...snapshot.rates, perRequest: 0.012 } };
  const receipt = receiptOf([attempt({ ...thoughtTenTimes, price, dollars: 12_000_000 })]);
  expect(table(receipt)['Fee per request']).toBe('$0.012');
});

test.each([
  ['alias', 'price of openai/gpt-5, listed under another name, as of 2026-09-23 (56 days old)'],
  ['dateSuffixDropped', 'price of openai/gpt-5, without its date, as of 2026-09-23 (56 days old)'],
  ['vendorPrefixDropped', 'price of openai/gpt-5, without its vendor, as of 2026-09-23 (56 days old)'],
] as const)('how the price was found is told: %s', (match, words) => {
  const receipt = receiptOf([attempt({ ...thoughtTenTimes, price: { ...snapshot, match } })]);
  expect(table(receipt)['Price']).toBe(words);
});

test('what the price was multiplied by is told', () => {
  const factors = [
    { why: 'region', name: 'eu', factor: 1.1 },
    { why: 'serviceTier', name: 'priority', factor: 2 },
  ] as const;
  const receipt = receiptOf([attempt({ ...thoughtTenTimes, price: { ...snapshot, factors } })]);
  expect(table(receipt)['Price']).toBe(
    'price of openai/gpt-5, × 1.1 for staying in the region eu, × 2 for priority processing, as of 2026-09-23 (56 days old)',
  );
});

test('a price older than two months may have changed', () => {
  const price = { ...snapshot, asOf: '2026-09-01' };
  const receipt = receiptOf([attempt({ ...thoughtTenTimes, price })]);
  expect(table(receipt)['Price']).toMatch(/, as of 2026-09-01 \(\d+ days old: prices may have changed\)$/);
});
