/** Two ways to have the extension installed as a person has it, with no development flag. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import manifest from '../../package.json' with { type: 'json' };
import { extensionsFolder, nodeOf, ownEnvironment, serverMain, type EditorKit } from './server.ts';

const root = path.resolve(import.meta.dirname, '../..');
const packaged = [
  'package.json',
  'package.nls.json',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'dist',
  'media',
];

/**
 * Lays the built extension into the folder of installed extensions, in no time. VS Code registers what it finds
 * there when its own list is absent.
 */
export async function placeExtension(dataFolder: string): Promise<void> {
  const extensions = extensionsFolder(dataFolder);
  await rm(extensions, { recursive: true, force: true });
  const target = path.join(extensions, `${manifest.publisher}.${manifest.name}-${manifest.version}`);
  await mkdir(target, { recursive: true });
  for (const name of packaged.filter((entry) => existsSync(path.join(root, entry)))) {
    await cp(path.join(root, name), path.join(target, name), { recursive: true });
  }
}

/** What "Install from VSIX…" does. @throws Error with VS Code's own words. */
export async function installVsix(kit: EditorKit, dataFolder: string, vsix: string): Promise<void> {
  const child = spawn(
    nodeOf(kit),
    [
      serverMain(kit),
      '--accept-server-license-terms',
      `--server-data-dir=${dataFolder}`,
      `--extensions-dir=${extensionsFolder(dataFolder)}`,
      `--install-extension=${path.resolve(vsix)}`,
      '--force',
    ],
    { env: ownEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const [output, errors, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => {
      child.once('close', resolve);
    }),
  ]);
  if (code !== 0) {
    throw new Error(`VS Code did not install ${vsix}: ${output}${errors}`);
  }
}
