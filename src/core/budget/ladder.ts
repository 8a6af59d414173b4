/**
 * The cheaper ways to run an attempt that a budget may fall back to, in the order in which they
 * give up the least: smaller cap, then lower effort, then the fast model. The ledger picks the
 * first that fits, atomically; the list is therefore made before anybody knows what is left.
 */
import { downgradeInWords } from '../words/budgetWords.ts';
import type { HoldOption } from '../model/ledger.ts';
import type { NanoUsd } from '../model/money.ts';
import { efforts } from '../model/route.ts';
import type { BudgetLimit } from '../model/budget.ts';

/** A way to run an attempt before it has a price. */
export type Candidate = Omit<HoldOption, 'hold' | 'inputCost' | 'priceState' | 'downgradedBecause'>;

export type CandidateQuote = Pick<HoldOption, 'hold' | 'inputCost' | 'priceState'>;

export interface LadderInput {
  readonly preferred: Candidate;
  /** The fast model at its own cap; undefined when there is none, or when it is the preferred one. */
  readonly fast?: Candidate | undefined;
  readonly limits: readonly BudgetLimit[];
  /** Worst case of a candidate in nano-USD; undefined where it cannot run (effort not supported). */
  readonly quote: (candidate: Candidate) => CandidateQuote | undefined;
  /**
   * p95 of the output tokens this class has needed at that model and effort; no cap goes below it.
   * undefined while too little is known: then that candidate's cap is not reduced at all.
   */
  readonly neededOutput: (candidate: Candidate) => number | undefined;
}

/** Parts of the full cap that are tried, then the floor itself. Few enough to keep the list short. */
const capSteps = [0.75, 0.5, 0.25];

function withSmallerCaps(candidate: Candidate, needed: number | undefined): readonly Candidate[] {
  const full = candidate.maxOutputTokens;
  if (needed === undefined || needed >= full) return [candidate];
  const floor = Math.max(1, Math.ceil(needed));
  const caps = [full, ...capSteps.map((step) => Math.floor(full * step)).filter((cap) => cap > floor), floor];
  return caps.map((maxOutputTokens) => ({ ...candidate, maxOutputTokens }));
}

function candidatesInOrder({ preferred, fast, neededOutput }: LadderInput): readonly Candidate[] {
  const lowerEfforts = efforts.slice(0, efforts.indexOf(preferred.effort)).toReversed();
  const rungs = [
    preferred,
    ...lowerEfforts.map((effort) => ({ ...preferred, effort })),
    ...(fast === undefined ? [] : [fast]),
  ];
  return rungs.flatMap((rung) => withSmallerCaps(rung, neededOutput(rung)));
}

/**
 * @returns the preferred option, followed by cheaper ones when any limit downgrades. Each holds
 *   strictly less than all before it; a step that saves nothing would only cost quality. Empty when
 *   the preferred candidate itself cannot be quoted.
 */
export function ladder(input: LadderInput): readonly HoldOption[] {
  const { preferred, limits, quote } = input;
  const first = quote(preferred);
  if (first === undefined) return [];
  const options: HoldOption[] = [{ ...preferred, ...first }];
  if (!limits.some((limit) => limit.whenReached === 'downgrade')) return options;

  let least: NanoUsd = first.hold;
  for (const candidate of candidatesInOrder(input)) {
    const quoted = quote(candidate);
    if (quoted === undefined || quoted.hold >= least) continue;
    least = quoted.hold;
    options.push({ ...candidate, ...quoted, downgradedBecause: downgradeInWords(candidate, preferred) });
  }
  return options;
}
