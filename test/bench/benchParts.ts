/** The parts of the benchmark: what each measures, says and must hold. */
import { benchActivation } from './activation.ts';
import { benchClassify } from './classify.ts';
import { benchDashboard } from './dashboard.ts';
import { benchEstimator } from './estimator.ts';
import { benchHostile } from './hostile.ts';
import { benchEstimatorHistory } from './estimatorHistory.ts';
import { benchLedger } from './ledger.ts';
import { measuredRouter } from './measuredRouter.ts';
import { replayAssumptions, replayPolicies } from './policyReplay.ts';
import type { SideBySide } from './sideBySide.ts';
import { benchStream } from './stream.ts';
import { routedWorkload } from './workload.ts';

export interface Gate {
  readonly what: string;
  readonly value: number;
  readonly atMost: number;
}

export interface Findings {
  readonly lines: readonly string[];
  readonly gates: readonly Gate[];
  readonly figures: unknown;
}

export interface Section extends Findings {
  readonly name: string;
}

export interface BenchPart {
  readonly name: string;
  readonly run: () => Findings | Promise<Findings>;
}

export interface BenchOptions {
  readonly outcomes?: string | undefined;
  readonly ledger?: string | undefined;
}

export function benchParts({ outcomes, ledger }: BenchOptions): readonly BenchPart[] {
  return [
    { name: 'token estimator', run: estimator },
    ...(ledger === undefined ? [] : [{ name: 'estimates of this ledger', run: () => history(ledger) }]),
    { name: 'classifier', run: classifier },
    { name: 'stream', run: stream },
    { name: 'hostile replies', run: hostile },
    { name: 'ledger', run: ledgerCost },
    { name: 'dashboard', run: dashboard },
    { name: 'activation', run: activation },
    { name: 'workload', run: workload },
    ...(outcomes === undefined ? [] : [{ name: 'policies', run: () => policies(outcomes) }]),
  ];
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const ms = (value: number): string => `${value.toPrecision(3)} ms`;
const besides = ({ oursMs, bareMs }: SideBySide): string => `${ms(oursMs)} beside ${ms(bareMs)}`;

function estimator(): Findings {
  const figures = benchEstimator();
  const { samples, meanError, p95Error, maxError, aggregateError, megabytesPerSecond } = figures;
  return {
    figures,
    lines: [
      `${samples.length} own texts: off by ${percent(meanError)} on average, ${percent(p95Error)} at p95, ${percent(maxError)} at most, ${percent(aggregateError)} together`,
      `${megabytesPerSecond.toFixed(0)} MB/s`,
    ],
    gates: [
      { what: 'mean error', value: meanError, atMost: 0.06 },
      { what: 'error of all together', value: Math.abs(aggregateError), atMost: 0.03 },
    ],
  };
}

async function history(folder: string): Promise<Findings> {
  const figures = await benchEstimatorHistory(folder);
  const lines = figures.map(
    ({ model, samples, bias, mean, p95 }) =>
      `${model}: ${samples} rows, off by ${percent(mean)} on average, ${percent(p95)} at p95, bias ${percent(bias)}`,
  );
  return { figures, lines: lines.length > 0 ? lines : ['no rows with an exact count'], gates: [] };
}

function classifier(): Findings {
  const figures = benchClassify();
  const { classifyP50Us, classifyP99Us, plainPassP50Us, loadMs, ratio, ratioGate } = figures;
  return {
    figures,
    lines: [
      `a request of 1,000 characters: p50 ${classifyP50Us} µs, p99 ${classifyP99Us} µs; splitting and counting its words ${plainPassP50Us} µs`,
      `the weights unpack in ${ms(loadMs)}`,
    ],
    gates: [{ what: 'classify ÷ a plain pass', value: ratio, atMost: ratioGate }],
  };
}

async function stream(): Promise<Findings> {
  const figures = await benchStream();
  const { chunks, provider, gateway, meter } = figures;
  return {
    figures,
    lines: [
      `${chunks} chunks through the provider: ${besides(provider)} for a bare fetch and parse of the same bytes`,
      `the same through the gateway, reserved, metered and settled: ${besides(gateway)}`,
      `the meter: ${meter.microsecondsPerChunk.toPrecision(2)} µs a chunk`,
    ],
    gates: [
      { what: 'provider ÷ bare', value: provider.ratio, atMost: 15 },
      { what: 'gateway ÷ bare', value: gateway.ratio, atMost: 30 },
      { what: 'a chunk in the meter ÷ parsing it', value: meter.ratio, atMost: 8 },
    ],
  };
}

async function hostile(): Promise<Findings> {
  const { replies, longestGapMs } = await benchHostile();
  return {
    figures: { replies, longestGapMs },
    lines: [
      ...replies.map(
        ({ reply, end, seconds, longestHoldMs, longestWorkMs, grownMegabytes }) =>
          `${reply}: thread held ${ms(longestHoldMs)} at most, ${ms(longestWorkMs)} of it at work; memory up by ${grownMegabytes.toFixed(0)} MB; ${end}, in ${seconds.toFixed(1)} s`,
      ),
      `  a thread that only looks at the clock was kept from running for up to ${ms(longestGapMs)}`,
    ],
    gates: replies.flatMap(({ reply, longestWorkMs, grownMegabytes }) => [
      {
        what: `longest work ÷ 50 ms, or what the machine itself does to a thread: ${reply}`,
        value: longestWorkMs / Math.max(50, longestGapMs),
        atMost: 1,
      },
      // The aim is 1; what was let go and is not yet collected counts too.
      { what: `memory ÷ 64 MB: ${reply}`, value: grownMegabytes / 64, atMost: 2 },
    ]),
  };
}

async function ledgerCost(): Promise<Findings> {
  const figures = await benchLedger();
  return {
    figures,
    lines: figures.flatMap(({ processes, ledgerMs, bareMs, blocks, longestGapMs }) => [
      `${processes} at once: reserve and settle p50 ${ms(ledgerMs.p50)}, p99 ${ms(ledgerMs.p99)}; bare transactions ${ms(bareMs.p50)}, ${ms(bareMs.p99)}`,
      `  of ${blocks.count} calls the longest kept the thread ${ms(blocks.longestMs)}, ${ms(blocks.longestCpuMs)} of it at work; p99 ${ms(blocks.p99Ms)}, p99.9 ${ms(blocks.p999Ms)}; ${blocks.over20Ms} over 20 ms, ${blocks.over50Ms} over 50 ms`,
      `  a thread that only looks at the clock was kept from running for up to ${ms(longestGapMs)}`,
    ]),
    gates: figures.flatMap(({ processes, ratio, blocks, longestGapMs }) => [
      {
        what: `ledger ÷ bare transactions, ${processes} at once`,
        value: ratio,
        atMost: processes === 1 ? 8 : 15,
      },
      {
        what: `p99.9 of holds of the thread ÷ 50 ms, or what the machine itself does to a thread, ${processes} at once`,
        value: blocks.p999Ms / Math.max(50, longestGapMs),
        atMost: 1,
      },
    ]),
  };
}

async function dashboard(): Promise<Findings> {
  const figures = await benchDashboard();
  return {
    figures,
    lines: [
      `a snapshot of ${figures.rows} rows: ${besides(figures)} for one copy of the rows as JSON; a message of ${figures.megabytes.toFixed(2)} MB`,
    ],
    gates: [{ what: 'snapshot ÷ one copy', value: figures.ratio, atMost: 3 }],
  };
}

async function activation(): Promise<Findings> {
  const figures = await benchActivation();
  const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(0)} kB`;
  return {
    figures,
    lines: [`${kilobytes(figures.activationBytes)} of ${kilobytes(figures.allBytes)} load at activation`],
    gates: [{ what: 'activation ÷ all', value: figures.ratio, atMost: 0.05 }],
  };
}

function workload(): Findings {
  const figures = routedWorkload(measuredRouter());
  const perDay = (dollars: number): string => `$${Math.round(dollars).toLocaleString('en-US')}`;
  return {
    figures,
    lines: [
      `${perDay(figures.before)} a day all on reasoning · ${perDay(figures.routed)} routed as measured · ${perDay(figures.perfect)} with a router that never errs`,
      `${percent(figures.leftOnFast)} of the reasoning requests stay on the fast model, ${percent(figures.sentUp)} of all go up`,
      ...figures.assumptions.map((assumption) => `assumes: ${assumption}`),
    ],
    gates: [],
  };
}

/** @throws Error where the folder holds no outcomes. */
function policies(folder: string): Findings {
  const figures = replayPolicies(folder);
  if (figures === undefined) throw new Error(`${folder} holds no outcomes`);
  return {
    figures,
    lines: [
      ...figures.flatMap(({ pair, problems, policies: tried }) => [
        `${pair}, ${problems} problems`,
        ...tried.map(
          ({ policy, successRate, interval: [low, high], costPerSuccess, routedUp }) =>
            `  ${policy}: ${percent(successRate)} solved (${percent(low)} to ${percent(high)}), $${costPerSuccess.toPrecision(3)} per solved one, ${percent(routedUp)} sent up`,
        ),
      ]),
      ...replayAssumptions.map((assumption) => `assumes: ${assumption}`),
    ],
    gates: [],
  };
}
