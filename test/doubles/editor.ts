/**
 * What Switchyard asks of the editor about settings, files and secrets, over real files in a temporary
 * folder: stands in for the module `vscode`. It is more lenient than VS Code where that matters: a
 * workspace's value is reported for settings of every scope, so that only our own guards hold.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { lstat, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { getNodeValue, parseTree } from 'jsonc-parser';

export type Values = Readonly<Record<string, unknown>>;

/** What is open, and what each place of settings says; names carry their prefix. */
export interface OpenEditor {
  user: Values;
  /** A dev container's customisations end up here. */
  remote: Values | undefined;
  /** False for hosts that know one merged user value only. */
  tellsScopesApart: boolean;
  remoteName: string | undefined;
  folders: readonly { readonly name: string; readonly path: string; readonly scheme?: string }[];
  workspaceFile: string | undefined;
  isTrusted: boolean;
  /** The extension runs on the workspace's side of a remote window. */
  runsRemotely: boolean;
  /** Schemes beside `file` that VS Code has a file system for; they show the files of this machine. */
  fileSystems: readonly string[];
}

const nothingOpen: OpenEditor = {
  user: {},
  remote: undefined,
  tellsScopesApart: true,
  remoteName: undefined,
  folders: [],
  workspaceFile: undefined,
  isTrusted: true,
  runsRemotely: false,
  fileSystems: ['vscode-remote'],
};

let open = nothingOpen;

export function openInEditor(state: Partial<OpenEditor>): void {
  open = { ...nothingOpen, ...state };
  settingsRead.clear();
}

/** A setting or a folder changes while the window is open. */
export function changeInEditor(state: Partial<OpenEditor>): void {
  open = { ...open, ...state };
  settingsRead.clear();
  configurationChanged.fire({ affectsConfiguration: () => true });
}

interface UriParts {
  readonly scheme: string;
  readonly authority?: string;
  readonly path?: string;
  readonly query?: string;
  readonly fragment?: string;
}

export class Uri {
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
  private constructor({ scheme, authority = '', path: pathOf = '', query = '', fragment = '' }: UriParts) {
    this.scheme = scheme;
    this.authority = authority;
    this.path = pathOf;
    this.query = query;
    this.fragment = fragment;
  }
  get fsPath(): string {
    return this.path;
  }
  static file(file: string): Uri {
    return new Uri({ scheme: 'file', path: file });
  }
  static from(parts: UriParts): Uri {
    return new Uri(parts);
  }
  static parse(text: string): Uri {
    const [, scheme = '', authority = '', pathOf = ''] = /^([^:]+):\/\/([^/]*)(.*)$/.exec(text) ?? [];
    return new Uri({ scheme, authority, path: pathOf });
  }
  static joinPath(base: Uri, ...parts: readonly string[]): Uri {
    return base.with({ path: path.posix.join(base.path, ...parts) });
  }
  with(change: Partial<UriParts>): Uri {
    const { scheme, authority, path: pathOf, query, fragment } = this;
    return new Uri({ scheme, authority, path: pathOf, query, fragment, ...change });
  }
  toString(): string {
    return `${this.scheme}://${this.authority}${this.path}`;
  }
}

export class Disposable {
  readonly #undo: () => void;
  constructor(undo: () => void) {
    this.#undo = undo;
  }
  dispose(): void {
    this.#undo();
  }
  static from(...all: readonly { dispose(): void }[]): Disposable {
    return new Disposable(() => all.forEach((each) => each.dispose()));
  }
}

const nothingToDispose = (): Disposable => new Disposable(() => {});

