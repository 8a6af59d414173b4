/** One attempt of a receipt, with a line for each bucket: count, price, sum. */
import { bucketsOf, type Usage } from '../model/usage.ts';
import { disagreementOf } from '../pricing/cost.ts';
import { sumNano, zeroNano, type NanoUsd } from '../model/money.ts';
import type { RateSet } from '../model/price.ts';
import { breakDownCost, rateSetFor } from '../pricing/rateArithmetic.ts';
import { attemptNotes } from '../words/attemptNotes.ts';
import type { BucketLine, BucketName, FinishedAttempt, ReceiptAttempt } from '../model/receipt.ts';

function rateOfBucket(rates: RateSet, bucket: BucketName, usage: Usage): number | undefined {
  switch (bucket) {
    case 'inputFresh':
      return rates.input;
    case 'cacheRead':
      return rates.cacheRead ?? rates.input;
    case 'cacheWrite':
      // Five minutes and an hour have two prices: with both in it the bucket has no single one.
      return usage.cacheWriteHour ? undefined : (rates.cacheWrite ?? rates.input);
    case 'outputVisible':
      return rates.output;
    case 'outputHidden':
      return rates.hidden ?? rates.output;
  }
}

function linesOf(attempt: FinishedAttempt): Pick<ReceiptAttempt, 'buckets' | 'output' | 'requestFee'> {
  const { settlement } = attempt;
  const usage: Usage = settlement?.usage ?? {};
  const counts = bucketsOf(usage);
  const rates = settlement?.price && rateSetFor(settlement.price.rates, usage.input ?? 0);
  const parts = settlement?.price && breakDownCost(settlement.price.rates, usage)?.parts;
  const exact = settlement?.usageProvenance === 'exact';
  const split = exact && !settlement.flags.includes('hiddenEstimated');

  const line = (
    tokens: number | undefined,
    isExact: boolean,
    rate: number | undefined,
    cost: NanoUsd | undefined,
  ): BucketLine => ({
    tokens,
    exact: isExact && tokens !== undefined,
    rate,
    cost: tokens === undefined ? undefined : attempt.priceState === 'zero' ? zeroNano : cost,
  });
  const bucket = (name: BucketName, isExact: boolean): BucketLine =>
    line(counts[name], isExact, rates && rateOfBucket(rates, name, usage), parts?.[name]);

  const outputCost = parts && sumNano([parts.outputVisible, parts.outputHidden]);
  const oneRate = rates?.hidden === undefined ? rates?.output : undefined;
  return {
    buckets: {
      inputFresh: bucket('inputFresh', exact),
      cacheRead: bucket('cacheRead', exact),
      cacheWrite: bucket('cacheWrite', exact),
      outputVisible: bucket('outputVisible', split),
      outputHidden: bucket('outputHidden', split),
    },
    output: line(usage.output, exact, oneRate, outputCost),
    requestFee: parts === undefined || parts.request === 0 ? undefined : parts.request,
  };
}

export function attemptOf(attempt: FinishedAttempt): ReceiptAttempt {
  const { settlement, state, effort, maxOutputTokens } = attempt;
  const disagreement =
    settlement?.provenance === 'estimated' || settlement?.flags.includes('billNotBelieved')
      ? undefined
      : disagreementOf(settlement?.billed, settlement?.computed);
  const unsettledEnd = state === 'released' ? 'unbilled' : 'running';
  return {
    number: attempt.number,
    tier: attempt.tier,
    endpointId: attempt.endpointId,
    model: attempt.model,
    servedModel: settlement?.servedModel,
    effort,
    maxOutputTokens,
    end: settlement?.end ?? (attempt.tier === 'local' ? 'complete' : unsettledEnd),
    errorCode: settlement?.errorCode ?? attempt.releasedBecause,
    usage: settlement?.usage ?? {},
    usageExact: settlement?.usageProvenance === 'exact',
    priceState: attempt.priceState,
    price: settlement?.price,
    endedAt: settlement?.at,
    cost: settlement === undefined ? (attempt.tier === 'local' ? zeroNano : undefined) : settlement.cost,
    provenance: settlement?.provenance ?? 'computed',
    disagreement,
    ...linesOf(attempt),
    firstTokenMs: settlement?.firstTokenMs,
    thinkingMs: settlement?.thinkingMs,
    totalMs: settlement?.totalMs,
    notes: settlement ? attemptNotes({ effort, maxOutputTokens, settlement, disagreement }) : [],
  };
}
