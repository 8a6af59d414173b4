/** How long classification takes, against the least that reading the same text can take. */
import { unpackWeights } from '../../src/core/classify/model.ts';
import { readWeights } from '../../src/core/classify/weightsFile.ts';
import { classify, weightsBytes } from '../doubles/shippedClassifier.ts';
import { microsecondsOf } from './classifyTiming.ts';

export interface ClassifyBench {
  /** Microseconds for a request of 1,000 characters; see `microsecondsOf`. */
  readonly classifyP50Us: number;
  readonly classifyP99Us: number;
  /** Microseconds to split the same text into lower-case words and count them. */
  readonly plainPassP50Us: number;
  /** classify ÷ plain pass, medians of the same run: the figure that is gated. */
  readonly ratio: number;
  readonly ratioGate: number;
  readonly withinGate: boolean;
  /** Milliseconds to read and unpack the weights. */
  readonly loadMs: number;
}

/** A request is read some ten times: lines, tokens, five kinds of features, weights, reasons. */
const ratioGate = 20;

const sentences = [
  'The export of the monthly report fails for customers with more than one contract.',
  'I checked the query by hand and the join in load_rows() returns every line twice, see src/report/query.ts.',
  'Please make sure that the totals stay the same, and add a test for two contracts.',
  'Traceback (most recent call last):\n  File "report.py", line 88, in export\n    rows = load_rows(month)\nKeyError: "contract"',
  'If it helps, the old version used a set of ids; could we do that again without making it slower?',
  'We also show the sum in the header, which should come from the same function and not be computed twice.',
];

/** Different texts of 1,000 characters each, so that no result can be remembered. */
function requests(count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const order = sentences.map(
      (_sentence, position) => sentences[(position * 5 + index) % sentences.length],
    );
    return `${index}. ${order.join('\n')} ${order.join(' ')}`.slice(0, 1_000);
  });
}

function plainPass(text: string): number {
  const counts = new Map<string, number>();
  for (const word of text.toLowerCase().split(/[^\p{L}\p{N}_]+/u))
    counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts.size;
}

export function benchClassify(): ClassifyBench {
  const start = performance.now();
  unpackWeights(readWeights(weightsBytes));
  const loadMs = performance.now() - start;
  const texts = requests(200);
  const whole = microsecondsOf(texts, (text) => classify({ surface: 'chat', text }));
  const plain = microsecondsOf(texts, plainPass);
  const ratio = whole.p50 / plain.p50;
  return {
    classifyP50Us: Math.round(whole.p50),
    classifyP99Us: Math.round(whole.p99),
    plainPassP50Us: Math.round(plain.p50),
    ratio: Number(ratio.toFixed(2)),
    ratioGate,
    withinGate: ratio <= ratioGate,
    loadMs: Number(loadMs.toFixed(2)),
  };
}
