/**
 * The receipt in plain words, the same for status-bar hover, dashboard row and chat footer. Pure:
 * where and how the lines are drawn is the surface's affair.
 */
import type { Provenance } from '../model/usage.ts';
import {
  formatMoney,
  formatMoneyExactly,
  priceAgeWords,
  formatDuration,
  formatHidden,
  formatTokens,
} from './figures.ts';
import type { Price, PriceFactor } from '../model/price.ts';
import type { BucketLine, BucketName, Receipt, ReceiptAttempt } from '../model/receipt.ts';
import { errorInShort } from './errorText.ts';

export interface ReceiptLine {
  readonly label: string;
  readonly value: string;
  /** Whose figure it is; undefined for words. */
  readonly provenance?: Provenance | undefined;
}

/** The sentence people repeat; undefined where nothing hints at thinking. */
export function thoughtPhrase(receipt: Receipt): string | undefined {
  const { visible, hidden } = receipt.totals;
  if (hidden.tokens === undefined || hidden.tokens === 0) return undefined;
  if (!visible.tokens) return 'thought and said nothing';
  const ratio = hidden.tokens / visible.tokens;
  if (ratio < 0.1) return 'hardly thought';
  return `thought ${ratio < 9.95 ? Number(ratio.toFixed(1)) : Math.round(ratio)} × what it said`;
}

/** Stands wherever figures of practice appear. */
export const practiceMeaning = 'no model is called, no money is spent';

/** For a receipt of practice: what the same would have cost on a model, and how much of that nobody sees. */
export function practiceSentence(receipt: Receipt): string {
  const would = wouldHaveCost(receipt, formatMoney);
  return `Practice: ${practiceMeaning}.${would === undefined ? '' : ` On a real model this would have cost ${would}.`}`;
}

function wouldHaveCost({ totals }: Receipt, format: typeof formatMoney): string | undefined {
  const { cost, hiddenCost } = totals;
  if (cost === undefined || totals.unbilled) return undefined;
  const all = format(cost, { approximate: true });
  if (hiddenCost === undefined || hiddenCost === 0) return all;
  return `${all}, ${format(hiddenCost, { approximate: true })} of it thinking you never see`;
}

/** The cost as the price's state allows: `$0.031`, `≈$0.031`, `$0`, `$?`, or who pays. */
export function costWords(receipt: Receipt): string {
  const { cost, provenance, unknownCosts } = receipt.totals;
  if (receipt.totals.unbilled) return 'not billed';
  if (cost === undefined && receipt.priceState === 'included') {
    return `included in ${receipt.includedBy ?? 'your plan'}`;
  }
  const known = formatMoney(cost, { approximate: provenance === 'estimated' });
  return cost !== undefined && unknownCosts > 0 ? `${known} + $?` : known;
}

const provenanceWords: Readonly<Record<Provenance, string>> = {
  billed: 'billed by the provider',
  computed: 'counts × price',
  estimated: 'estimated',
};

function priceWords(state: Price['state'], attempt: ReceiptAttempt | undefined): string | undefined {
  if (state === 'zero') return 'a local model: no price';
  if (state === 'unknown') return 'no price is known; “Set Model Price…” sets one';
  const price = attempt?.price;
  if (price === undefined) return undefined;
  if (price.source === 'override') return 'your price';
  if (price.source === 'practice') return 'that of a typical model, for practice';
  const how = {
    exact: '',
    override: '',
    alias: ', listed under another name',
    dateSuffixDropped: ', without its date',
    vendorPrefixDropped: ', without its vendor',
  }[price.match];
  const factors = (price.factors ?? []).map(factorWords).join('');
  const age = attempt?.endedAt === undefined ? '' : ` (${priceAgeWords(price.asOf, attempt.endedAt)})`;
  return `price of ${price.matchedModel}${how}${factors}, as of ${price.asOf}${age}`;
}

