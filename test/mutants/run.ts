/**
 * Takes each guard away in a copy of the sources, runs the test file that must fail then, and says
 * whether it did. Some twenty minutes in all.
 *
 *   node test/host/node24.mjs test/mutants/run.ts [WORD …]   only those whose mechanism has a word
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Mutant } from './mutant.ts';
import { mutants } from './mutants.ts';
import { edited, placesOf, sourcesOf } from './place.ts';

const root = path.resolve(import.meta.dirname, '../..');
const needed = [
  'src',
  'test',
  'media',
  'package.json',
  'tsconfig.json',
  'vitest.config.ts',
  'esbuild.config.mjs',
];

function copyProject(): string {
  const copy = mkdtempSync(path.join(tmpdir(), 'switchyard-mutants-'));
  for (const name of needed) {
    cpSync(path.join(root, name), path.join(copy, name), {
      recursive: true,
      filter: (file) => !file.includes('.host'),
    });
  }
  symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
  return copy;
}

function apply({ edits }: Mutant): () => void {
  const before = new Map<string, string>();
  for (const edit of edits) {
    const places = placesOf(edit, sourcesOf(copy));
    const file = path.join(copy, places[0]?.path ?? '');
    const text = readFileSync(file, 'utf8');
    if (!before.has(file)) before.set(file, text);
    writeFileSync(file, edited(text, places, edit));
  }
  return () => {
    for (const [file, text] of before) writeFileSync(file, text);
  };
}

/** Names of the tests that failed; a file that cannot even be loaded is no proof. */
function failuresOf(test: string): readonly string[] {
  const report = path.join(copy, 'report.json');
  rmSync(report, { force: true });
  const projects = ['--project=unit', '--project=slow'];
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', ...projects, '--reporter=json'];
  spawnSync(process.execPath, [...vitest, `--outputFile=${report}`, '--testTimeout=30000', test], {
    cwd: copy,
  });
  const results: { testResults: { assertionResults: { status: string; fullName: string }[] }[] } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  return results.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'failed')
    .map(({ fullName }) => fullName.trim());
}

const words = process.argv.slice(2);
const chosen = mutants.filter(
  ({ mechanism }) => words.length === 0 || words.some((word) => mechanism.includes(word)),
);
const copy = copyProject();
let survived = 0;
try {
  for (const mutant of chosen) {
    const undo = apply(mutant);
    const failed = failuresOf(mutant.test);
    undo();
    if (failed.length === 0) survived += 1;
    const proof = failed.length === 0 ? 'NO TEST FAILED' : `${failed.length} failed, “${failed[0]}”`;
    console.log(`${failed.length === 0 ? '✗' : '✓'} ${mutant.mechanism}: ${proof}`);
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
console.log(`${chosen.length - survived} of ${chosen.length} mutants are caught`);
process.exit(survived === 0 ? 0 : 1);
