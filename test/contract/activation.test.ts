import { beforeAll, expect, it } from 'vitest';
import { bundleExtension } from '../../esbuild.config.mjs';

/** Every source file that `require('dist/extension.cjs')` runs, before any lazy part. */
async function loadedAtActivation(): Promise<readonly string[]> {
  const { metafile } = await bundleExtension({ production: false, outdir: 'out' });
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
  visit('out/extension.cjs');
  return [...files].toSorted();
}

let loaded: readonly string[] = [];
beforeAll(async () => {
  loaded = await loadedAtActivation();
});

it('activation loads these files and no others', async () => {
  await expect(loaded.join('\n')).toMatchFileSnapshot('activation.files.txt');
});

it('activation loads no package, no classifier, no ledger, no price and no setting schema', () => {
  const heavy = /^node_modules\/|^src\/(?:storage|practice)\/|classify\/|priceBook|schema|providers\//;
  expect(loaded.filter((file) => heavy.test(file))).toEqual([]);
});
