/** `npm run test:electron`: the same in-host tests in the desktop VS Code, where one can be downloaded. */
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from '../../esbuild.config.mjs';
import manifest from '../../package.json' with { type: 'json' };
import { closeStage } from '../counts.ts';
import { bundleSuite } from './bundleSuite.ts';
import { ownEnvironment } from './server.ts';
import { countOutcomes } from './testResult.ts';

const root = path.resolve(import.meta.dirname, '../..');
const version = process.argv.includes('--oldest') ? manifest.engines.vscode.replace('^', '') : 'stable';
const folder = await mkdtemp(path.join(tmpdir(), 'switchyard-'));
const resultsFile = path.join(folder, 'results.json');
const workspace = path.join(folder, 'corner-shop');
await build({ production: false });
await cp(path.join(import.meta.dirname, 'workspace'), workspace, { recursive: true });
const suite = await bundleSuite('trusted');
if (suite === undefined) {
  throw new Error('there are no in-host tests');
}
try {
  await runTests({
    version,
    extensionDevelopmentPath: root,
    extensionTestsPath: suite.entry,
    extensionTestsEnv: { ...ownEnvironment(), SWITCHYARD_TEST_RESULTS: resultsFile },
    launchArgs: [
      workspace,
      '--disable-workspace-trust',
      '--disable-extensions',
      `--user-data-dir=${path.join(folder, 'user-data')}`,
    ],
  });
} catch (error) {
  // Failed tests reject as well; what counts is the file they leave.
  console.error(error instanceof Error ? error.message : error);
} finally {
  const text = await readFile(resultsFile, 'utf8').catch(() => undefined);
  console.log('Tests that look at the screen are skipped: the desktop window has no page to drive.');
  const { counts, failures } = countOutcomes(text);
  closeStage(counts, failures);
  await suite.remove();
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
