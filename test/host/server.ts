/** Starts VS Code's server from npm, as one process group that ends as a whole. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { patience } from '../patience.ts';
import { hasCode } from './errorCode.ts';
import { openFrontDoor } from './frontDoor.ts';
import { kitNode, serverFolder } from './install.mjs';

export type EditorKit = 'vscode' | 'vscode-oldest';

export interface ServerOptions {
  readonly kit: EditorKit;
  /** A temporary folder of this run: sockets and what VS Code writes for a while. */
  readonly runFolder: string;
  /** User data and installed extensions; kept or not as the caller likes. */
  readonly dataFolder: string;
  /** User settings of a new data folder, over those that keep the editor quiet and off the network. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Added to the extension host's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Workspace trust is asked for and withheld until given; otherwise every folder is trusted. */
  readonly asksForTrust?: boolean;
  /** Every log of the editor and its extensions at trace level. */
  readonly logsAll?: boolean;
  /**
   * Lets the page's address name an extension under development and its tests. The editor then skips toasts and
   * modal dialogs, so nothing that a person should see can be proved with it.
   */
  readonly testDriver?: boolean;
  readonly preferredPort?: number;
  readonly token?: string;
  /** The page that the bare address leads to. */
  readonly landing?: PageOptions;
  readonly isVerbose?: boolean;
}

export interface EditorServer {
  /** `127.0.0.1:PORT` */
  readonly authority: string;
  readonly pid: number;
  /** Resolves when the server ends, asked to or not. */
  readonly ended: Promise<void>;
  readonly log: () => string;
  readonly stop: () => Promise<void>;
}

const quietSettings = {
  'telemetry.telemetryLevel': 'off',
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  'workbench.tips.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  // The Chat view would take a third of the window to ask for a sign-in.
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'git.openRepositoryInParentFolders': 'never',
  'typescript.disableAutomaticTypeAcquisition': true,
  'json.schemaDownload.enable': false,
  // Each window would list all processes and their sockets, over and over, to find ports to forward.
  'remote.autoForwardPorts': false,
  'remote.autoForwardPortsSource': 'output',
};

/** Variables of an outer editor, proxy or test run would reach the extension under test. */
const foreignVariables =
  /^(VSCODE_|ELECTRON_|(https?|all|no)_proxy$|NODE_OPTIONS$|NODE_USE_ENV_PROXY$|npm_|SWITCHYARD_|OPENAI_)/i;

export function userDataFolder(dataFolder: string): string {
  return path.join(dataFolder, 'user-data');
}

