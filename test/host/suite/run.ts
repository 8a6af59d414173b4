/** Entry point that VS Code calls inside the extension host: runs mocha over the bundled test files beside it. */
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';
import { patience } from '../../patience.ts';
import type { TestResult } from '../testResult.ts';

/** Starts a line that the launcher prints; the rest of the console is the editor's own. */
const mark = '##test ';

export async function run(): Promise<void> {
  const resultsFile = process.env['SWITCHYARD_TEST_RESULTS'];
  if (resultsFile === undefined) {
    throw new Error('SWITCHYARD_TEST_RESULTS is not set: start the suite by test/host/launch.ts');
  }
  const grep = process.env['SWITCHYARD_TEST_GREP'];
  const mocha = new Mocha({
    ui: 'tdd',
    timeout: patience.test,
    reporter: Mocha.reporters.Base,
    ...(grep !== undefined && { grep: new RegExp(grep) }),
  });
  const here = path.dirname(__filename);
  const files = readdirSync(here).filter((file) => file.endsWith('.test.cjs'));
  for (const file of files.toSorted()) {
    mocha.addFile(path.join(here, file));
  }
  const results: TestResult[] = [];
  const record = (result: TestResult): void => {
    results.push(result);
    // After each test: should the host die, what ran is known.
    writeFileSync(resultsFile, JSON.stringify({ isComplete: false, results }));
    console.log(mark + lineOf(result));
  };
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on('pass', (test) =>
      record({ title: test.fullTitle(), outcome: 'passed', milliseconds: test.duration ?? 0 }),
    );
    runner.on('pending', (test) => record({ title: test.fullTitle(), outcome: 'skipped', milliseconds: 0 }));
    runner.on('fail', (test, error: Error) =>
      record({
        title: test.fullTitle(),
        outcome: 'failed',
        milliseconds: test.duration ?? 0,
        message: error.stack ?? error.message,
      }),
    );
  });
  writeFileSync(resultsFile, JSON.stringify({ isComplete: true, results }));
  if (failures > 0) {
    throw new Error(`${failures} failed`);
  }
}

function lineOf({ title, outcome, milliseconds, message }: TestResult): string {
  const sign = { passed: '✓', failed: '✗', skipped: '-' }[outcome];
  const line = `${sign} ${title} (${milliseconds} ms)`;
  return message === undefined ? line : `${line}\n${message.replaceAll(/^/gm, '    ')}`;
}
