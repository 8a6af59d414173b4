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
import { addressMutants } from './addressMutants.ts';
import { answerMutants } from './answerMutants.ts';
import { budgetMutants } from './budgetMutants.ts';
import { fileMutants } from './fileMutants.ts';
import type { Mutant } from './mutant.ts';
import { settingsMutants } from './settingsMutants.ts';

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

/** @throws Error where the guard no longer stands where the mutant says. */
function apply(copy: string, { edits, mechanism }: Mutant): () => void {
  const before = new Map<string, string>();
  for (const [file, from, to] of edits) {
    const text = readFileSync(path.join(copy, file), 'utf8');
    if (!before.has(file)) before.set(file, text);
    if (!text.includes(from)) throw new Error(`“${mechanism}” names what ${file} no longer says: ${from}`);
    writeFileSync(
      path.join(copy, file),
      text.replaceAll(from, () => to),
    );
  }
  return () => {
    for (const [file, text] of before) writeFileSync(path.join(copy, file), text);
  };
}

/** Names of the tests that failed; a file that cannot even be loaded is no proof. */
function failuresOf(copy: string, test: string): readonly string[] {
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
const all = [settingsMutants, addressMutants, answerMutants, fileMutants, budgetMutants].flat();
const chosen = all.filter(
  ({ mechanism }) => words.length === 0 || words.some((word) => mechanism.includes(word)),
);
const copy = copyProject();
let survived = 0;
try {
  for (const mutant of chosen) {
    const undo = apply(copy, mutant);
    const failed = failuresOf(copy, mutant.test);
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
