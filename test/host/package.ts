/** `npm run package`: builds for production and makes the VSIX; prints its files and size. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createVSIX, listFiles, PackageManager } from '@vscode/vsce';
import { build } from '../../esbuild.config.mjs';
import manifest from '../../package.json' with { type: 'json' };

const root = path.resolve(import.meta.dirname, '../..');

/** A second lock on the door: `.vscodeignore` names what may go in, and this what we know to be there. */
const expectedFiles = [
  /^package(\.nls)?\.json$/,
  /^(README|CHANGELOG)\.md$/,
  /^LICENSE$/,
  /^dist\/[\w.-]+\.cjs$/,
  /^dist\/dashboard\.js$/,
  /^media\/icon\.png$/,
  /^media\/[\w-]+\.(css|svg)$/,
  /^media\/(walkthrough|readme)\/[\w-]+\.(md|png|svg)$/,
];

export interface ExtensionPackage {
  readonly file: string;
  readonly files: readonly string[];
  readonly bytes: number;
}

/** @throws Error that names files which do not belong in the package, or are missing. */
export async function packageExtension(): Promise<ExtensionPackage> {
  await build({ production: true });
  const files = await listFiles({ cwd: root, packageManager: PackageManager.None });
  const unexpected = files.filter((file) => !expectedFiles.some((expected) => expected.test(file)));
  if (unexpected.length > 0) {
    throw new Error(`these files do not belong in the package: ${unexpected.join(', ')}`);
  }
  const missing = [path.posix.normalize(manifest.main), manifest.icon].filter(
    (file) => !files.includes(file),
  );
  if (missing.length > 0) {
    throw new Error(`the package lacks ${missing.join(', ')}`);
  }
  const file = path.join(root, `${manifest.name}-${manifest.version}.vsix`);
  await createVSIX({
    cwd: root,
    packagePath: file,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
  return { file, files: files.toSorted(), bytes: (await stat(file)).size };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { file, files, bytes } = await packageExtension();
  for (const name of files) {
    const { size } = await stat(path.join(root, name));
    console.log(`${`${(size / 1024).toFixed(1)} KiB`.padStart(12)}  ${name}`);
  }
  console.log(`${path.basename(file)}: ${files.length} files, ${(bytes / 1024).toFixed(0)} KiB`);
}
