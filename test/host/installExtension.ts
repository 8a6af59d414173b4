/** The extension in the hands of a VS Code: laid out for development, placed among the installed, or by its VSIX. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { build } from '../../esbuild.config.mjs';
import manifest from '../../package.json' with { type: 'json' };
import { extensionsFolder, nodeOf, ownEnvironment, serverMain, type EditorKit } from './server.ts';

const root = path.resolve(import.meta.dirname, '../..');
const resources = ['package.json', 'package.nls.json', 'README.md', 'CHANGELOG.md', 'LICENSE', 'media'];

export interface LayOutOptions {
  /** `none` takes `dist/` as it is. */
  readonly build: 'development' | 'production' | 'none';
}

/** A folder of its own with what the extension needs to run: later builds do not reach it. */
export async function layOutExtension(target: string, { build: mode }: LayOutOptions): Promise<void> {
  await mkdir(target, { recursive: true });
  for (const name of resources.filter((entry) => existsSync(path.join(root, entry)))) {
    await cp(path.join(root, name), path.join(target, name), { recursive: true });
  }
  const outdir = path.join(target, 'dist');
  if (mode === 'none') {
    await cp(path.join(root, 'dist'), outdir, { recursive: true });
  } else {
    await build({ production: mode === 'production', outdir });
  }
}

/**
 * Lays the extension among the installed ones, in no time. VS Code registers what it finds there when its own list
 * is absent.
 */
export async function placeExtension(dataFolder: string, options: LayOutOptions): Promise<void> {
  const extensions = extensionsFolder(dataFolder);
  await rm(extensions, { recursive: true, force: true });
  const { publisher, name, version } = manifest;
  await layOutExtension(path.join(extensions, `${publisher}.${name}-${version}`), options);
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
