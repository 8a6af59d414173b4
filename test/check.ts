/** `npm run check`: format, lint, types and generated files, side by side, in seconds. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { closeStage } from './counts.ts';

interface Check {
  readonly name: string;
  readonly arguments: readonly string[];
  readonly mend: string;
}

const root = path.resolve(import.meta.dirname, '..');
const bin = (name: string): string => path.join(root, 'node_modules/.bin', name);
const generator = path.join(root, 'test/contract/generate.ts');

const checks: readonly Check[] = [
  { name: 'format', arguments: [bin('oxfmt'), '--check', '.'], mend: 'npx oxfmt' },
  { name: 'lint', arguments: [bin('oxlint'), '--type-aware', '--deny-warnings'], mend: 'see above' },
  { name: 'types', arguments: [bin('tsc'), '--project', '.'], mend: 'see above' },
  ...(existsSync(generator)
    ? [
        {
          name: 'generated files',
          arguments: [process.execPath, generator, '--check'],
          mend: 'npm run generate',
        },
      ]
    : []),
];

const outcomes = await Promise.all(
  checks.map(async (check) => {
    const { code, output, seconds } = await run(check.arguments);
    const hasPassed = code === 0;
    console.log(`${hasPassed ? '✓' : '✗'} ${check.name} (${seconds.toFixed(1)} s)`);
    if (!hasPassed) {
      console.log(`${output.trimEnd()}\n  mend: ${check.mend}`);
    }
    return { title: check.name, message: output.trimEnd(), hasPassed };
  }),
);
const failures = outcomes.filter(({ hasPassed }) => !hasPassed);
closeStage({ passed: outcomes.length - failures.length, failed: failures.length, skipped: 0 }, failures);

async function run([command = '', ...rest]: readonly string[]) {
  const started = performance.now();
  const child = spawn(command, rest, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => {
    child.on('error', (error) => {
      output += error.message;
      resolve(1);
    });
    child.on('close', resolve);
  });
  return { code, output, seconds: (performance.now() - started) / 1000 };
}
