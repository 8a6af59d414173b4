/** Finds a Chromium and drives it headless: npm's on Linux x64, an installed Chrome, Chromium or Edge elsewhere. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium, type BrowserContext } from 'playwright-core';
import { patience } from '../patience.ts';
import { install, kitFolder } from './install.mjs';

export interface BrowserOptions {
  readonly profileFolder: string;
  readonly width?: number;
  readonly height?: number;
  /** Device pixels per CSS pixel; 2 gives sharp pictures. */
  readonly scale?: number;
  /** That of the machine unless told. */
  readonly timeZone?: string;
}

export async function openBrowser(options: BrowserOptions): Promise<BrowserContext> {
  const browser = await findBrowser();
  const context = await chromium.launchPersistentContext(options.profileFolder, {
    timeout: patience.start,
    executablePath: browser.executable,
    env: { ...definedEnvironment(), ...browser.env },
    headless: true,
    viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
    deviceScaleFactor: options.scale ?? 1,
    locale: 'en-US',
    ...(options.timeZone !== undefined && { timezoneId: options.timeZone }),
    // Root, as in containers and CI, cannot use Chromium's sandbox; every page is our own.
    chromiumSandbox: false,
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--disable-sync',
      '--disable-background-networking',
      '--disable-component-update',
      '--no-first-run',
      '--no-default-browser-check',
      '--font-render-hinting=none',
      // Nothing outside this machine, and at once.
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    ],
  });
  context.setDefaultTimeout(patience.event);
  context.setDefaultNavigationTimeout(patience.start);
  return context;
}

interface FoundBrowser {
  readonly executable: string;
  readonly env: Readonly<Record<string, string>>;
}

/** `CHROMIUM_BIN` comes first. */
async function findBrowser(): Promise<FoundBrowser> {
  const named = process.env['CHROMIUM_BIN'];
  if (named !== undefined && named !== '') {
    return { executable: named, env: {} };
  }
  if (process.platform === 'linux' && process.arch === 'x64') {
    await install(['chromium']);
    return unpackedBrowser(path.join(kitFolder('chromium'), 'browser'));
  }
  const executable = installedBrowsers().find((file) => existsSync(file));
  if (executable === undefined) {
    throw new Error('No Chrome, Chromium or Edge was found: install one, or name it in CHROMIUM_BIN.');
  }
  return { executable, env: {} };
}

/** The machine's own libraries and fonts are used where it has them. */
function unpackedBrowser(folder: string): FoundBrowser {
  const executable = path.join(folder, 'chromium');
  const runsAlone = spawnSync(executable, ['--version'], { stdio: 'ignore' }).status === 0;
  return {
    executable,
    env: {
      ...(!runsAlone && { LD_LIBRARY_PATH: path.join(folder, 'al2023/lib') }),
      ...(!existsSync('/etc/fonts/fonts.conf') && { FONTCONFIG_PATH: path.join(folder, 'fonts') }),
    },
  };
}

function installedBrowsers(): string[] {
  switch (process.platform) {
    case 'darwin':
      return [
        '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
        '/Applications/Chromium.app/Contents/MacOS/Chromium',
        '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
      ];
    case 'win32':
      return ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((variable) => {
        const base = process.env[variable];
        const programs = ['Google/Chrome/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe'];
        return base === undefined ? [] : programs.map((program) => path.join(base, program));
      });
    default:
      return ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'].map(
        (name) => `/usr/bin/${name}`,
      );
  }
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
