/**
 * The workload of the sources, from token counts and prices: 70 % formatting, syntax checks and plain
 * completions, 30 % real reasoning, all of it on a reasoning model at $3,000 a day before.
 */
import { costAtRates } from '../../src/core/pricing/rateArithmetic.ts';
import { nanoPerUsd } from '../../src/core/pricing/money.ts';
import type { Rates } from '../../src/core/pricing/price.ts';

const before = 3000;
const simpleShare = 0.7;
/** Dollars per million tokens of a typical pair. */
const rates: Readonly<Record<'fast' | 'reasoning', Rates>> = {
  fast: { input: 0.15, output: 0.6 },
  reasoning: { input: 2, output: 8 },
};
const request = { input: 1500, visible: 300 };
/** “Often ten times the visible answer.” */
const hiddenPerVisible = 10;
/** How well the router tells them apart; the figures of the model card may be put in. */
const router = { simpleSentUp: 0.02, reasoningSentDown: 0.1 };

export interface WorkloadResult {
  readonly requestsPerDay: number;
  readonly before: number;
  readonly perfect: number;
  readonly routed: number;
  readonly assumptions: readonly string[];
}

export function routedWorkload(): WorkloadResult {
  const hidden = request.visible * hiddenPerVisible;
  const reasoning = dollars(rates.reasoning, request.visible + hidden, hidden);
  const fast = dollars(rates.fast, request.visible, 0);
  const requestsPerDay = Math.round(before / reasoning);
  const cost = (up: number): number => requestsPerDay * (up * reasoning + (1 - up) * fast);
  const hard = 1 - simpleShare;
  // What was wrongly sent down fails its check and is paid twice.
  const up = simpleShare * router.simpleSentUp + hard;
  const twice = requestsPerDay * hard * router.reasoningSentDown * fast;
  return {
    requestsPerDay,
    before: requestsPerDay * reasoning,
    perfect: cost(hard),
    routed: cost(up) + twice,
    assumptions: [
      `${simpleShare * 100} % of the requests are simple; each reads ${request.input} tokens and shows ${request.visible}`,
      `the reasoning model hides ${hiddenPerVisible} × what it shows and costs $${rates.reasoning.input}/$${rates.reasoning.output} per million; the fast one hides nothing and costs $${rates.fast.input}/$${rates.fast.output}`,
      `the number of requests follows from $${before} a day before`,
      `the router sends ${router.simpleSentUp * 100} % of the simple ones up and ${router.reasoningSentDown * 100} % of the hard ones down, which a check catches and sends up again`,
    ],
  };
}

function dollars(at: Rates, output: number, hidden: number): number {
  const cost = costAtRates(at, { input: request.input, output, hidden }, 'halfUp');
  if (cost === undefined) throw new Error('the rates price nothing');
  return cost / nanoPerUsd;
}
