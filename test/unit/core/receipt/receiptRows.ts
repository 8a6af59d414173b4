/** Finished attempts that the receipt's tests share. */
import type { Settlement } from '../../../../src/core/model/ledger.ts';
import type { PriceSnapshot } from '../../../../src/core/model/price.ts';
import type { FinishedAttempt, Receipt, ToldRecord } from '../../../../src/core/model/receipt.ts';
import { receiptOf } from '../../../../src/core/receipt/receiptOf.ts';
import { settlementOf, taskFacts } from '../../storage/ledgerFixtures.ts';

/** Round rates: $1 in, 10 ¢ from cache, $10 out. */
export const snapshot: PriceSnapshot = {
  rates: { input: 1, cacheRead: 0.1, output: 10 },
  source: 'book',
  asOf: '2026-09-23',
  matchedModel: 'openai/gpt-5',
  match: 'exact',
  winsOverBill: false,
};

/** 900 fresh, 100 cached, 200 visible, 2000 hidden: $0.02291. */
export const thoughtTenTimes: Partial<Settlement> = {
  at: Date.UTC(2026, 10, 18, 12),
  usage: { input: 1000, cacheRead: 100, output: 2200, hidden: 2000 },
  price: snapshot,
  servedModel: 'gpt-5-2025-08-07',
  firstTokenMs: 18_400,
  thinkingMs: 17_800,
  totalMs: 20_600,
};
export const itsCost = 900 * 1000 + 100 * 100 + 2200 * 10_000;

export function attempt(
  settlement: Partial<Settlement> & { readonly dollars?: number | undefined } = {},
  changes: Partial<FinishedAttempt> = {},
): FinishedAttempt {
  const { dollars, ...rest } = settlement;
  return {
    number: 1,
    task: taskFacts('task-1', { because: ['two type errors', 'several files'] }),
    tier: 'reasoning',
    state: 'settled',
    endpointId: 'openai',
    model: 'gpt-5',
    effort: 'medium',
    maxOutputTokens: 16_000,
    priceState: 'known',
    outcome: 'unknown',
    settlement: settlementOf(dollars, rest),
    ...changes,
  };
}

export function thoughtful(changes: Partial<FinishedAttempt> = {}): FinishedAttempt {
  return attempt({ ...thoughtTenTimes, dollars: itsCost }, changes);
}

/** Of one task that left a record which says this too. */
export function recorded(rows: readonly FinishedAttempt[], told: Partial<ToldRecord>): Receipt {
  const task = rows.at(-1)?.task ?? taskFacts('task-1');
  return receiptOf(rows, { task, steps: [], notes: [], outcome: 'unknown', ...told });
}
