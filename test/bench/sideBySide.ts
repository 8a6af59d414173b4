/** Two ways of doing the same work, timed in turn within one run, so that a slow machine slows both. */
import { quantile } from '../../src/core/meter/learnedRates.ts';

export interface SideBySide {
  /** Medians, ms. */
  readonly oursMs: number;
  readonly bareMs: number;
  /** Median of the rounds' own ratios: what else the machine did falls on neighbours alike. */
  readonly ratio: number;
}

const warmUps = 5;

export async function sideBySide(
  rounds: number,
  ours: () => unknown,
  bare: () => unknown,
): Promise<SideBySide> {
  const timed = async (work: () => unknown): Promise<number> => {
    const start = performance.now();
    await work();
    return performance.now() - start;
  };
  for (let round = 0; round < warmUps; round += 1) {
    await ours();
    await bare();
  }
  const pairs: { readonly ours: number; readonly bare: number }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    // In turn first, so that neither always finds the caches warm.
    const first = round % 2 === 0;
    const early = await timed(first ? ours : bare);
    const late = await timed(first ? bare : ours);
    pairs.push(first ? { ours: early, bare: late } : { ours: late, bare: early });
  }
  const median = (values: readonly number[]): number => quantile(values, 0.5) ?? Number.NaN;
  return {
    oursMs: median(pairs.map((pair) => pair.ours)),
    bareMs: median(pairs.map((pair) => pair.bare)),
    ratio: median(pairs.map((pair) => pair.ours / pair.bare)),
  };
}
