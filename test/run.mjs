/**
 * `npm test`: every stage, even after one has failed; at the end what failed is told again, and the last line counts
 * all tests. Runs on Node 20.19 and later and brings the rest. `node test/run.mjs [stage …]` runs some.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { install } from './host/install.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--passWithNoTests'];
// Browsers side by side would make each other slow.
const oneAtATime = [...vitest, '--no-file-parallelism'];
const bringsVscode = process.platform === 'linux' && process.arch === 'x64';

/** `isPart`: of another stage, so run only when it is asked for. @typedef {{ what: string, script: string[], isPart?: true }} Stage */

/** @type {Record<string, Stage>} */
const stages = {
  check: { what: 'format, lint, types, generated files', script: ['test/check.ts'] },
  quick: { what: 'quick unit tests', script: [...vitest, '--project=unit'], isPart: true },
  unit: {
    what: 'unit, slow and contract tests',
    script: [...vitest, '--project=unit', '--project=slow', '--project=contract'],
  },
  host: {
    what: 'tests inside a real VS Code',
    script: [bringsVscode ? 'test/host/launch.ts' : 'test/host/electron.ts'],
  },
  vsix: { what: 'the packaged extension, installed', script: [...oneAtATime, '--project=vsix'] },
  browser: { what: 'the dashboard in a browser', script: [...oneAtATime, '--project=browser'] },
};

const screens = ['host', 'vsix', 'browser'];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => stages[name] === undefined);
if (unknown.length > 0) {
  console.error(`unknown stage ${unknown.join(', ')}; there are ${Object.keys(stages).join(', ')}`);
  process.exit(2);
}
const chosen = wanted.length > 0 ? wanted : Object.keys(stages).filter((name) => !stages[name]?.isPart);
if (bringsVscode) {
  const hasScreen = chosen.some((name) => screens.includes(name));
  await install(hasScreen ? ['node24', 'vscode', 'chromium'] : ['node24']);
}

const total = { passed: 0, failed: 0, skipped: 0 };
/** @type {{ title: string, message: string }[]} */
const failures = [];
let isInterrupted = false;
for (const [name, { what, script }] of Object.entries(stages)) {
  if (isInterrupted || !chosen.includes(name)) {
    continue;
  }
  console.log(`\n== ${name}: ${what}`);
  const started = performance.now();
  const counts = await runStage(script);
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(`== ${name}: ${closingLine(counts)} in ${seconds} s`);
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
  failures.push(...counts.failures.map((failure) => ({ ...failure, title: `${name}: ${failure.title}` })));
}
if (isInterrupted) {
  console.error('interrupted');
  total.failed += 1;
} else if (total.passed + total.failed === 0) {
  console.error('no test ran');
  total.failed = 1;
}
for (const { title, message } of failures) {
  console.log(`\n✗ ${title}\n  ${firstLines(message)}`);
}
console.log(`\n${closingLine(total)}`);
process.exitCode = total.failed === 0 ? 0 : 1;

/** A stage that fails without a count is one failure. @param {string[]} script */
async function runStage(script) {
  const folder = mkdtempSync(path.join(tmpdir(), 'switchyard-counts-'));
  const file = path.join(folder, 'counts.json');
  const child = spawn(process.execPath, ['test/host/node24.mjs', ...script], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, SWITCHYARD_TEST_COUNTS: file },
  });
  const stop = () => {
    isInterrupted = true;
    child.kill('SIGTERM');
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const code = await new Promise((resolve) => {
    child.on('error', () => resolve(1));
    child.on('close', resolve);
  });
  process.off('SIGINT', stop).off('SIGTERM', stop);
  const counts = readCounts(file) ?? { passed: 0, failed: 0, skipped: 0, failures: [] };
  rmSync(folder, { recursive: true, force: true });
  if (code !== 0 && counts.failed === 0) {
    counts.failed = 1;
    counts.failures.push({ title: script[0] ?? '', message: `ended with code ${code}` });
  }
  return counts;
}

/** @typedef {{ passed: number, failed: number, skipped: number, failures: { title: string, message: string }[] }} Counts */

/** @param {string} file @returns {Counts | undefined} */
function readCounts(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** A failure's own lines stand above, where it happened. @param {string} message */
function firstLines(message) {
  return message.split('\n').slice(0, 12).join('\n  ');
}

/** @param {{ passed: number, failed: number, skipped: number }} counts */
function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