export async function startServer(options: ServerOptions): Promise<EditorServer> {
  const userData = userDataFolder(options.dataFolder);
  const temporary = path.join(options.runFolder, 'tmp');
  const socketPath = path.join(options.runFolder, 'editor.sock');
  await mkdir(path.join(userData, 'User'), { recursive: true });
  await mkdir(temporary, { recursive: true });
  await rm(socketPath, { force: true });
  await writeNewFile(
    path.join(userData, 'User/settings.json'),
    JSON.stringify({ ...quietSettings, ...options.settings }, null, 2),
  );
  const child = spawn(nodeOf(options.kit), serverArguments(options, socketPath), {
    env: {
      ...ownEnvironment(),
      TMPDIR: temporary,
      XDG_RUNTIME_DIR: temporary,
      // The only outside host that the server would ask.
      EXTENSIONS_GALLERY: '{}',
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let log = '';
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
  });
  const listening = new Promise<void>((resolve, reject) => {
    const onOutput = (chunk: Buffer): void => {
      log += chunk.toString();
      if (options.isVerbose === true) {
        process.stderr.write(chunk);
      }
      if (log.includes('Extension host agent listening on')) {
        resolve();
      }
    };
    child.stdout.on('data', onOutput);
    child.stderr.on('data', onOutput);
    child.once('error', reject);
    child.once('close', (code) => reject(new Error(`VS Code's server ended with ${code}:\n${log}`)));
    setTimeout(
      () => reject(new Error(`VS Code's server did not listen in time:\n${log}`)),
      patience.start,
    ).unref();
  });
  try {
    await listening;
    const door = await openFrontDoor({
      socketPath,
      keyFile: path.join(userData, 'server-key-half'),
      preferredPort: options.preferredPort ?? 0,
      token: options.token,
      landing: landingOf(options),
    });
    return {
      authority: `127.0.0.1:${door.port}`,
      pid: child.pid ?? 0,
      ended,
      log: () => log,
      stop: async () => {
        door.close();
        await endGroup(child, ended);
      },
    };
  } catch (error) {
    await endGroup(child, ended);
    throw error;
  }
}

function landingOf({ landing, token }: ServerOptions): ((authority: string) => string) | undefined {
  return (
    landing && ((authority) => pageAddress(authority, { ...landing, ...(token !== undefined && { token }) }))
  );
}

/** A server's own command line runs on the Node it was built for. */
export function nodeOf(kit: EditorKit): string {
  return kitNode(kit === 'vscode' ? 'node24' : kit);
}

export function serverMain(kit: EditorKit): string {
  return path.join(serverFolder(kit), 'out/server-main.js');
}

export function extensionsFolder(dataFolder: string): string {
  return path.join(dataFolder, 'extensions');
}

function serverArguments(options: ServerOptions, socketPath: string): string[] {
  return [
    serverMain(options.kit),
    `--socket-path=${socketPath}`,
    `--server-data-dir=${options.dataFolder}`,
    `--user-data-dir=${userDataFolder(options.dataFolder)}`,
    `--extensions-dir=${extensionsFolder(options.dataFolder)}`,
    '--accept-server-license-terms',
    '--telemetry-level=off',
    '--disable-telemetry',
    // Should its parent be killed outright, the server ends by itself within minutes.
    '--enable-remote-auto-shutdown',
    '--reconnection-grace-time=10',
    options.token === undefined ? '--without-connection-token' : `--connection-token=${options.token}`,
    ...(options.testDriver === true ? ['--enable-smoke-test-driver'] : []),
    ...(options.logsAll === true ? ['--log=trace'] : []),
    ...(options.asksForTrust === true ? [] : ['--disable-workspace-trust']),
  ];
}

async function writeNewFile(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) {
      throw error;
    }
  }
}

export function ownEnvironment(): Record<string, string> {
  const own: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !foreignVariables.test(name)) {
      own[name] = value;
    }
  }
  return own;
}

/** Ends the server with the extension hosts, terminals and watchers it started. */
async function endGroup(child: ChildProcess, ended: Promise<void>): Promise<void> {
  signalGroup(child, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), 5000);
  await ended;
  clearTimeout(timer);
  signalGroup(child, 'SIGKILL');
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    process.kill(-(child.pid ?? Number.NaN), signal);
  } catch {
    // The group is gone, or never was.
  }
}

export interface PageOptions {
  readonly folder: string;
  /** A file to open at once. */
  readonly file?: string;
  readonly developmentExtension?: string;
  /** CommonJS module with `run(): Promise<void>`; needs `testDriver`. */
  readonly tests?: string;
  readonly token?: string;
}

/** The address under which a browser opens a folder. */
export function pageAddress(authority: string, options: PageOptions): string {
  const remote = (file: string): string => `vscode-remote://${authority}${path.resolve(file)}`;
  const payload = [
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
  ];
  if (options.file !== undefined) {
    payload.push(['openFile', remote(options.file)]);
  }
  if (options.developmentExtension !== undefined) {
    payload.push(['extensionDevelopmentPath', remote(options.developmentExtension)]);
  }
  if (options.tests !== undefined) {
    payload.push(['extensionTestsPath', remote(options.tests)]);
  }
  const address = new URL(`http://${authority}/`);
  if (options.token !== undefined) {
    address.searchParams.set('tkn', options.token);
  }
  address.searchParams.set('folder', path.resolve(options.folder));
  address.searchParams.set('payload', JSON.stringify(payload));
  return address.href;
}