/** `, × 2 for priority processing`: the rates below it hold the factor already. */
function factorWords({ why, name, factor }: PriceFactor): string {
  const times = Number(factor.toFixed(3));
  if (why === 'region') return `, × ${times} for staying in the region ${name}`;
  return name === 'other' ? ', at a service tier that is not known' : `, × ${times} for ${name} processing`;
}

function bucketValue(line: BucketLine): string {
  const tokens = formatTokens(line);
  if (line.tokens === undefined || line.cost === undefined) return tokens;
  const rate = line.rate === undefined ? '' : ` × $${line.rate}/M`;
  return `${tokens}${rate} = ${formatMoneyExactly(line.cost, { approximate: !line.exact })}`;
}

const bucketLabels: Readonly<Record<BucketName, string>> = {
  inputFresh: 'Input, fresh',
  cacheRead: 'Input, cached',
  cacheWrite: 'Input, written to cache',
  outputVisible: 'Output, visible',
  outputHidden: 'Output, hidden',
};
const bucketOrder = ['inputFresh', 'cacheRead', 'cacheWrite', 'outputVisible', 'outputHidden'] as const;
const alwaysShown: ReadonlySet<BucketName> = new Set(['inputFresh', 'outputVisible', 'outputHidden']);

function bucketLine(label: string, line: BucketLine): ReceiptLine {
  return { label, value: bucketValue(line), provenance: line.exact ? 'computed' : 'estimated' };
}

/** Counts, prices and sums of one attempt. */
export function usageLines(attempt: ReceiptAttempt): readonly ReceiptLine[] {
  const { buckets, output, requestFee } = attempt;
  const lines = bucketOrder
    .filter((name) => alwaysShown.has(name) || Boolean(buckets[name].tokens))
    .map((name) =>
      // Where the split is unknown all output stands on one line, and the hidden part stays open.
      name === 'outputVisible' && buckets.outputHidden.tokens === undefined
        ? bucketLine('Output', output)
        : bucketLine(bucketLabels[name], buckets[name]),
    );
  if (requestFee === undefined) return lines;
  return [
    ...lines,
    { label: 'Fee per request', value: formatMoneyExactly(requestFee), provenance: 'computed' },
  ];
}

function resultWords({ check, attempts }: Receipt): string {
  const why = attempts.at(-1)?.errorCode;
  // A failed check means that an answer came, and that what was tried after it did not better it.
  if (why !== undefined && check.state === 'notChecked') return `no whole answer: ${errorInShort(why)}`;
  switch (check.state) {
    case 'checked':
      return `checked: ${check.what}`;
    case 'failed':
      return `check failed: ${check.what}`;
    case 'notChecked':
      return `not checked: ${check.because}`;
  }
}

function attemptWords(attempt: ReceiptAttempt): string {
  const effort = attempt.effort === undefined || attempt.effort === 'none' ? '' : ` (${attempt.effort})`;
  const which = `${attempt.servedModel ?? attempt.model ?? '?'}${effort}`;
  const why = attempt.errorCode && errorInShort(attempt.errorCode);
  if (attempt.end === 'unbilled') return `${which} · not billed${why === undefined ? '' : `: ${why}`}`;
  const cost = formatMoney(attempt.cost, { approximate: attempt.provenance === 'estimated' });
  const hidden = formatHidden(attempt.buckets.outputHidden);
  return [which, cost, hidden, why].filter((part) => part !== undefined).join(' · ');
}

function moneyLines(receipt: Receipt): readonly (ReceiptLine | undefined)[] {
  if (receipt.realm !== 'practice') return [moneyLine('Cost', receipt)];
  return [
    { label: 'Practice', value: practiceMeaning },
    textLine('Would have cost', wouldHaveCost(receipt, formatMoneyExactly)),
  ];
}

function moneyLine(label: string, receipt: Receipt): ReceiptLine {
  const { cost, provenance } = receipt.totals;
  const why = receipt.attempts.at(-1)?.errorCode;
  if (receipt.totals.unbilled && why !== undefined)
    return { label, value: `not billed: ${errorInShort(why)}` };
  if (cost === undefined) return { label, value: costWords(receipt) };
  // Nothing was counted or billed to arrive at this nothing.
  if (receipt.priceState === 'zero' && cost === 0) return { label, value: formatMoney(cost) };
  const exact = formatMoneyExactly(cost, { approximate: provenance === 'estimated' });
  return { label, value: `${exact}, ${provenanceWords[provenance]}`, provenance };
}

