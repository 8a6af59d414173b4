/**
 * What readers of the ledger's JSON columns rely on. Words are not held to the lists of today: a newer
 * window may know more of them.
 */
import * as z from 'zod';
import { realms } from '../core/ledger/ledger.ts';

const money = z.int();
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

export const local = z.looseObject({ tool: z.string(), avoided: money.optional() });

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
  cost: money.optional(),
  provenance: z.string(),
  billed: money.optional(),
  computed: money.optional(),
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
  cost: money.optional(),
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
  inputCost: money.optional(),
});

export const live = z.looseObject({ usage, cost: money.optional(), phase: z.string() });

export const owner = z.looseObject({
  id: z.string(),
  pid: z.number(),
  startTime: words,
  host: z.string(),
});
