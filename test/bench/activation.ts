/** What VS Code must load before the extension has come to rest, against all there is. */
import { bundleExtension } from '../../esbuild.config.mjs';

export interface ActivationBench {
  /** Minified. */
  readonly activationBytes: number;
  readonly allBytes: number;
  readonly ratio: number;
}

export async function benchActivation(): Promise<ActivationBench> {
  const { metafile } = await bundleExtension({ production: true, outdir: 'out' });
  const loaded = new Set<string>();
  const load = (name: string): void => {
    const output = metafile.outputs[name];
    if (output === undefined || loaded.has(name)) return;
    loaded.add(name);
    for (const { path: imported, kind } of output.imports) if (kind === 'import-statement') load(imported);
  };
  load('out/extension.cjs');
  const bytesOf = (names: Iterable<string>): number =>
    [...names].reduce((sum, name) => sum + (metafile.outputs[name]?.bytes ?? 0), 0);
  const activationBytes = bytesOf(loaded);
  const allBytes = bytesOf(Object.keys(metafile.outputs));
  return { activationBytes, allBytes, ratio: activationBytes / allBytes };
}
