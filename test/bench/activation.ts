/** What VS Code must load before the extension has come to rest, against all there is. */
import path from 'node:path';
import * as esbuild from 'esbuild';

export interface ActivationBench {
  /** Minified. */
  readonly activationBytes: number;
  readonly allBytes: number;
  readonly ratio: number;
}

const root = path.resolve(import.meta.dirname, '../..');
const entry = 'extension.js';

export async function benchActivation(): Promise<ActivationBench> {
  const { metafile } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: { extension: 'src/extension.ts' },
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    outdir: 'out',
    external: ['vscode', 'node:*'],
    metafile: true,
    write: false,
  });
  const loaded = new Set<string>();
  const load = (name: string): void => {
    const output = metafile.outputs[name];
    if (output === undefined || loaded.has(name)) return;
    loaded.add(name);
    for (const { path: imported, kind } of output.imports) if (kind === 'import-statement') load(imported);
  };
  load(`out/${entry}`);
  const bytesOf = (names: Iterable<string>): number =>
    [...names].reduce((sum, name) => sum + (metafile.outputs[name]?.bytes ?? 0), 0);
  const activationBytes = bytesOf(loaded);
  const allBytes = bytesOf(Object.keys(metafile.outputs));
  return { activationBytes, allBytes, ratio: activationBytes / allBytes };
}
