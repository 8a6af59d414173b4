/** A file system that says of a link that it is one, as VS Code does of remote files, and never where it leads. */
import * as vscode from 'vscode';

type Kind = 'file' | 'link' | 'linkedFolder';

const types: Readonly<Record<Kind, vscode.FileType>> = {
  file: vscode.FileType.File,
  link: vscode.FileType.File | vscode.FileType.SymbolicLink,
  linkedFolder: vscode.FileType.Directory | vscode.FileType.SymbolicLink,
};

export interface LinkedFiles extends vscode.FileSystemProvider {
  readonly scheme: string;
  uri(path: string): vscode.Uri;
}

/** Read-only; what stands above an entry is a folder. */
export function linkedFiles(entries: Readonly<Record<string, Kind>>): LinkedFiles {
  const scheme = 'elsewhere';
  const content = new TextEncoder().encode('export function total(a: number, b: number): number {\n');
  const changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  const typeOf = ({ path }: vscode.Uri): vscode.FileType => {
    const kind = entries[path];
    if (kind !== undefined) return types[kind];
    if (Object.keys(entries).some((each) => each.startsWith(path === '/' ? path : `${path}/`))) {
      return vscode.FileType.Directory;
    }
    throw vscode.FileSystemError.FileNotFound(path);
  };
  const refuse = (uri: vscode.Uri): never => {
    throw vscode.FileSystemError.NoPermissions(uri);
  };
  return {
    scheme,
    uri: (path) => vscode.Uri.from({ scheme, path }),
    onDidChangeFile: changed.event,
    watch: () => new vscode.Disposable(() => {}),
    stat: (uri) => ({ type: typeOf(uri), ctime: 0, mtime: 0, size: content.length }),
    readFile: () => content,
    readDirectory: () => [],
    createDirectory: refuse,
    writeFile: refuse,
    delete: refuse,
    rename: refuse,
  };
}
