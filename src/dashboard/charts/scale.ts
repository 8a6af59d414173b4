/** A value axis from zero with round steps. */
export interface Scale {
  readonly max: number;
  /** Without zero, ascending. */
  readonly ticks: readonly number[];
}

const roundSteps = [1, 2, 2.5, 5, 10];

/** @param steps how many steps to aim at; the axis may have one fewer or more. */
export function scaleTo(largest: number, steps: number): Scale {
  if (!(largest > 0)) return { max: 1, ticks: [] };
  const rough = largest / steps;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = (roundSteps.find((candidate) => candidate * power >= rough) ?? 10) * power;
  const count = Math.ceil(largest / step - 1e-9);
  return { max: count * step, ticks: Array.from({ length: count }, (_, index) => (index + 1) * step) };
}
