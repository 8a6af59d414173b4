/**
 * Everything that crosses between the extension and the dashboard page. Both sides parse what they
 * receive: the page is not trusted to act, and a page older than the extension must not misread it.
 * Figures arrive as text made on the host, so that every surface words them alike, with the number
 * beside it for charts and sorting.
 */
import * as z from 'zod/mini';
import { budgetScopes, periods, whenReachedActions } from '../core/model/budget.ts';
import { attemptEnds, outcomes } from '../core/model/ledger.ts';
import { requestClasses, tiers } from '../core/model/request.ts';
import { efforts, policies } from '../core/model/route.ts';

// Zod's compiled parsers need `new Function`, which the page's content security policy forbids.
z.config({ jitless: true });

/** The most rows a snapshot may carry; the page itself draws 200 at a time. */
export const maxRecentRows = 10_000;

const id = z.string().check(z.minLength(1), z.maxLength(200));
const text = z.string().check(z.maxLength(2_000));
const count = z.int().check(z.nonnegative());
const share = z.number().check(z.minimum(0), z.maximum(1));
const seconds = z.number().check(z.nonnegative());

const figureSchema = z.strictObject({
  text,
  /** Tokens; absent = the provider did not say. */
  count: z.optional(count),
  estimated: z.boolean(),
});

const provenances = ['billed', 'computed', 'estimated'] as const;

export const costKinds = [...provenances, 'zero', 'included', 'unknown', 'notBilled'] as const;

const costSchema = z.strictObject({
  text,
  /** Absent = nobody knows; never 0 for unknown. */
  nanoUsd: z.optional(count),
  kind: z.enum(costKinds),
});

const routeFields = {
  class: z.enum(requestClasses),
  /** Finer than the class where known, e.g. `explain`. */
  verb: z.optional(text),
  tier: z.enum(tiers),
  model: z.optional(text),
  effort: z.optional(z.enum(efforts)),
  /** Most decisive first. */
  because: z.array(text),
};

const attemptFields = {
  attemptId: id,
  taskId: id,
  /** ms since the epoch */
  startedAt: count,
  ...routeFields,
  input: figureSchema,
  visible: figureSchema,
  hidden: figureSchema,
  cost: costSchema,
};

const runningRowSchema = z.strictObject({
  ...attemptFields,
  /** 1 for the first attempt of a task. */
  number: z.int().check(z.positive()),
  practice: z.boolean(),
  phase: z.enum(['waiting', 'thinking', 'answering']),
  /** The cap on the wire, thinking included. */
  outputCap: z.optional(count),
  /** Money reserved for its worst case. */
  hold: text,
  /** Another window of this machine runs it, so it cannot be stopped here. */
  foreign: z.boolean(),
});

const receiptLineSchema = z.strictObject({
  label: text,
  value: text,
  provenance: z.optional(z.enum(provenances)),
});

/** An ended task; its ids are those of its last attempt. */
const rowSchema = z.strictObject({
  ...attemptFields,
  attempts: z.int().check(z.positive()),
  policy: z.enum(policies),
  confidence: share,
  tool: z.optional(text),
  seconds: z.optional(seconds),
  end: z.enum([...attemptEnds, 'unbilled', 'running']),
  checked: z.enum(['checked', 'failed', 'notChecked']),
  outcome: z.enum(outcomes),
  receipt: z.array(receiptLineSchema),
  notes: z.array(text),
  foreign: z.boolean(),
});

const budgetSchema = z.strictObject({
  scope: z.enum(budgetScopes),
  period: z.enum(periods),
  limit: text,
  spent: text,
  held: text,
  left: text,
  spentShare: share,
  heldShare: share,
  standing: z.enum(['fine', 'near', 'reached']),
  whenReached: z.enum(whenReachedActions),
  /** ms since the epoch; absent for a limit per request */
  resetsAt: z.optional(count),
  setting: text,
});

const noticeSchema = z.strictObject({
  severity: z.enum(['info', 'warning', 'error']),
  text,
  setting: z.optional(text),
  /** A folder asks for more than the person's own limit, which they could raise. */
  canRaise: z.optional(z.boolean()),
  /** A limit of the person's own refused their last request, which they may let through. */
  canAllowOnce: z.optional(z.boolean()),
});

const todaySchema = z.strictObject({
  cost: costSchema,
  /** Tasks whose cost nobody knows; they are not in `cost`. */
  unknownCosts: count,
  tasks: count,
  /** Tasks that a local tool did for $0. */
  localTasks: count,
  /** What a model would probably have cost for those. */
  avoided: z.optional(costSchema),
  output: figureSchema,
  hidden: figureSchema,
  /** Hidden among the output of those requests whose provider reports both. */
  hiddenShare: z.optional(share),
});

