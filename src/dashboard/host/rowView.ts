/** Host side: ledger rows as lines of the dashboard: an attempt while it runs, a task once it ended. */
import type { LedgerRow } from '../../core/model/ledger.ts';
import { formatMoney } from '../../core/words/figures.ts';
import { zeroNano } from '../../core/model/money.ts';
import type { Receipt } from '../../core/model/receipt.ts';
import { receiptLines } from '../../core/words/receiptLines.ts';
import { receiptOf } from '../../core/receipt/receiptOf.ts';
import { costFigure, costPart, figure, hiddenUnknown, noTokens, visibleFigure } from '../words.ts';
import type { CostFigure, RowView, RunningRow } from '../protocol.ts';

export function runningRow(row: LedgerRow): RunningRow {
  const { task, live } = row;
  const usage = live?.usage ?? {};
  return {
    attemptId: row.attemptId,
    taskId: task.taskId,
    number: row.number,
    practice: task.realm === 'practice',
    startedAt: row.startedAt,
    class: task.class,
    verb: task.verb,
    tier: row.tier,
    model: row.model,
    effort: row.effort,
    because: [...task.because],
    phase: live?.phase ?? 'waiting',
    input: figure(usage.input ?? row.estimatedInput, false),
    visible: visibleFigure(usage.output, usage.hidden, false),
    hidden: figure(usage.hidden, false, hiddenUnknown),
    cost: costFigure(costPart(row)),
    outputCap: row.maxOutputTokens,
    hold: formatMoney(row.hold),
    foreign: row.foreign,
  };
}

/** @param attempts all attempts of one ended task that are known; at least one */
export function rowView(attempts: readonly LedgerRow[]): RowView {
  const ordered = attempts.toSorted((a, b) => a.number - b.number);
  const receipt = receiptOf(ordered);
  const first = ordered[0];
  const last = ordered.at(-1);
  if (first === undefined || last === undefined) throw new RangeError('a task has at least one attempt');
  const { task } = last;
  return {
    attemptId: last.attemptId,
    taskId: task.taskId,
    attempts: ordered.length,
    startedAt: first.startedAt,
    class: task.class,
    verb: task.verb,
    tier: last.tier,
    model: receipt.model,
    effort: last.effort,
    tool: last.tool,
    because: [...task.because],
    policy: task.policy,
    confidence: Math.min(1, Math.max(0, task.confidence)),
    ...tokenFigures(receipt),
    cost: receiptCost(receipt),
    seconds: receipt.totalMs === undefined ? undefined : receipt.totalMs / 1_000,
    end: receipt.attempts.at(-1)?.end ?? 'complete',
    checked: receipt.check.state,
    outcome: receipt.outcome,
    // Why and the notes stand beside it, as lists.
    receipt: receiptLines({ ...receipt, because: [], notes: [] }).map((line) => ({ ...line })),
    notes: [...receipt.notes],
    foreign: last.foreign,
  };
}

function tokenFigures({ tier, totals }: Receipt): Pick<RowView, 'input' | 'visible' | 'hidden'> {
  const isUnused = tier === 'local' || totals.unbilled;
  if (isUnused) return { input: noTokens, visible: noTokens, hidden: noTokens };
  const { input, output, visible, hidden } = totals;
  return {
    input: figure(input.tokens, input.exact),
    visible: visibleFigure(output.tokens, hidden.tokens, visible.exact || output.exact),
    hidden: figure(hidden.tokens, hidden.exact, hiddenUnknown),
  };
}

function receiptCost({ tier, totals, priceState, realm }: Receipt): CostFigure {
  const { cost, provenance, unknownCosts } = totals;
  if (tier === 'local') return costFigure({ cost: zeroNano, kind: 'zero', realm });
  if (totals.unbilled) return costFigure({ cost: zeroNano, kind: 'notBilled', realm });
  if (cost === undefined) {
    return costFigure({ cost, kind: priceState === 'included' ? 'included' : 'unknown', realm });
  }
  const kind = cost === 0 && priceState === 'zero' ? 'zero' : provenance;
  const known = costFigure({ cost, kind, realm });
  return unknownCosts > 0 ? { ...known, text: `${known.text} + $?` } : known;
}
