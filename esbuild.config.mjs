/**
 * Builds `dist/`: `node esbuild.config.mjs [--production] [--sizes] [--watch]`. One pass makes the extension of
 * few files:
 *
 * - `extension.cjs` and one chunk hold `src/extension.ts` and all that it imports: what activation loads.
 * - `await import('./part.ts')` loads a part on first use. All parts are one file, the engine's, but the heavy ones
 *   listed below, which have a file each. What several heavy parts share is a chunk.
 * - The engine comes after activation, and a heavy part after the engine: it takes what it needs from them. So nothing
 *   is there twice, and a class has one identity.
 * - `new Worker(new URL('./x.worker.ts', import.meta.url))` starts `dist/x.worker.cjs`, a bundle of its own.
 * - `readFile(new URL('./x.bin', import.meta.url))` reads `dist/x.bin`, a copy.
 *
 * Another pass makes `dist/dashboard.js` of `src/dashboard/page/main.ts`, for the webview. A development build carries
 * source maps, so breakpoints in the sources are hit. The conventions also hold unbundled, under Node 24 and vitest.
 */
import { watch } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import * as esbuild from 'esbuild';

const root = path.dirname(fileURLToPath(import.meta.url));
const dist = path.join(root, 'dist');
const extensionEntry = 'src/extension.ts';
const dashboardEntry = 'src/dashboard/page/main.ts';
const heavyParts = [
  'src/core/providers/openaiProvider.ts',
  'src/practice/practiceServer.ts',
  'src/surfaces/commands/requestCommands.ts',
  'src/surfaces/dashboardPanel/dashboardSource.ts',
];

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

/** @param {Required<BuildOptions>} options */
async function buildExtension({ production, outdir }) {
  const { outputFiles, filesInUrls } = await bundleExtension({ production, outdir });
  await Promise.all([
    ...outputFiles.map(async ({ path: file, text }) =>
      writeFile(file, await convertToCommonJs(path.basename(file), text, production)),
    ),
    ...filesInUrls.map(async (file) =>
      file.endsWith('.worker.ts')
        ? esbuild.build({ ...bundleOptions({ production, outdir }), entryPoints: [file], format: 'cjs' })
        : copyFile(file, path.join(outdir, path.basename(file))),
    ),
  ]);
}

/**
 * esbuild shares code between files only for ES modules, and the editor loads CommonJS: these are ES modules yet.
 * @param {Required<BuildOptions>} options
 */
export async function bundleExtension({ production, outdir }) {
  /** @type {Set<string>} */
  const filesInUrls = new Set();
  const { outputFiles, metafile } = await esbuild.build({
    ...bundleOptions({ production, outdir }),
    entryPoints: [extensionEntry],
    chunkNames: '[name]-[hash]',
    splitting: true,
    format: 'esm',
    plugins: [lazyParts(await findLazyParts()), urlsOfFiles(filesInUrls)],
    write: false,
    metafile: true,
  });
  return { outputFiles, metafile, filesInUrls: [...filesInUrls] };
}

/** @param {Required<BuildOptions>} options @returns {esbuild.BuildOptions} */
function bundleOptions({ production, outdir }) {
  return {
    absWorkingDir: root,
    outdir,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node22',
    external: ['vscode', 'node:*'],
    // An ES module build of a package shakes better than the CommonJS one that `platform: node` would take first.
    mainFields: ['module', 'main'],
    minify: production,
    legalComments: 'none',
    sourcemap: production ? false : 'inline',
    logLevel: 'warning',
  };
}

/**
 * `import()` becomes a `require` at the time of the call.
 * @param {string} name @param {string} text @param {boolean} production
 */
async function convertToCommonJs(name, text, production) {
  const { code } = await esbuild.transform(text, {
    format: 'cjs',
    platform: 'node',
    target: 'node22',
    minify: production,
    legalComments: 'none',
    supported: { 'dynamic-import': false },
    sourcemap: production ? false : 'inline',
    sourcefile: name,
    define: { 'import.meta.url': 'importMetaUrl' },
    ...(text.includes('import.meta.url') && {
      banner: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;",
    }),
  });
  return code;
}

/** The files that `import()` names somewhere in `src/`. */
async function findLazyParts() {
  const names = await readdir(path.join(root, 'src'), { recursive: true });
  const found = await Promise.all(
    names
      .filter((name) => name.endsWith('.ts'))
      .map(async (name) => {
        const file = path.join(root, 'src', name);
        const imports = (await readFile(file, 'utf8')).matchAll(/import\(\s*'(\.[^']+\.ts)'/g);
        return [...imports].map(([, target = '']) => relativeToRoot(path.join(path.dirname(file), target)));
      }),
  );
  return [...new Set(found.flat())].toSorted();
}

/** @param {string} file */
function relativeToRoot(file) {
  return path.relative(root, file).replaceAll(path.sep, '/');
}

/**
 * Turns `import('./part.ts')` into the import of a module that exports a heavy part, or of one that exports all others.
 * esbuild makes a chunk for each set of files that share something. As the one imports the other, and that the
 * extension, all that these two need is in the same set: there are not as many chunks as there are sets of parts.
 * @param {string[]} parts @returns {esbuild.Plugin}
 */
function lazyParts(parts) {
  const engine = 'engine';
  const namespace = 'lazy-part';
  const exportsOf = (/** @type {string[]} */ files) => files.map((file) => `export * from './${file}';`);
  return {
    name: 'lazy-parts',
    setup(bundler) {
      bundler.onResolve({ filter: /^\.|^engine$/ }, ({ kind, path: target, resolveDir }) => {
        if (target === engine) {
          return { path: engine, namespace };
        }
        if (kind !== 'dynamic-import') {
          return undefined;
        }
        const file = relativeToRoot(path.join(resolveDir, target));
        return { path: heavyParts.includes(file) ? file : engine, namespace };
      });
      bundler.onLoad({ filter: /./, namespace }, ({ path: name }) => {
        const lines =
          name === engine
            ? [
                `import './${extensionEntry}';`,
                ...exportsOf(parts.filter((file) => !heavyParts.includes(file))),
              ]
            : [`import '${engine}';`, ...exportsOf([name])];
        return { contents: lines.join('\n'), resolveDir: root };
      });
    },
  };
}

/**
 * Tells which files URLs name, and lets the URLs name what becomes of them: `dist/` is flat.
 * @param {Set<string>} filesInUrls @returns {esbuild.Plugin}
 */
function urlsOfFiles(filesInUrls) {
  return {
    name: 'urls-of-files',
    setup(bundler) {
      bundler.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path: file }) => {
        const text = await readFile(file, 'utf8');
        const contents = text.replaceAll(/new URL\(\s*'(\.[^']+\.(?:worker\.ts|bin))'/g, (_, target) => {
          filesInUrls.add(path.join(path.dirname(file), target));
          return `new URL('./${path.basename(target).replace(/\.ts$/, '.cjs')}'`;
        });
        return { loader: 'ts', contents };
      });
    },
  };
}

/** @param {Required<BuildOptions>} options */
async function buildDashboard({ production, outdir }) {
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
