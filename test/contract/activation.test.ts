import path from 'node:path';
import * as esbuild from 'esbuild';
import { expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

/** Every source file that `require('dist/extension.cjs')` runs, before any lazy part. */
async function loadedAtActivation(): Promise<readonly string[]> {
  const { metafile } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['src/extension.ts'],
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    outdir: 'out',
    external: ['vscode', 'node:*'],
    metafile: true,
    write: false,
  });
  const files = new Set<string>();
  const seen = new Set<string>();
  const visit = (name: string): void => {
    const output = metafile.outputs[name];
    if (output === undefined || seen.has(name)) return;
    seen.add(name);
    for (const [file, { bytesInOutput }] of Object.entries(output.inputs)) {
      if (bytesInOutput > 0) files.add(file);
    }
    for (const { path: imported, kind } of output.imports) {
      if (kind === 'import-statement') visit(imported);
    }
  };
  visit('out/extension.js');
  return [...files].toSorted();
}

it('activation loads these files and no others', async () => {
  await expect((await loadedAtActivation()).join('\n')).toMatchFileSnapshot('activation.files.txt');
});

it('activation loads no package, no classifier, no ledger, no price and no setting schema', async () => {
  const heavy = /^node_modules\/|^src\/(?:storage|practice)\/|classify\/|priceBook|schema|providers\//;
  expect((await loadedAtActivation()).filter((file) => heavy.test(file))).toEqual([]);
});
