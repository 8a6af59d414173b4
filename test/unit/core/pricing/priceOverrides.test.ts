import { describe, expect, test } from 'vitest';
import { parsePriceOverrides } from '../../../../src/core/pricing/priceOverrides.ts';

function problemsOf(value: unknown): readonly string[] {
  return parsePriceOverrides(value).problems;
}

test('a whole entry is read as it stands', () => {
  const entry = { input: 1.25, output: 10, cacheRead: 0.125, cacheWrite: 0, cacheWriteHour: 2.5 };
  const { overrides, problems } = parsePriceOverrides({ 'openai/gpt-5': { ...entry, winsOverBill: true } });
  expect(problems).toEqual([]);
  expect(overrides.get('openai/gpt-5')).toEqual({ rates: entry, winsOverBill: true });
});

test('a model id may hold slashes of its own', () => {
  const { overrides } = parsePriceOverrides({ 'openrouter/openai/gpt-5': { input: 1, output: 2 } });
  expect([...overrides.keys()]).toEqual(['openrouter/openai/gpt-5']);
});

describe('a price typed in another unit is caught', () => {
  test.each([
    [0.000003, '0.000003 looks like dollars per token; per million it would be 3'],
    [3e-7, '0.0000003 looks like dollars per token; per million it would be 0.3'],
    [0.00018, '0.00018 looks like dollars per token; per million it would be 180'],
    [30_000, '30000 is too much for dollars per million tokens; if it is per billion, write 30'],
  ])('%d', (input, words) => {
    const { overrides, problems } = parsePriceOverrides({ 'openai/x': { input, output: 10 } });
    expect(problems).toEqual([`models.prices → openai/x.input: ${words}`]);
    expect(overrides.size).toBe(0);
  });

  // The cheapest cache read and the dearest output that any provider publishes.
  test.each([0, 0.002, 600])('%d is a price', (dollars) => {
    expect(problemsOf({ 'openai/x': { input: dollars, output: dollars } })).toEqual([]);
  });
});

describe('bad input names the field and the mend', () => {
  test.each([
    [[], 'models.prices: must be an object from "provider/model" to its prices'],
    [
      { gpt: { input: 1, output: 1 } },
      'models.prices → gpt: name the model as "provider/model", e.g. "openai/gpt-5"',
    ],
    [{ 'a/b': 3 }, 'models.prices → a/b: must be an object such as { "input": 1.25, "output": 10 }'],
    [
      { 'a/b': { input: 1 } },
      'models.prices → a/b.output: must be a number of dollars per million tokens, e.g. 1.25',
    ],
    [
      { 'a/b': { input: '1', output: 1 } },
      'models.prices → a/b.input: must be a number of dollars per million tokens, e.g. 1.25',
    ],
    [
      { 'a/b': { input: -1, output: 1 } },
      'models.prices → a/b.input: must not be negative; 0 means that it costs nothing',
    ],
    [
      { 'a/b': { input: Number.NaN, output: 1 } },
      'models.prices → a/b.input: must be a number of dollars per million tokens, e.g. 1.25',
    ],
    [
      { 'a/b': { input: 1, output: 1, winsOverBill: 'yes' } },
      'models.prices → a/b.winsOverBill: must be true or false',
    ],
    [
      { 'a/b': { input: 1, output: 1, cachread: 1 } },
      'models.prices → a/b: has no field "cachread"; there are input, output, cacheRead, cacheWrite, cacheWriteHour, perRequest, winsOverBill',
    ],
  ])('%j', (value, words) => {
    expect(problemsOf(value)).toEqual([words]);
  });

  test('one bad entry does not take the good ones with it', () => {
    const { overrides, problems } = parsePriceOverrides({
      'a/bad': { input: 'free' },
      'a/good': { input: 1, output: 2 },
    });
    expect([...overrides.keys()]).toEqual(['a/good']);
    expect(problems).toHaveLength(2);
  });

  test('nothing set is no problem', () => {
    expect(problemsOf(undefined)).toEqual([]);
    expect(problemsOf({})).toEqual([]);
  });

  test('keys that objects are born with are entries like any other', () => {
    const value: unknown = JSON.parse('{"__proto__/x": {"input": 1, "output": 1}, "constructor/y": 1}');
    const { overrides, problems } = parsePriceOverrides(value);
    expect([...overrides.keys()]).toEqual(['__proto__/x']);
    expect(problems).toHaveLength(1);
  });
});
