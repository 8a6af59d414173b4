/**
 * What one model's own counting adds to the estimate from text: `overhead` for the framing and the
 * provider's own preamble, `factor` for its tokenizer.
 */
export interface Calibration {
  /** Tokens on top of every prompt. */
  readonly overhead: number;
  /** Tokens of the model per estimated token. */
  readonly factor: number;
  /** Rows it was learned from; 0 = the labelled default. */
  readonly samples: number;
}

/** Ten tokens frame a short chat at most providers. */
export const defaultCalibration: Calibration = { overhead: 10, factor: 1, samples: 0 };

export interface CalibrationSample {
  readonly estimatedInput: number;
  /** The provider's own count. */
  readonly input: number;
}

// Before any row, the overhead is believed to within 300 tokens (xAI adds up to 690) and the factor
// to within a fifth; a row is believed to within 5 % of its size.
const overheadSpread = 300;
const factorSpread = 0.2;
const rowSpread = 0.05;
const smallestRow = 100;
/** A row weighs half of the one that came 14 rows later. */
const fading = 0.95;

/**
 * Fits `input ≈ overhead + factor × estimate` by least squares over rows of one model, oldest first,
 * with the defaults as a prior and older rows fading. Both are kept within reason, so that one odd
 * row (a search result billed as input) cannot spoil what follows.
 */
export function learnCalibration(rows: readonly CalibrationSample[]): Calibration {
  const usable = rows.filter((row) => row.estimatedInput > 0 && row.input > 0);
  if (usable.length === 0) return defaultCalibration;

  // Normal equations of the two unknowns, begun with the prior.
  let oo = 1 / overheadSpread ** 2;
  let of = 0;
  let ff = 1 / factorSpread ** 2;
  let oy = defaultCalibration.overhead * oo;
  let fy = defaultCalibration.factor * ff;
  usable.forEach(({ estimatedInput, input }, index) => {
    const spread = rowSpread * Math.max(smallestRow, estimatedInput);
    const weight = fading ** (usable.length - 1 - index) / spread ** 2;
    oo += weight;
    of += weight * estimatedInput;
    ff += weight * estimatedInput ** 2;
    oy += weight * input;
    fy += weight * estimatedInput * input;
  });
  const determinant = oo * ff - of * of;
  return {
    overhead: Math.min(4096, Math.max(0, (oy * ff - fy * of) / determinant)),
    factor: Math.min(2, Math.max(0.5, (fy * oo - oy * of) / determinant)),
    samples: usable.length,
  };
}

/** Tokens that the provider will probably count for a prompt of so many estimated ones. */
export function calibratedInput(calibration: Calibration, estimatedTokens: number): number {
  return Math.round(calibration.overhead + calibration.factor * estimatedTokens);
}

/** The same for text that the model writes, which has no framing around it. */
export function calibratedText(calibration: Calibration, estimatedTokens: number): number {
  return Math.round(calibration.factor * estimatedTokens);
}