function timeWords(receipt: Receipt): string | undefined {
  const { totalMs, firstTokenMs, thinkingMs, tokensPerSecond } = receipt;
  if (totalMs === undefined) return undefined;
  return [
    formatDuration(totalMs),
    firstTokenMs === undefined ? undefined : `first token after ${formatDuration(firstTokenMs)}`,
    thinkingMs === undefined || thinkingMs === 0 ? undefined : `thinking ${formatDuration(thinkingMs)}`,
    tokensPerSecond === undefined ? undefined : `${Math.round(tokensPerSecond)} tokens/s`,
  ]
    .filter((part) => part !== undefined)
    .join(' · ');
}

/**
 * The reasons, how sure the class is where it was guessed, and what came after the first attempt; a tool
 * takes only what it is certain of.
 */
export function whyWords({ because, confidence, tier, steps }: Receipt): string {
  const isGuess = tier !== 'local' && because.length > 0 && confidence < 0.995;
  return [...because, ...(isGuess ? [`confidence ${confidence.toFixed(2)}`] : []), ...steps].join('; ');
}

function routeWords(receipt: Receipt): string {
  const what = receipt.verb === undefined ? receipt.class : `${receipt.verb} (${receipt.class})`;
  const { effort } = receipt;
  const by = receipt.tool ?? receipt.model ?? '?';
  return [what, receipt.tier, by, effort === undefined || effort === 'none' ? undefined : `${effort} effort`]
    .filter((part) => part !== undefined)
    .join(' · ');
}

function savingWords({ saving, avoided }: Receipt): string | undefined {
  if (saving !== undefined) {
    const { low, high, against } = saving;
    const [least, most] = [low, high].map((amount) => formatMoney(amount, { approximate: true }));
    return `${least === most ? least : `${least} to ${most}`} against ${against}`;
  }
  return avoided === undefined ? undefined : `${formatMoney(avoided, { approximate: true })} avoided`;
}

/** The whole receipt, most asked-for first. */
export function receiptLines(receipt: Receipt): readonly ReceiptLine[] {
  const answering = receipt.attempts.find(({ number }) => number === receipt.answeredBy);
  const { hiddenShare, hidden } = receipt.totals;
  const share = hiddenShare === undefined ? undefined : `${Math.round(hiddenShare * 100)} % of the output`;
  const thought = [share, thoughtPhrase(receipt)].filter((part) => part !== undefined).join(', ');
  const byModel = receipt.tier !== 'local';
  const lines: readonly (ReceiptLine | undefined)[] = [
    { label: 'Route', value: routeWords(receipt) },
    textLine('Why', whyWords(receipt)),
    ...moneyLines(receipt),
    textLine('Hidden', byModel ? `${formatHidden(hidden)}${thought === '' ? '' : ` · ${thought}`}` : ''),
    textLine('Time', timeWords(receipt)),
    ...(byModel && answering !== undefined ? usageLines(answering) : []),
    textLine('Price', byModel ? priceWords(receipt.priceState, answering) : undefined),
    ...(receipt.attempts.length > 1
      ? receipt.attempts.map((attempt) => ({
          label: `Attempt ${attempt.number}`,
          value: attemptWords(attempt),
        }))
      : []),
    textLine('Result', byModel ? resultWords(receipt) : undefined),
    textLine('Saved', savingWords(receipt)),
    ...receipt.notes
      .filter((note) => !receipt.steps.includes(note))
      .map((value) => ({ label: 'Note', value })),
  ];
  return lines.filter((line) => line !== undefined);
}

function textLine(label: string, value: string | undefined): ReceiptLine | undefined {
  return value === undefined || value === '' ? undefined : { label, value };
}
