/** The `models.prices` setting: the user's own prices, checked for the usual slip of unit. */
import * as z from 'zod';
import type { Rates } from '../model/price.ts';

export interface PriceOverride {
  /** Dollars per million tokens, and per request. */
  readonly rates: Rates;
  readonly winsOverBill: boolean;
}

/** By `provider/model` as settings name it. */
export type PriceOverrides = ReadonlyMap<string, PriceOverride>;

export const noOverrides: PriceOverrides = new Map();

// The cheapest rate in the price data is 0.002 (a cache read), the dearest 600 (o1-pro's output).
const smallestPlausible = 0.001;
const largestPlausible = 10_000;

function inWords(dollars: number): string {
  return dollars.toLocaleString('en-US', { maximumSignificantDigits: 6, useGrouping: false });
}

function unitProblem(dollars: number): string | undefined {
  if (dollars > 0 && dollars < smallestPlausible) {
    return `${inWords(dollars)} looks like dollars per token; per million it would be ${inWords(dollars * 1e6)}`;
  }
  if (dollars >= largestPlausible) {
    return `${inWords(dollars)} is too much for dollars per million tokens; if it is per billion, write ${inWords(dollars / 1000)}`;
  }
  return undefined;
}

const rate = z
  .number({ error: 'must be a number of dollars per million tokens, e.g. 1.25' })
  .min(0, { error: 'must not be negative; 0 means that it costs nothing' })
  .superRefine((dollars, context) => {
    const problem = unitProblem(dollars);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  });

// The dearest published fee is a few cents; a price per thousand requests would be taken for dollars.
const fee = z
  .number({ error: 'must be a number of dollars per request, e.g. 0.012' })
  .min(0, { error: 'must not be negative; 0 means that there is no fee' })
  .max(1, { error: 'is too much for dollars per request; if it is per thousand of them, divide by 1000' });

const fields = ['input', 'output', 'cacheRead', 'cacheWrite', 'cacheWriteHour', 'perRequest', 'winsOverBill'];
export const priceOverrideSchema = z.strictObject(
  {
    input: rate,
    output: rate,
    cacheRead: rate.optional(),
    cacheWrite: rate.optional(),
    cacheWriteHour: rate.optional(),
    perRequest: fee.optional(),
    winsOverBill: z.boolean({ error: 'must be true or false' }).optional(),
  },
  {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `has no field ${issue.keys?.map((key) => `"${key}"`).join(', ')}; there are ${fields.join(', ')}`
        : 'must be an object such as { "input": 1.25, "output": 10 }',
  },
);

/**
 * Reads the setting entry by entry: a bad entry is left out and told, the others stand. Each problem
 * names the setting, the model, the field and the mend.
 */
export function parsePriceOverrides(value: unknown): {
  readonly overrides: PriceOverrides;
  readonly problems: readonly string[];
} {
  if (value === undefined || value === null) return { overrides: noOverrides, problems: [] };
  const whole = z.record(z.string(), z.unknown()).safeParse(value);
  if (!whole.success) {
    const mend = 'must be an object from "provider/model" to its prices';
    return { overrides: noOverrides, problems: [`models.prices: ${mend}`] };
  }
  const overrides = new Map<string, PriceOverride>();
  const problems: string[] = [];
  for (const [key, entry] of Object.entries(whole.data)) {
    if (!/^[^/]+\/.+$/.test(key)) {
      problems.push(`models.prices → ${key}: name the model as "provider/model", e.g. "openai/gpt-5"`);
      continue;
    }
    const parsed = priceOverrideSchema.safeParse(entry);
    if (parsed.success) {
      const { winsOverBill, ...rates } = parsed.data;
      overrides.set(key, { rates, winsOverBill: winsOverBill ?? false });
      continue;
    }
    for (const issue of parsed.error.issues) {
      const field = issue.path.length > 0 ? `${key}.${issue.path.join('.')}` : key;
      problems.push(`models.prices → ${field}: ${issue.message}`);
    }
  }
  return { overrides, problems };
}
