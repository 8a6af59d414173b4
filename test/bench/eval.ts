/**
 * Judges the classifier on labelled requests and prints one JSON document.
 *
 *   npm run eval -- FILE.jsonl             the shipped weights on these requests
 *   npm run eval -- FILE.jsonl --compare   the same requests with and without what the editor knows
 *   npm run eval -- FILE.jsonl --cv        trained anew without each project in turn, beside baselines
 *                                          (--vectors FILE as in train.ts, --folds N, default 8)
 */
import { parseArgs } from 'node:util';
import { requestClasses } from '../../src/core/model/request.ts';
import { classify } from '../doubles/shippedClassifier.ts';
import { baselines } from './classifyBaselines.ts';
import { crossValidate } from './classifyCrossValidation.ts';
import { groupsOf } from './classifyGroups.ts';
import type { Judged } from './classifyMetrics.ts';
import { difference, report, type Report } from './classifyReport.ts';
import { microsecondsOf } from './classifyTiming.ts';
import { BadRowError, type LabelledRequest, readRows } from './classifyRows.ts';

/** The request as if nothing but its words were known. */
function textOnly(row: LabelledRequest): LabelledRequest {
  return { ...row, request: { surface: 'chat', text: row.request.text } };
}

function judge(rows: readonly LabelledRequest[], groups: readonly string[]): Judged[] {
  return rows.map((row, index) => {
    const result = classify(row.request);
    return judged(row, groups[index] ?? '', result.class, result.deservesReasoning);
  });
}

function judged(row: LabelledRequest, group: string, predicted: string, reasoningScore: number): Judged {
  return {
    group,
    truth: requestClasses.indexOf(row.class),
    predicted: requestClasses.findIndex((name) => name === predicted),
    deservesReasoning: row.deservesReasoning,
    reasoningScore,
  };
}

/** Microseconds a request over the file's requests, drawn evenly; see `microsecondsOf`. */
function latency(rows: readonly LabelledRequest[]): { latencyP50Us: number; latencyP99Us: number } {
  const step = Math.max(1, Math.floor(rows.length / timedRequests));
  const drawn = rows.filter((_, index) => index % step === 0).map(({ request }) => request);
  const { p50, p99 } = microsecondsOf(drawn, (request) => classify(request));
  return { latencyP50Us: Math.round(p50), latencyP99Us: Math.round(p99) };
}

const timedRequests = 1_000;

function evaluate(): Report | Record<string, unknown> {
  const { values, positionals } = parseArgs({
    options: {
      cv: { type: 'boolean', default: false },
      compare: { type: 'boolean', default: false },
      vectors: { type: 'string' },
      folds: { type: 'string', default: '8' },
    },
    allowPositionals: true,
  });
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) {
    throw new BadRowError('Name one file of labelled requests: npm run eval -- FILE.jsonl');
  }
  if (values.cv) {
    const folds = Number(values.folds);
    if (!Number.isInteger(folds) || folds < 2) throw new BadRowError('--folds must be a whole number from 2');
    return crossValidate(file, folds, values.vectors);
  }
  const rows = readRows(file);
  const groups = groupsOf(rows);
  const whole = judge(rows, groups);
  const summary = { ...report(whole), ...latency(rows) };
  if (!values.compare) return summary;
  const words = judge(rows.map(textOnly), groups);
  return {
    ...summary,
    textOnly: report(words),
    gain: difference(whole, words),
    baselines: Object.fromEntries(
      Object.entries(baselines).map(([name, guess]) => [
        name,
        report(
          rows.map((row, index) => {
            const { class: predicted, reasoningScore } = guess(row.request.text);
            return judged(row, groups[index] ?? '', predicted, reasoningScore);
          }),
        ),
      ]),
    ),
  };
}

try {
  process.stdout.write(`${JSON.stringify(evaluate(), null, 2)}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
