/**
 * Builds `dist/`: the extension with its lazy parts and workers, and the dashboard. `node esbuild.config.mjs
 * [--production] [--sizes] [--watch]`. Conventions, all of which also run unbundled under Node 24 and vitest:
 *
 * - `await import('./part.ts')` in `src/` makes `dist/part.cjs`, required on first use. What parts share is a chunk.
 * - `*.worker.ts` makes `dist/*.worker.cjs`; start it by `new Worker(new URL('./x.worker.ts', import.meta.url))`.
 * - `src/dashboard/page/main.ts` makes `dist/dashboard.js` for the webview.
 */
import { existsSync, watch } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import * as esbuild from 'esbuild';

const root = path.dirname(fileURLToPath(import.meta.url));
const dist = path.join(root, 'dist');
const extensionEntry = 'src/extension.ts';
const dashboardEntry = 'src/dashboard/page/main.ts';

/**
 * `outdir` is `dist/` unless told; test runs take folders of their own.
 * @typedef {{ production: boolean, outdir?: string }} BuildOptions
 */

/** @param {BuildOptions} options */
export async function build({ production, outdir = dist }) {
  await rm(outdir, { recursive: true, force: true });
  await mkdir(outdir, { recursive: true });
  await Promise.all([buildExtension({ production, outdir }), buildDashboard({ production, outdir })]);
}

/**
 * esbuild shares code between entries only for ES modules, and the editor loads CommonJS. So: bundle as ES modules
 * with shared chunks, then turn each file into CommonJS, where `import()` becomes a `require` at the time of the call.
 * Sharing matters beyond size: a class has one identity, so `instanceof` holds across parts.
 * @param {Required<BuildOptions>} options
 */
async function buildExtension({ production, outdir }) {
  const workers = (await readdir(path.join(root, 'src'), { recursive: true }))
    .filter((file) => file.endsWith('.worker.ts'))
    .map((file) => `src/${file.replaceAll(path.sep, '/')}`);
  const sources = [extensionEntry, ...workers].filter((file) => existsSync(path.join(root, file)));
  const lazyParts = await findLazyParts(sources, { production, outdir });
  const bundle = await esbuild.build({
    ...bundleOptions({ production, outdir }),
    entryPoints: entryNames([...sources, ...lazyParts]),
  });
  for (const { path: file, text } of bundle.outputFiles) {
    const converted = await esbuild.transform(text, {
      format: 'cjs',
      platform: 'node',
      target: 'node22',
      minify: production,
      legalComments: 'none',
      supported: { 'dynamic-import': false },
      sourcemap: production ? false : 'inline',
      sourcefile: path.basename(file),
      define: { 'import.meta.url': 'importMetaUrl' },
      ...(text.includes('import.meta.url') && {
        banner: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;",
      }),
    });
    await writeFile(file, converted.code);
  }
}

/**
 * @param {Required<BuildOptions>} options
 * @returns {esbuild.BuildOptions & { write: false, metafile: true }}
 */
function bundleOptions({ production, outdir }) {
  return {
    absWorkingDir: root,
    outdir,
    outExtension: { '.js': '.cjs' },
    chunkNames: 'chunk-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    external: ['vscode', 'node:*'],
    // An ES module build of a package shakes better than the CommonJS one that `platform: node` would take first.
    mainFields: ['module', 'main'],
    minify: production,
    legalComments: 'none',
    sourcemap: production ? false : 'inline',
    plugins: [workerUrls],
    write: false,
    metafile: true,
    logLevel: 'warning',
  };
}

/**
 * The targets of `import('./…')`, directly or from one another.
 * @param {string[]} sources @param {Required<BuildOptions>} options
 */
async function findLazyParts(sources, options) {
  const { metafile } = await esbuild.build({ ...bundleOptions(options), entryPoints: sources });
  return Object.values(metafile.outputs)
    .map((output) => output.entryPoint)
    .filter((file) => file !== undefined)
    .filter((file) => file.startsWith('src/') && !sources.includes(file));
}

/** `dist` is flat, so a file's name must be its own. @param {string[]} files */
function entryNames(files) {
  /** @type {Record<string, string>} */
  const names = {};
  for (const file of files) {
    const name = path.basename(file, '.ts');
    if (names[name] !== undefined) {
      throw new Error(`${names[name]} and ${file} would both become dist/${name}.cjs: rename one`);
    }
    names[name] = file;
  }
  return names;
}

/** @type {esbuild.Plugin} */
const workerUrls = {
  name: 'worker-urls',
  setup(bundler) {
    bundler.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path: file }) => {
      const text = await readFile(file, 'utf8');
      return {
        loader: 'ts',
        contents: text.replaceAll(
          /new URL\(\s*'[./]+(?:[\w-]+\/)*([\w-]+\.worker)\.ts'/g,
          "new URL('./$1.cjs'",
        ),
      };
    });
  },
};

/** @param {Required<BuildOptions>} options */
async function buildDashboard({ production, outdir }) {
  if (!existsSync(path.join(root, dashboardEntry))) {
    return;
  }
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: { dashboard: dashboardEntry },
    outdir,
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    minify: production,
    legalComments: 'none',
    sourcemap: production ? false : 'inline',
    logLevel: 'warning',
  });
}

async function printSizes() {
  const files = (await readdir(dist)).toSorted();
  for (const name of files) {
    const bytes = await readFile(path.join(dist, name));
    const kib = (/** @type {number} */ size) => `${(size / 1024).toFixed(1)} KiB`.padStart(12);
    console.log(`${kib(bytes.length)} ${kib(gzipSync(bytes).length)} gzip  dist/${name}`);
  }
}

/**
 * Builds, and again after each change in `src/`, until it is ended. `.vscode/tasks.json` waits for the lines it prints.
 * @param {BuildOptions} options
 */
async function keepBuilding(options) {
  let hasChanged = false;
  let wake = () => {};
  watch(path.join(root, 'src'), { recursive: true }, () => {
    hasChanged = true;
    wake();
  });
  for (;;) {
    hasChanged = false;
    console.log('build started');
    const outcome = await build(options).then(
      () => 'finished',
      (error) => {
        console.error(error instanceof Error ? error.message : error);
        return 'failed';
      },
    );
    console.log(`build ${outcome}`);
    if (!hasChanged) {
      await new Promise((resolve) => (wake = () => resolve(undefined)));
    }
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const production = process.argv.includes('--production');
  if (process.argv.includes('--watch')) {
    await keepBuilding({ production });
  }
  await build({ production });
  if (process.argv.includes('--sizes')) {
    await printSizes();
  }
}
