/** What is odd about an attempt, in words; nothing where nothing is. */
import type { Disagreement } from '../model/price.ts';
import type { Settlement } from '../model/ledger.ts';
import type { UsageFlag, Doubt } from '../model/usage.ts';
import { formatMoney, formatMoneyExactly, formatTokens } from './figures.ts';
import type { NanoUsd } from '../model/money.ts';
import type { Effort } from '../model/route.ts';

const flagWords: Readonly<Record<UsageFlag, string | undefined>> = {
  cacheExceedsInput: 'the provider reported more cached tokens than input',
  hiddenExceedsOutput: 'the provider reported more thinking than output; the count was cut to it',
  negative: 'the provider reported a negative count, taken as 0',
  notAnInteger: 'the provider reported a fraction of a token',
  derivedFromTotal: 'the hidden tokens follow from the provider’s total',
  totalsDisagree: 'the provider’s counts do not add up to its total',
  hiddenUncounted: 'the provider does not count its thinking',
  hiddenEstimated: undefined,
  billDiffersFromComputed: undefined,
  tierUnpriced: 'it was served at a tier whose price is not known, so the cost is estimated',
  impossibleCount: 'the provider reported a count that no request can have; it was left out',
  inputAboveBound: 'the provider counted more input than was sent: something was added on the way',
  outputBelowText: 'the provider counted fewer tokens than came, so the larger count stands, estimated',
  // Told with their figures: in the notes of the row, and below.
  inputNotBelieved: undefined,
  outputNotBelieved: undefined,
  billNotBelieved: undefined,
  capNotKept: undefined,
};

/** Flags that say by themselves why the counts are not the provider's. */
const doubtFlags: ReadonlySet<UsageFlag> = new Set([
  'inputNotBelieved',
  'outputNotBelieved',
  'outputBelowText',
]);

/** A count that was not believed, told in the row's own notes since the row keeps but the mended one. */
export function doubtWords({ of, reported, most }: Doubt): string {
  const bound = of === 'input' ? 'the request can hold' : 'it can have written';
  return `the provider reported ${tokens(reported)} of ${of}, which is more than ${bound}: not believed, ${tokens(most)} are counted`;
}

function billDoubtWords(billed: NanoUsd, cost: NanoUsd | undefined): string {
  const instead = cost === undefined ? '' : `, ${formatMoney(cost)} are counted`;
  return `the provider billed ${formatMoney(billed)}, which cannot be: not believed${instead}`;
}

function tokens(count: number): string {
  return `${formatTokens({ tokens: count, exact: true })} tokens`;
}

export function disagreementWords({ billed, computed, ratio }: Disagreement): string {
  const times = ratio === undefined || ratio < 1 ? '' : ` (${ratio.toPrecision(2)} ×)`;
  return `the provider billed ${formatMoneyExactly(billed)}, its price list says ${formatMoneyExactly(computed)}${times}`;
}

export interface AttemptFacts {
  readonly effort: Effort | undefined;
  readonly maxOutputTokens: number | undefined;
  readonly settlement: Settlement;
  readonly disagreement: Disagreement | undefined;
}

const mostOfIt = 0.9;

/**
 * Whether the answer ends where its cap was. More than the cap is no such end: the provider did not keep it.
 * `length` at most providers, `max_output_tokens`, `MAX_TOKENS` or `model_length` at others.
 *
 * @param cap in output tokens; undefined = none was sent
 */
export function wasCutOff({ finish, usage }: Settlement, cap: number | undefined): boolean {
  if (finish !== undefined && /length|max_?(?:output_?)?tokens/i.test(finish)) return true;
  return cap !== undefined && usage.output === cap;
}

export function attemptNotes(attempt: AttemptFacts): readonly string[] {
  const { settlement, maxOutputTokens: cap, disagreement } = attempt;
  const { output, hidden } = settlement.usage;
  const notes: string[] = [];
  if (attempt.effort === 'none' && hidden !== undefined && hidden > 0) {
    notes.push(`thought ${tokens(hidden)} although none was asked for`);
  }
  const isExact = settlement.usageProvenance === 'exact';
  const isBeyond = isExact ? cap !== undefined && output !== undefined && output > cap : false;
  if (cap !== undefined && output !== undefined && (isBeyond || settlement.flags.includes('capNotKept'))) {
    const used = isExact ? tokens(output) : `about ${tokens(output)}`;
    notes.push(`used ${used} over a cap of ${tokens(cap)}: the provider did not honour it`);
  }
  const isCutOff = wasCutOff(settlement, cap);
  if (output && (isCutOff || (cap !== undefined && output > cap))) {
    const [thought, said] = [hidden ?? 0, output - (hidden ?? 0)];
    if (thought >= mostOfIt * output) {
      notes.push(`thinking used up the cap: ${tokens(thought)} hidden, ${tokens(said)} of answer`);
    }
    if (isCutOff && said > 0) notes.push(`the answer was cut off at ${tokens(cap ?? output)}`);
  }
  if (disagreement !== undefined) notes.push(disagreementWords(disagreement));
  if (settlement.billed !== undefined && settlement.flags.includes('billNotBelieved')) {
    notes.push(billDoubtWords(settlement.billed, settlement.cost));
  }
  const hasDoubts = settlement.flags.some((flag) => doubtFlags.has(flag));
  if (!isExact && !hasDoubts) {
    notes.push('the provider sent no final count, so this is estimated from what came');
  }
  for (const flag of settlement.flags) {
    const words = flagWords[flag];
    if (words !== undefined) notes.push(words);
  }
  return [...new Set([...notes, ...settlement.notes])];
}
