/** Money is an integer of nano-USD (1e-9 $). Safe up to 9 million dollars, where sums stop. */

export type NanoUsd = number & { readonly unit: 'nanoUsd' };

export const nanoPerUsd = 1_000_000_000;

function isNanoUsd(value: number): value is NanoUsd {
  return Number.isSafeInteger(value);
}

/** @throws RangeError when `value` is not a safe integer. */
export function nanoUsd(value: number): NanoUsd {
  if (!isNanoUsd(value)) throw new RangeError(`not an integer of nano-USD: ${value}`);
  return value;
}

/** Costs round half up, holds round up: a hold must never be smaller than what it stands for. */
export function nanoFromUsd(usd: number, rounding: 'halfUp' | 'up'): NanoUsd {
  const nano = usd * nanoPerUsd;
  // 0.1 + 0.2 style residue must not push a whole number up to the next one.
  const nearest = Math.round(nano);
  if (Math.abs(nano - nearest) < 1e-6) return nanoUsd(nearest);
  return nanoUsd(rounding === 'up' ? Math.ceil(nano) : nearest);
}

/** The nearest amount there is: a sum beyond 9 million dollars stays there, rather than failing whoever reads it. */
export function saturated(value: number): NanoUsd {
  return nanoUsd(Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, Math.trunc(value))));
}

export function sumNano(values: Iterable<NanoUsd>): NanoUsd {
  let total = 0;
  for (const value of values) total += value;
  return saturated(total);
}

export const zeroNano = nanoUsd(0);