const tokenFields = {
  visible: count,
  hidden: count,
  /** Output of requests whose provider does not say how much of it was hidden. */
  unsplit: count,
  hiddenShare: z.optional(share),
};

const daySchema = z.strictObject({
  /** Local calendar day, `2026-11-22`. */
  day: z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/)),
  ...tokenFields,
  /** True where a hidden count among them is an estimate. */
  estimated: z.boolean(),
  cost: costSchema,
  tasks: count,
});

const groupSchema = z.strictObject({
  name: text,
  ...tokenFields,
  cost: costSchema,
  tasks: count,
  p50Seconds: z.optional(seconds),
  p95Seconds: z.optional(seconds),
});

const realmSchema = z.strictObject({
  today: todaySchema,
  /** Oldest first, without gaps, ending today. */
  days: z.array(daySchema).check(z.maxLength(366)),
  byClass: z.array(groupSchema),
  byModel: z.array(groupSchema),
  /** Newest first. */
  recent: z.array(rowSchema).check(z.maxLength(maxRecentRows)),
  /** True where the ledger holds older rows than these. */
  hasOlder: z.boolean(),
});

const liveSchema = z.strictObject({
  /** ms since the epoch, by the host's clock */
  now: count,
  running: z.array(runningRowSchema),
  budgets: z.array(budgetSchema),
});

const snapshotSchema = z.strictObject({
  live: liveSchema,
  /** Today's local calendar day. */
  today: z.string(),
  real: realmSchema,
  practice: realmSchema,
  notices: z.array(noticeSchema),
});

export type Figure = z.infer<typeof figureSchema>;
export type CostKind = (typeof costKinds)[number];
export type CostFigure = z.infer<typeof costSchema>;
export type RunningRow = z.infer<typeof runningRowSchema>;
export type ReceiptLineView = z.infer<typeof receiptLineSchema>;
export type RowView = z.infer<typeof rowSchema>;
export type BudgetView = z.infer<typeof budgetSchema>;
export type Notice = z.infer<typeof noticeSchema>;
export type TodayView = z.infer<typeof todaySchema>;
export type DayView = z.infer<typeof daySchema>;
export type GroupView = z.infer<typeof groupSchema>;
export type RealmView = z.infer<typeof realmSchema>;
export type LiveView = z.infer<typeof liveSchema>;
export type DashboardSnapshot = z.infer<typeof snapshotSchema>;

/**
 * Each message replaces all it speaks of, never a part of it: the page may have missed any number
 * of messages while it was hidden.
 */
const toPageSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('snapshot'), snapshot: snapshotSchema }),
  z.strictObject({ type: z.literal('live'), live: liveSchema }),
  /** Something failed on the host; stands on the page until the next snapshot. */
  z.strictObject({ type: z.literal('trouble'), text }),
]);
export type MessageToPage = z.infer<typeof toPageSchema>;

/** What spends or loosens anything asks the person again, in VS Code's own dialog. */
export const startingPoints = [
  'ask',
  'setUpModels',
  'showSettingProblems',
  'allowOnce',
  'raiseLimit',
] as const;
export type StartingPoint = (typeof startingPoints)[number];

/** One of ours, or all of a file. */
export const settingName = /^switchyard(\.[A-Za-z]+)*(\.\*)?$/;

const fromPageSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready') }),
  z.strictObject({
    type: z.literal('openSettings'),
    setting: z.optional(z.string().check(z.regex(settingName), z.maxLength(100))),
  }),
  z.strictObject({ type: z.literal('explain'), attemptId: id }),
  z.strictObject({ type: z.literal('stop'), taskId: id }),
  /** Puts the receipt of an attempt on the clipboard; the host writes it anew from the ledger. */
  z.strictObject({ type: z.literal('copy'), attemptId: id }),
  z.strictObject({ type: z.literal('start'), what: z.enum(startingPoints) }),
]);
export type MessageFromPage = z.infer<typeof fromPageSchema>;

export type Parsed<Message> =
  | { readonly valid: true; readonly message: Message }
  /** Where it went wrong, by field names alone: never what the message held. */
  | { readonly valid: false; readonly problem: string };

export function parseMessageToPage(value: unknown): Parsed<MessageToPage> {
  return parsed(toPageSchema.safeParse(value));
}

export function parseMessageFromPage(value: unknown): Parsed<MessageFromPage> {
  return parsed(fromPageSchema.safeParse(value));
}

function parsed<Message>(result: z.core.util.SafeParseResult<Message>): Parsed<Message> {
  if (result.success) return { valid: true, message: result.data };
  const issue = result.error.issues[0];
  const field = issue?.path.map(String).join('.') ?? '';
  return { valid: false, problem: `${issue?.code ?? 'invalid'} at ${field === '' ? 'the message' : field}` };
}
