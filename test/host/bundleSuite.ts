/** Bundles the in-host tests to CommonJS, which the extension host loads. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { hostDir } from './install.mjs';

const mochaAsCommonJs = createRequire(import.meta.url).resolve('mocha/lib/mocha.cjs');
const suiteFolder = path.join(import.meta.dirname, 'suite');

/**
 * `suite/*.test.ts` runs in a trusted workspace. `suite/restricted/*.test.ts` runs in one that is not, in a window
 * of its own.
 */
export const suiteGroups = ['trusted', 'restricted'] as const;
export type SuiteGroup = (typeof suiteGroups)[number];

export interface SuiteBundle {
  /** What `extensionTestsPath` names. */
  readonly entry: string;
  readonly remove: () => Promise<void>;
}

/** Undefined when the group has no test file whose name contains `only`. */
export async function bundleSuite(group: SuiteGroup, only = ''): Promise<SuiteBundle | undefined> {
  const folder = group === 'trusted' ? suiteFolder : path.join(suiteFolder, group);
  const tests = existsSync(folder)
    ? (await readdir(folder)).filter((file) => file.endsWith('.test.ts') && file.includes(only))
    : [];
  if (tests.length === 0) {
    return undefined;
  }
  // Inside the project, so that packages resolve.
  const output = path.join(hostDir, `suite-${group}-${process.pid}`);
  await mkdir(output, { recursive: true });
  await esbuild.build({
    entryPoints: [path.join(suiteFolder, 'run.ts'), ...tests.map((file) => path.join(folder, file))],
    outdir: output,
    entryNames: '[name]',
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    packages: 'external',
    // Mocha's main file is an ES module, whose default Node 22 and Node 24 hand to `require` in different ways.
    alias: { mocha: mochaAsCommonJs },
    external: ['vscode', mochaAsCommonJs],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return { entry: path.join(output, 'run.cjs'), remove: () => rm(output, { recursive: true, force: true }) };
}
