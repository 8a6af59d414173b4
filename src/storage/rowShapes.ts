/**
 * What readers of the ledger's JSON columns rely on. Words are not held to the lists of today: a newer
 * window may know more of them.
 */
import * as z from 'zod';
import { budgetScopes, periods } from '../core/model/budget.ts';
import { errorCodes } from '../core/model/errors.ts';
import { modelTiers } from '../core/model/gatewaySettings.ts';
import { realms, taskEnds, type TaskRecord } from '../core/model/ledger.ts';
import { requestClasses, requestCommands, surfaces, tiers } from '../core/model/request.ts';
import { efforts, policies } from '../core/model/route.ts';
import type { SQLOutputValue } from 'node:sqlite';
import { nanoUsd, type NanoUsd, saturated } from '../core/model/money.ts';

const amount = z.int();
const words = z.string().optional();

const usage = z.looseObject({
  input: z.number().optional(),
  cacheRead: z.number().optional(),
  cacheWrite: z.number().optional(),
  output: z.number().optional(),
  hidden: z.number().optional(),
});

export const task = z.looseObject({
  taskId: z.string(),
  realm: z.enum(realms),
  surface: z.string(),
  command: words,
  verb: words,
  class: z.string(),
  policy: z.string(),
  because: z.array(z.string()),
  confidence: z.number(),
  language: words,
  workspaceId: words,
});

export const local = z.looseObject({ tool: z.string(), avoided: amount.optional() });

const price = z.looseObject({
  rates: z.looseObject({}),
  source: z.string(),
  asOf: z.string(),
  matchedModel: z.string(),
});

export const settlement = z.looseObject({
  at: z.number(),
  end: z.string(),
  errorCode: words,
  servedModel: words,
  responseId: words,
  usage,
  usageProvenance: z.string(),
  flags: z.array(z.string()),
  cost: amount.optional(),
  provenance: z.string(),
  billed: amount.optional(),
  computed: amount.optional(),
  price: price.optional(),
  firstTokenMs: z.number().optional(),
  thinkingMs: z.number().optional(),
  totalMs: z.number(),
  finish: words,
  notes: z.array(z.string()),
});

export const correction = z.looseObject({
  at: z.number(),
  usage,
  cost: amount.optional(),
  provenance: z.string(),
  why: z.string(),
  settlement: settlement.optional(),
});

export const check = z.discriminatedUnion('verdict', [
  z.looseObject({ verdict: z.enum(['passed', 'failed']), what: z.array(z.string()) }),
  z.looseObject({ verdict: z.literal('notChecked'), why: z.string() }),
]);

export const option = z.looseObject({
  tier: z.string(),
  endpointId: z.string(),
  dialect: z.string(),
  model: z.string(),
  effort: z.string(),
  maxOutputTokens: z.number(),
  inputCost: amount.optional(),
});

export const live = z.looseObject({ usage, cost: amount.optional(), phase: z.string() });

export const owner = z.looseObject({
  id: z.string(),
  pid: z.number(),
  startTime: words,
  host: z.string(),
});

const nano = amount.transform((whole) => nanoUsd(whole));

const rateSet = {
  input: z.number().optional(),
  cacheRead: z.number().optional(),
  cacheWrite: z.number().optional(),
  cacheWriteHour: z.number().optional(),
  output: z.number().optional(),
  hidden: z.number().optional(),
};

const priceSnapshot = z.object({
  rates: z.object({
    ...rateSet,
    perRequest: z.number().optional(),
    tiers: z.array(z.object({ ...rateSet, aboveInput: z.number() })).optional(),
  }),
  factors: z
    .array(z.object({ why: z.enum(['region', 'serviceTier']), name: z.string(), factor: z.number() }))
    .optional(),
  source: z.enum(['book', 'override', 'practice']),
  asOf: z.string(),
  readAt: words,
  matchedModel: z.string(),
  match: z.enum(['exact', 'dateSuffixDropped', 'vendorPrefixDropped', 'alias', 'override']),
  winsOverBill: z.boolean(),
});

const statedPrice = z.discriminatedUnion('state', [
  z.object({ state: z.literal('known'), snapshot: priceSnapshot }),
  z.object({ state: z.literal('zero'), reason: z.enum(['localModel', 'override']) }),
  z.object({ state: z.literal('included'), by: z.string() }),
  z.object({ state: z.literal('unknown'), reason: z.string() }),
]);

const scores = z.object({
  format: z.number(),
  complete: z.number(),
  refactor: z.number(),
  architect: z.number(),
});

