/**
 * The workload of the sources, from token counts and prices: 70 % formatting, syntax checks and plain
 * completions, 30 % real reasoning, all of it on a reasoning model at $3,000 a day before.
 */
import { costAtRates } from '../../src/core/pricing/rateArithmetic.ts';
import { nanoPerUsd } from '../../src/core/model/money.ts';
import type { Rates } from '../../src/core/model/price.ts';
import type { MeasuredRouter } from './measuredRouter.ts';

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
/** Of the wrong answers, those that a check by syntax and new errors sees. */
const checkSees = 0.35;

export interface WorkloadResult {
  readonly requestsPerDay: number;
  /** Dollars a day. */
  readonly before: number;
  readonly perfect: number;
  readonly routed: number;
  /** Share of all requests that end on the reasoning model. */
  readonly sentUp: number;
  /** Share of the reasoning requests that the fast model keeps. */
  readonly leftOnFast: number;
  readonly assumptions: readonly string[];
}

export function routedWorkload({ found, falselyUp }: MeasuredRouter): WorkloadResult {
  const hidden = request.visible * hiddenPerVisible;
  const reasoning = dollars(rates.reasoning, request.visible + hidden, hidden);
  const fast = dollars(rates.fast, request.visible, 0);
  const requestsPerDay = Math.round(before / reasoning);
  const hard = 1 - simpleShare;
  const caught = hard * (1 - found) * checkSees;
  const sentUp = simpleShare * falselyUp + hard * found + caught;
  const cost = (up: number): number => requestsPerDay * (up * reasoning + (1 - up) * fast);
  return {
    requestsPerDay,
    before: requestsPerDay * reasoning,
    perfect: cost(hard),
    // What the check sends up was paid on the fast model first.
    routed: cost(sentUp) + requestsPerDay * caught * fast,
    sentUp,
    leftOnFast: (1 - found) * (1 - checkSees),
    assumptions: [
      `${percent(simpleShare)} of the requests are simple; each reads ${request.input} tokens and shows ${request.visible}`,
      `the reasoning model hides ${hiddenPerVisible} × what it shows and costs $${rates.reasoning.input}/$${rates.reasoning.output} per million; the fast one hides nothing and costs $${rates.fast.input}/$${rates.fast.output}`,
      `the number of requests follows from $${before} a day before: ${requestsPerDay.toLocaleString('en-US')}`,
      `by words alone, as the model card has it: the router finds ${percent(found)} of the reasoning requests and sends ${percent(falselyUp)} of the simple ones up; what the editor knows is left out`,
      `a check sees ${percent(checkSees)} of the reasoning requests that were sent down, which are then paid twice; the rest stays on the fast model, which may or may not solve it`,
    ],
  };
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function dollars(at: Rates, output: number, hidden: number): number {
  const cost = costAtRates(at, { input: request.input, output, hidden }, 'halfUp');
  if (cost === undefined) throw new Error('the rates price nothing');
  return cost / nanoPerUsd;
}
