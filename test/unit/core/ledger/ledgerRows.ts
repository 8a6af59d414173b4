/** Settled rows of the reports' tests. */
import { periodKeysAt } from '../../../../src/core/model/budget.ts';
import type { LedgerRow } from '../../../../src/core/model/ledger.ts';
import type { Usage } from '../../../../src/core/model/usage.ts';
import { zeroNano } from '../../../../src/core/model/money.ts';
import type { RequestClass, Tier } from '../../../../src/core/model/request.ts';
import { noon, settlementOf, taskFacts } from '../../storage/ledgerFixtures.ts';

export interface RowFacts {
  readonly taskId: string;
  readonly class?: RequestClass;
  readonly tier?: Tier;
  readonly cost?: number | undefined;
  readonly usage?: Usage;
  readonly totalMs?: number;
  readonly changes?: Partial<LedgerRow>;
}

let count = 0;

export function settledRow(facts: RowFacts): LedgerRow {
  count += 1;
  const { taskId, tier = 'fast', usage = { input: 10, output: 30, hidden: 20 }, totalMs = 1_000 } = facts;
  return {
    attemptId: `row ${count}`,
    number: 1,
    task: taskFacts(taskId, { class: facts.class ?? 'refactor' }),
    tier,
    state: 'settled',
    startedAt: noon,
    periodKeys: periodKeysAt(noon),
    endpointId: 'openai',
    model: tier === 'reasoning' ? 'thinker' : 'quick',
    hold: zeroNano,
    priceState: 'known',
    settlement: settlementOf(facts.cost, { usage, totalMs }),
    outcome: 'unknown',
    foreign: false,
    ...facts.changes,
  };
}
