/** `npm run package`: builds for production and makes the VSIX; prints its files and size. */
import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createVSIX, listFiles, PackageManager } from '@vscode/vsce';
import { build } from '../../esbuild.config.mjs';
import manifest from '../../package.json' with { type: 'json' };

const root = path.resolve(import.meta.dirname, '../..');

/** A second lock on the door: `.vscodeignore` names what may go in, and this what we know to be there. */
const expectedFiles = [
  /^package(\.nls)?\.json$/,
  /^CHANGELOG\.md$/,
  /^LICENSE$/,
  /^dist\/[\w.-]+\.cjs$/,
  /^dist\/(README\.md|dashboard\.js|weights\.bin)$/,
  /^media\/icon\.png$/,
  /^media\/[\w-]+\.(css|svg)$/,
  /^media\/walkthrough\/[\w-]+\.(md|svg)$/,
];

export interface ExtensionPackage {
  readonly file: string;
  readonly files: readonly string[];
  readonly bytes: number;
}

/** What the package shows as its README; vsce lays it where the README belongs. */
const packagedReadme = 'dist/README.md';

/**
 * The README without what leads out of the package: its pictures (half a megabyte), and links to files of the
 * repository, of which only the words stay.
 */
export function readmeForPackage(readme: string): string {
  return readme
    .replaceAll(/^!\[[^\]]*\]\((?!https?:)[^)]*\)\n\n?/gm, '')
    .replaceAll(/\[([^\]]*)\]\((?!https?:|#)[^)]*\)/g, '$1');
}

/** @throws Error that names files which do not belong in the package, or are missing. */
export async function packageExtension(): Promise<ExtensionPackage> {
  await build({ production: true });
  await writeFile(
    path.join(root, packagedReadme),
    readmeForPackage(await readFile(path.join(root, 'README.md'), 'utf8')),
  );
  const options = { cwd: root, packageManager: PackageManager.None, readmePath: packagedReadme };
  const files = await listFiles(options);
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
    readmePath: packagedReadme,
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