export class EventEmitter<T> {
  readonly #listeners = new Set<(value: T) => void>();
  readonly event = (listener: (value: T) => void): Disposable => {
    this.#listeners.add(listener);
    return new Disposable(() => this.#listeners.delete(listener));
  };
  fire(value: T): void {
    for (const listener of this.#listeners) listener(value);
  }
  dispose(): void {
    this.#listeners.clear();
  }
}

const configurationChanged = new EventEmitter<{ readonly affectsConfiguration: () => boolean }>();

export class FileSystemError extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

export class RelativePattern {
  readonly base: Uri;
  constructor(base: Uri) {
    this.base = base;
  }
}

/** Keeps apart what is markup and what is text. */
export class MarkdownString {
  value: string;
  isTrusted: boolean | { readonly enabledCommands: readonly string[] } | undefined;
  supportHtml = false;
  supportThemeIcons: boolean;
  constructor(value = '', supportThemeIcons = false) {
    this.value = value;
    this.supportThemeIcons = supportThemeIcons;
  }
  appendText(text: string): this {
    this.value += text.replaceAll(/[\\`*_{}[\]()#+\-!~$<>]/g, '\\$&');
    return this;
  }
  appendMarkdown(markdown: string): this {
    this.value += markdown;
    return this;
  }
}

export const version = '1.999.0';
export const UIKind = { 1: 'Desktop', 2: 'Web', Desktop: 1, Web: 2 };
export const ExtensionKind = { UI: 1, Workspace: 2 };
export const ConfigurationTarget = { Global: 1, Workspace: 2, WorkspaceFolder: 3 };
export const FileType = { Unknown: 0, File: 1, Directory: 2, SymbolicLink: 64 };
export const StatusBarAlignment = { Left: 1, Right: 2 };

export const env = {
  get remoteName(): string | undefined {
    return open.remoteName;
  },
  uiKind: 1,
  clipboard: { writeText: async (): Promise<void> => {} },
};

export const extensions = {
  getExtension: () => ({
    extensionKind: open.runsRemotely ? ExtensionKind.Workspace : ExtensionKind.UI,
  }),
};

/** Nobody answers and nothing is shown, unless a test spies on it. */
export const window = {
  showWarningMessage: async (_text: string): Promise<string | undefined> => undefined,
  showInformationMessage: async (_text: string): Promise<string | undefined> => undefined,
  createQuickPick: (): object => ({}),
};

export const QuickPickItemKind = { Separator: -1 } as const;

/** Commands that were run by name; nothing here runs any. */
export const executed: unknown[][] = [];
export const commands = {
  executeCommand: async (...call: unknown[]): Promise<void> => void executed.push(call),
};

const folderUri = (folder: { path: string; scheme?: string }): Uri =>
  Uri.from({ scheme: folder.scheme ?? 'file', path: folder.path });

export const workspace = {
  get isTrusted(): boolean {
    return open.isTrusted;
  },
  onDidGrantWorkspaceTrust: nothingToDispose,
  get workspaceFolders() {
    return open.folders.map((folder, index) => ({ uri: folderUri(folder), name: folder.name, index }));
  },
  get workspaceFile(): Uri | undefined {
    return open.workspaceFile === undefined ? undefined : Uri.file(open.workspaceFile);
  },
  fs: {
    isWritableFileSystem: (scheme: string): boolean | undefined =>
      scheme === 'file' || open.fileSystems.includes(scheme) ? true : undefined,
    async readFile(uri: Uri): Promise<Uint8Array> {
      try {
        return await readFile(uri.fsPath);
      } catch (error) {
        throw new FileSystemError(codeOf(error));
      }
    },
    async stat(uri: Uri): Promise<{ readonly type: number; readonly size: number }> {
      try {
        const link = (await lstat(uri.fsPath)).isSymbolicLink() ? FileType.SymbolicLink : 0;
        const found = await stat(uri.fsPath).catch((error: unknown) => {
          if (link === 0) throw error;
          return undefined;
        });
        const type = found?.isFile()
          ? FileType.File
          : found?.isDirectory()
            ? FileType.Directory
            : FileType.Unknown;
        return { type: type | link, size: found?.size ?? 0 };
      } catch (error) {
        throw new FileSystemError(codeOf(error));
      }
    },
  },
  asRelativePath(uri: Uri): string {
    const folder = folderOf(uri);
    return folder === undefined ? uri.path : path.posix.relative(folder.path, uri.path);
  },
  getWorkspaceFolder(uri: Uri) {
    const folder = folderOf(uri);
    return folder && { uri: folderUri(folder), name: folder.name, index: 0 };
  },
  getConfiguration: (_section: undefined, resource: Uri | null) => ({
    inspect: (name: string) => inspect(name, resource),
  }),
  onDidChangeConfiguration: configurationChanged.event,
  onDidChangeWorkspaceFolders: nothingToDispose,
  createFileSystemWatcher: () => ({
    onDidChange: nothingToDispose,
    onDidCreate: nothingToDispose,
    onDidDelete: nothingToDispose,
    dispose() {},
  }),
};

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'FileNotFound';
  return code === 'EISDIR' ? 'FileIsADirectory' : 'NoPermissions';
}

function folderOf(uri: Uri): OpenEditor['folders'][number] | undefined {
  return open.folders.find((folder) => uri.path.startsWith(`${folder.path}/`));
}

/** Read once for as long as nothing is said to have changed. */
const settingsRead = new Map<string, Values>();

function settingsIn(file: string, member?: string): Values {
  const known = settingsRead.get(file) ?? readSettings(file, member);
  settingsRead.set(file, known);
  return known;
}

/** VS Code reads what it can of a file with errors, too. */
function readSettings(file: string, member?: string): Values {
  if (!existsSync(file) || !statSync(file).isFile()) return {};
  let tree;
  try {
    tree = parseTree(readFileSync(file, 'utf8'), [], { allowTrailingComma: true });
  } catch {
    return {};
  }
  const whole: unknown = tree && getNodeValue(tree);
  const values: unknown = member === undefined ? whole : isRecord(whole) ? whole[member] : undefined;
  return isRecord(values) ? flat(values) : {};
}

const isRecord = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `"switchyard": {"budget": {"perDay": 5}}` sets `switchyard.budget.perDay`, as well as every object above it. */
function flat(values: Values): Values {
  const found: Record<string, unknown> = {};
  const add = (inner: Values, prefix: string): void => {
    for (const [name, value] of Object.entries(inner)) {
      found[prefix + name] = value;
      if (isRecord(value) && !name.startsWith('[')) add(value, `${prefix}${name}.`);
    }
  };
  add(values, '');
  return found;
}

function inspect(name: string, resource: Uri | null): Values {
  const local = open.user[name];
  const remote = open.remote?.[name];
  const apart = open.tellsScopesApart ? { globalLocalValue: local, globalRemoteValue: remote } : {};
  const settingsOf = (folder: string) => settingsIn(path.join(folder, '.vscode/settings.json'));
  const [first] = open.folders;
  const ofWindow =
    open.workspaceFile === undefined
      ? first && settingsOf(first.path)
      : settingsIn(open.workspaceFile, 'settings');
  return {
    key: name,
    ...apart,
    globalValue: remote ?? local,
    workspaceValue: ofWindow?.[name],
    workspaceFolderValue: resource === null ? undefined : settingsOf(resource.path)[name],
  };
}

/** Explanations that nobody reads. */
export const noNotes = {
  showMarkdown: async (): Promise<void> => {},
  showText: async (): Promise<void> => {},
  dispose(): void {},
};
