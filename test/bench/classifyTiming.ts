/** Times single calls so that a pause of the machine is not taken for the work. */

const calls = 7;
const warmUpRounds = 3;

/**
 * Percentiles over `inputs` of the time one call takes, in microseconds: for each input the median
 * of seven calls, after three rounds over all inputs to warm up.
 */
export function microsecondsOf<Input>(
  inputs: readonly Input[],
  work: (input: Input) => unknown,
): { readonly p50: number; readonly p99: number } {
  for (let round = 0; round < warmUpRounds; round++) for (const input of inputs) work(input);
  const medians = inputs.map((input) => {
    const times: number[] = [];
    for (let call = 0; call < calls; call++) {
      const start = performance.now();
      work(input);
      times.push((performance.now() - start) * 1_000);
    }
    return percentile(times, 0.5);
  });
  return { p50: percentile(medians, 0.5), p99: percentile(medians, 0.99) };
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))] ?? NaN;
}
