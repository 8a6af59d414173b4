/**
 * Runs the in-host tests: `npm run test:host -- [options]`. A real VS Code loads the built extension as the one
 * under development, a headless browser shows it, and mocha runs inside its extension host.
 */
import { cp, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { BrowserContext, Page } from 'playwright-core';
import { closeStage, type Counts, type Failure } from '../counts.ts';
import { patience } from '../patience.ts';
import { bundleSuite, suiteGroups, type SuiteGroup } from './bundleSuite.ts';
import { openBrowser } from './chromium.ts';
import { install } from './install.mjs';
import { layOutExtension } from './installExtension.ts';
import { openLifetime } from './lifetime.ts';
import { serveScreen } from './screenServer.ts';
import { pageAddress, startServer, type EditorKit, type EditorServer } from './server.ts';
import { watchStatusBar } from './statusBarWatch.ts';
import { countOutcomes } from './testResult.ts';
import { noonTimeZone } from './timeZone.ts';

const usage = `npm run test:host -- [options]
  --oldest        on the oldest VS Code that the extension supports
  --suite NAME    only test files whose name contains NAME
  --grep PATTERN  only tests whose title matches
  --group NAME    only trusted or restricted
  --timeout SEC   for a whole group (${patience.group / 1000})
  --no-build      test dist/ as it is
  --verbose       everything that the editor prints
  --keep          leave the run's folder`;

const { values: options } = parseArgs({
  allowNegative: true,
  options: {
    oldest: { type: 'boolean', default: false },
    suite: { type: 'string', default: '' },
    grep: { type: 'string' },
    group: { type: 'string' },
    timeout: { type: 'string', default: String(patience.group / 1000) },
    build: { type: 'boolean', default: true },
    verbose: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const root = path.resolve(import.meta.dirname, '../..');
const kit: EditorKit = options.oldest ? 'vscode-oldest' : 'vscode';
const lifetime = openLifetime();

if (options.help) {
  console.log(usage);
} else {
  await main();
}

async function main(): Promise<void> {
  await install(['node24', kit, 'chromium']);
  let counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  const failures: Failure[] = [];
  for (const group of suiteGroups) {
    if (options.group !== undefined && options.group !== group) {
      continue;
    }
    try {
      const ended = await runGroup(group);
      counts = add(counts, ended.counts);
      failures.push(...ended.failures);
    } catch (error) {
      console.error(error);
      failures.push({ title: `the ${group} group`, message: String(error) });
      counts = add(counts, { passed: 0, failed: 1, skipped: 0 });
    } finally {
      await lifetime.end();
    }
  }
  closeStage(counts, failures);
}

async function runGroup(group: SuiteGroup): Promise<ReturnType<typeof countOutcomes>> {
  const suite = await bundleSuite(group, options.suite);
  if (suite === undefined) {
    return { counts: { passed: 0, failed: 0, skipped: 0 }, failures: [] };
  }
  lifetime.atEnd(suite.remove);
  const runFolder = await lifetime.runFolder({ isKept: options.keep });
  const folder = path.join(runFolder, 'corner-shop');
  await cp(path.join(import.meta.dirname, 'workspace'), folder, { recursive: true });
  const extension = path.join(runFolder, 'extension');
  await layOutExtension(extension, { build: options.build ? 'development' : 'none' });
  const resultsFile = path.join(runFolder, 'results.json');

  const timeZone = noonTimeZone();
  const browser = await openBrowser({ profileFolder: path.join(runFolder, 'browser'), timeZone });
  lifetime.atEnd(() => browser.close());
  const page = browser.pages()[0] ?? (await browser.newPage());
  const screen = await serveScreen(page, {
    pictures: path.join(root, 'test-results/host'),
    openWindow: (other) =>
      openWindow(
        browser,
        pageAddress(server.authority, { folder: other ?? folder, developmentExtension: extension }),
      ),
  });
  lifetime.atEnd(screen.close);
  const server = await startServer({
    kit,
    runFolder,
    dataFolder: path.join(runFolder, 'data'),
    settings: { 'workbench.reduceMotion': 'on' },
    asksForTrust: group === 'restricted',
    testDriver: true,
    isVerbose: options.verbose,
    env: {
      TZ: timeZone,
      SWITCHYARD_TEST_RESULTS: resultsFile,
      SWITCHYARD_TEST_SCREEN: screen.address,
      ...(options.grep !== undefined && { SWITCHYARD_TEST_GREP: options.grep }),
    },
  });
  lifetime.atEnd(server.stop);
  const ended = await untilTestsEnd(page, server, {
    address: pageAddress(server.authority, { folder, developmentExtension: extension, tests: suite.entry }),
    milliseconds: Number(options.timeout) * 1000,
  });
  if (ended !== 'finished') {
    console.error(`the tests did not run to their end: ${ended}`);
  }
  return countOutcomes(await readFile(resultsFile, 'utf8').catch(() => undefined));
}

/** Why the run ended: `finished` when VS Code said so, else what went wrong. */
async function untilTestsEnd(
  page: Page,
  server: EditorServer,
  { address, milliseconds }: { address: string; milliseconds: number },
): Promise<string> {
  const end = Promise.withResolvers<string>();
  const timer = setTimeout(() => end.resolve(`no end within ${options.timeout} s`), milliseconds);
  // VS Code calls these two: for each line of the tests' console, and when the tests have ended.
  await page.exposeFunction('codeAutomationLog', (type: string, parts: readonly unknown[]) => {
    const line = parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join(' ');
    if (line.startsWith('##test ')) {
      console.log(line.slice('##test '.length));
    } else if (options.verbose) {
      console.error(`[${type}] ${line.slice(0, 1000)}`);
    }
  });
  await page.exposeFunction('codeAutomationExit', () => end.resolve('finished'));
  page.on('crash', () => end.resolve('the page crashed'));
  await watchStatusBar(page);
  void server.ended.then(() => end.resolve(`VS Code's server ended:\n${server.log()}`));
  await page.goto(address);
  const reason = await end.promise;
  clearTimeout(timer);
  return reason;
}

async function openWindow(browser: BrowserContext, address: string): Promise<Page> {
  const page = await browser.newPage();
  await page.exposeFunction('codeAutomationLog', () => undefined);
  await page.exposeFunction('codeAutomationExit', () => undefined);
  await watchStatusBar(page);
  await page.goto(address);
  await page.locator('.monaco-workbench .statusbar').waitFor({ timeout: patience.start });
  return page;
}

function add(left: Counts, right: Counts): Counts {
  return {
    passed: left.passed + right.passed,
    failed: left.failed + right.failed,
    skipped: left.skipped + right.skipped,
  };
}
