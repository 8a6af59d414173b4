/** The desktop VS Code of a person who has one, with folders of its own so that theirs stay untouched. */
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

export interface DesktopOptions {
  readonly dataFolder: string;
  readonly extension: string;
  readonly workspace: string;
}

export interface Desktop {
  /** Resolves when the window was closed. */
  readonly ended: Promise<void>;
  readonly stop: () => void;
}

/**
 * False inside a remote VS Code terminal, WSL and over SSH without a display, where `code` opens something else;
 * and for root, whom desktop VS Code refuses.
 */
export function canOpenDesktop(): boolean {
  const { env } = process;
  const isElsewhere = env['VSCODE_IPC_HOOK_CLI'] !== undefined || env['WSL_DISTRO_NAME'] !== undefined;
  const lacksDisplay =
    process.platform === 'linux' && env['DISPLAY'] === undefined && env['WAYLAND_DISPLAY'] === undefined;
  return !isElsewhere && !lacksDisplay && process.getuid?.() !== 0 && isOnPath('code');
}

export function openDesktop({ dataFolder, extension, workspace }: DesktopOptions): Desktop {
  const userData = path.join(dataFolder, 'user-data');
  const child = spawn(
    'code',
    [
      '--new-window',
      '--wait',
      '--disable-workspace-trust',
      '--skip-welcome',
      '--skip-release-notes',
      `--user-data-dir=${userData}`,
      `--extensions-dir=${path.join(dataFolder, 'extensions')}`,
      `--extensionDevelopmentPath=${extension}`,
      workspace,
    ],
    { stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' },
  );
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve());
  });
  return {
    ended,
    stop: () => {
      child.kill();
      endProcessesOf(userData);
    },
  };
}

/** `code` detaches the editor from itself; the folder in its command line is known to this run alone. */
function endProcessesOf(userData: string): void {
  if (process.platform === 'win32') {
    return;
  }
  const listing = spawnSync('ps', ['-axo', 'pid=,command='], { encoding: 'utf8' }).stdout ?? '';
  for (const line of listing.split('\n').filter((row) => row.includes(`--user-data-dir=${userData}`))) {
    const pid = Number.parseInt(line, 10);
    if (pid !== process.pid && pid > 0) {
      try {
        process.kill(pid, 'SIGTERM');
      } catch {
        // It has ended with its parent.
      }
    }
  }
}

function isOnPath(program: string): boolean {
  const names = process.platform === 'win32' ? [`${program}.cmd`, `${program}.exe`] : [program];
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  return folders.some((folder) => names.some((name) => isExecutable(path.join(folder, name))));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