const routeRecord = z.object({
  tier: z.enum(tiers),
  tool: words,
  model: words,
  effort: z.enum(efforts).optional(),
  attemptCaps: z
    .object({ outputTokens: z.number(), firstTokenSeconds: z.number(), seconds: z.number() })
    .optional(),
  taskCaps: z
    .object({ attempts: z.number(), seconds: z.number(), cost: nano.optional() })
    .transform((caps) => ({ cost: undefined, ...caps }))
    .optional(),
  predicted: z
    .object({
      cost: nano.optional(),
      seconds: z.number().optional(),
      basis: z.enum(['learned', 'default']),
    })
    .transform((predicted) => ({ cost: undefined, seconds: undefined, ...predicted }))
    .optional(),
  scores,
  deservesReasoning: z.number(),
  basis: z.enum(['command', 'editor', 'text', 'followUp', 'none']),
  highStakes: z.boolean(),
  learned: z
    .object({
      p95Seconds: z.number().optional(),
      thinkingPerSecond: z.number(),
      thinkingBasis: z.enum(['learned', 'default']),
      inputFactor: z.number(),
      inputSamples: z.number(),
    })
    .optional(),
  prices: z.array(z.object({ model: z.string(), price: statedPrice })),
  budgets: z
    .array(z.object({ scope: z.enum(budgetScopes), period: z.enum(periods), limit: nano, left: nano }))
    .optional(),
  conversation: z
    .object({
      tier: z.enum(modelTiers),
      class: z.enum(requestClasses),
      idleMs: z.number(),
      promptTokens: z.number().optional(),
    })
    .optional(),
});

/**
 * A record in words that only a newer window knows reads as none, and its task is told from the attempts;
 * of a route alone only the route is missing.
 */
export const taskRecord: z.ZodType<Omit<TaskRecord, 'check' | 'outcome'>> = z.object({
  task: z.object({
    taskId: z.string(),
    realm: z.enum(realms),
    surface: z.enum(surfaces),
    command: z.enum(requestCommands).optional(),
    verb: words,
    class: z.enum(requestClasses),
    policy: z.enum(policies),
    because: z.array(z.string()),
    confidence: z.number(),
    language: words,
    workspaceId: words,
  }),
  startedAt: z.number(),
  endedAt: z.number(),
  end: z.enum(taskEnds),
  errorCode: z.enum(errorCodes).optional().catch(undefined),
  route: routeRecord.optional().catch(undefined),
  answeredBy: z.int().optional(),
  steps: z.array(z.string()),
  notes: z.array(z.string()),
  saving: z.object({ low: nano, high: nano, against: z.string() }).optional(),
  includedBy: words,
});

export const laterNotes = z.array(z.string());

// Typed reading of SQLite's untyped rows.

export type SqlRow = Readonly<Record<string, SQLOutputValue>>;

function wrongColumn(row: SqlRow, column: string, expected: string): TypeError {
  return new TypeError(`ledger column ${column} holds ${typeof row[column]}, expected ${expected}`);
}

/**
 * Statements read integers as bigint: one too large for a number must spoil its own row and no other.
 *
 * @throws TypeError when the column is absent or holds something else.
 */
export function integer(row: SqlRow, column: string): number {
  const value = row[column];
  const number = typeof value === 'bigint' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number)) {
    throw wrongColumn(row, column, 'an integer');
  }
  return number;
}

export function optionalInteger(row: SqlRow, column: string): number | undefined {
  return row[column] === null ? undefined : integer(row, column);
}

export function money(row: SqlRow, column: string): NanoUsd {
  return nanoUsd(integer(row, column));
}

/** A sum over rows, of money or of counts: it may be larger than any number there is, and stops there. */
export function sumOf(row: SqlRow, column: string): NanoUsd {
  const value = row[column];
  return typeof value === 'bigint' ? saturated(Number(value)) : money(row, column);
}

export function text(row: SqlRow, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw wrongColumn(row, column, 'text');
  return value;
}

export function optionalText(row: SqlRow, column: string): string | undefined {
  return row[column] === null ? undefined : text(row, column);
}

/** @throws TypeError when the column holds none of `values`. */
export function oneOf<Value extends string>(row: SqlRow, column: string, values: readonly Value[]): Value {
  const found = values.find((value) => value === row[column]);
  if (found === undefined) throw wrongColumn(row, column, values.join(' or '));
  return found;
}

/** A column of JSON: what is read from it is what this program, or a compatible one, wrote by it. */
export interface JsonColumn<Value> {
  write(value: Value): string;
  /** @throws TypeError or SyntaxError when the column holds something else. */
  read(row: SqlRow): Value | undefined;
}

/** @param shape what readers rely on; anything more, as a newer window may write it, passes. */
export function jsonColumn<Value>(column: string, shape: z.ZodType): JsonColumn<Value> {
  return {
    write: (value) => JSON.stringify(value),
    read(row) {
      const stored = optionalText(row, column);
      if (stored === undefined) return undefined;
      const value: Value = JSON.parse(stored);
      if (!shape.safeParse(value).success) throw wrongColumn(row, column, 'the facts of a row');
      return value;
    },
  };
}

/** As `jsonColumn`, but of what is read only what `shape` knows comes through. */
export function parsedColumn<Value>(column: string, shape: z.ZodType<Value>): JsonColumn<Value> {
  return {
    write: (value) => JSON.stringify(value),
    read(row) {
      const stored = optionalText(row, column);
      if (stored === undefined) return undefined;
      const parsed = shape.safeParse(JSON.parse(stored));
      if (!parsed.success) throw wrongColumn(row, column, 'the facts of a row');
      return parsed.data;
    },
  };
}
