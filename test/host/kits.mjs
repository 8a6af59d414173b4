/** What each kit is made of: the npm package whose lock lies in `kits/`, and what npm leaves to do. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));

/** Where the server lies in the kit that brings it. */
export const vscodeFolder = 'node_modules/code-server/lib/vscode';

/** @typedef {'node24' | 'vscode' | 'vscode-oldest' | 'chromium'} Kit */

/** @type {Record<Kit, { what: string, finish?: (folder: string) => Promise<void> }>} */
export const kits = {
  node24: { what: 'Node 24' },
  vscode: { what: 'VS Code', finish: finishVscode },
  'vscode-oldest': { what: 'the oldest supported VS Code', finish: finishVscode },
  chromium: { what: 'headless Chromium', finish: finishChromium },
};

/** Files that decide what a kit is: when one changes, it is installed anew. @param {Kit} kit */
export function kitSources(kit) {
  return [
    ...['package.json', 'package-lock.json'].map((name) => path.join(here, 'kits', kit, name)),
    ...(kits[kit].finish === finishVscode ? Object.keys(addons).map(addonSource) : []),
    fileURLToPath(import.meta.url),
  ];
}

/**
 * Dependencies of VS Code's server that an editor on this machine never loads: Copilot's own agent host,
 * sandboxes, remote connections, addons for Windows. They are 240 MB of 404 MB, and some do not install without a compiler.
 */
const unusedByServer = [
  '@devcontainers/cli',
  '@github/copilot-sdk',
  '@microsoft/mxc-sdk',
  '@vscode/copilot-api',
  '@vscode/sandbox-runtime',
  '@vscode/sqlite3',
  '@vscode/windows-process-tree',
  '@vscode/windows-registry',
  'detect-libc',
  'kerberos',
  'node-addon-api',
  'ssh2',
  'tar',
  'zod',
];

/**
 * Dependencies of older servers that come from elsewhere than npm, by a download or from git: the same from npm.
 * @type {Record<string, Record<string, string>>}
 */
const fromNpmInstead = {
  '@vscode/watcher': { '@vscode/watcher': 'npm:@parcel/watcher@2.5.6' },
  '@vscode/ripgrep': { '@vscode/ripgrep-universal': '1.18.0' },
};

/** Stand-ins for addons of VS Code that npm brings as source only, and where one version or another keeps them. */
const addons = {
  spdlog: ['@vscode/spdlog'],
  'native-watchdog': ['@vscode/native-watchdog', 'native-watchdog'],
};

/**
 * VS Code's own dependencies, which code-server leaves to an install script of its own (it wants Node 24 and a compiler).
 * `npm install`, not `npm ci`: the server's shrinkwrap pins every version, but is not complete enough for `ci`.
 * @param {string} folder
 */
async function finishVscode(folder) {
  const server = path.join(folder, vscodeFolder);
  await editJson(path.join(server, 'package.json'), (manifest) => {
    for (const name of unusedByServer) {
      delete manifest.dependencies[name];
    }
    for (const [name, replacement] of Object.entries(fromNpmInstead)) {
      if (name in manifest.dependencies) {
        Object.assign(manifest.dependencies, replacement);
      }
    }
    const { overrides = {} } = manifest;
    for (const name of Object.keys(overrides)) {
      if (unusedByServer.some((unused) => name === unused || name.startsWith(`${unused}@`))) {
        delete overrides[name];
      }
    }
  });
  await editJson(path.join(server, 'npm-shrinkwrap.json'), ({ packages }) => {
    for (const [name, { resolved }] of Object.entries(packages)) {
      if (resolved?.startsWith('git')) {
        delete packages[name];
      }
    }
  });
  await Promise.all([
    npm(server, ['install', '--omit=dev']),
    // The TypeScript that the built-in language features and formatters run.
    npm(path.join(server, 'extensions'), ['install', '--omit=dev']),
    // Built-in Copilot cannot sign in here and would only take part in choosing models.
    rm(path.join(server, 'extensions/copilot'), { recursive: true, force: true }),
  ]);
  const modules = path.join(server, 'node_modules');
  for (const [addon, names] of Object.entries(addons)) {
    for (const name of names.filter((candidate) => existsSync(path.join(modules, candidate)))) {
      await cp(addonSource(addon), path.join(modules, name, 'index.js'));
    }
  }
  if (existsSync(path.join(modules, '@vscode/ripgrep'))) {
    await mkdir(path.join(modules, '@vscode/ripgrep/bin'), { recursive: true });
    const binary = '../../ripgrep-universal/bin/linux-x64/rg';
    await linkOver(binary, path.join(modules, '@vscode/ripgrep/bin/rg'));
  }
  // What the terminal's own `code` command is called by.
  await linkOver('code-linux.sh', path.join(server, 'bin/remote-cli/code-server'));
  await linkOver('browser-linux.sh', path.join(server, 'bin/helpers/browser.sh'));
}

/**
 * @typedef {{
 *   dependencies: Record<string, string>, overrides?: Record<string, unknown>,
 *   packages: Record<string, { resolved?: string }>
 * }} NpmFile the parts that matter here of a manifest or a shrinkwrap
 * @param {string} file @param {(content: NpmFile) => void} edit
 */
async function editJson(file, edit) {
  const content = JSON.parse(await readFile(file, 'utf8'));
  edit(content);
  await writeFile(file, JSON.stringify(content, null, 2));
}

/** @param {string} addon */
function addonSource(addon) {
  return path.join(here, 'kits/addons', `${addon}.cjs`);
}

/** @param {string} to @param {string} at */
async function linkOver(to, at) {
  await rm(at, { force: true });
  await symlink(to, at);
}

/**
 * Unpacks the browser beside its libraries and fonts, which package it for machines that have none. The package
 * itself would unpack into the shared temporary folder, at each start.
 * @param {string} folder
 */
async function finishChromium(folder) {
  const unpacked = path.join(folder, 'browser');
  await mkdir(unpacked);
  const script = "(await import('@sparticuz/chromium')).default.executablePath()";
  // The package unpacks its libraries only where it believes itself on AWS.
  const env = { ...process.env, TMPDIR: unpacked, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' };
  await run(process.execPath, ['--input-type=module', '--eval', script], { cwd: folder, env });
  await rm(path.join(folder, 'node_modules'), { recursive: true });
}

/**
 * Runs npm in a folder, with install scripts off: they fetch and compile what is not needed here.
 * @param {string} cwd @param {string[]} args
 */
export async function npm(cwd, args) {
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--engine-strict=false'];
  // Settings that an outer `npm run` hands down describe the outer project; the user's own npmrc is still read.
  const inherited =
    /^npm_(package|lifecycle|config_(local_prefix|prefix|global_prefix|nodedir|omit|include|workspaces?|dry_run|package_lock))/i;
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !inherited.test(name) && name !== 'NODE_OPTIONS'),
  );
  const cli = process.env['npm_execpath'];
  const [command, first] = cli?.endsWith('.js') ? [process.execPath, [cli]] : ['npm', []];
  await run(command, [...first, ...args, ...flags], { cwd, env });
}

/**
 * Runs a command to its end, quietly unless it fails.
 * @param {string} command @param {string[]} args @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 */
async function run(command, args, options) {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) {
    throw new Error(
      `${path.basename(command)} ${args.join(' ')} ended with ${code} in ${options.cwd}:\n${output}`,
    );
  }
}
