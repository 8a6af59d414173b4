/**
 * Files of our own that language servers and formatters can look at, outside every workspace: an
 * unsaved document would count as the person's own unsaved work.
 */
import * as vscode from 'vscode';

export interface Scratch {
  /** Writes `text` under the name of `like`, opens it for `use`, and deletes it whatever happens. */
  with<Result>(
    like: vscode.TextDocument,
    text: string,
    use: (document: vscode.TextDocument) => Promise<Result>,
  ): Promise<Result>;
}

/** Older than this is none in use: its window was closed before it was done. */
const leftBehindMs = 60 * 60_000;

export function createScratch(storage: vscode.Uri): Scratch {
  const root = vscode.Uri.joinPath(storage, 'scratch');
  let sweeping: Promise<void> | undefined;

  async function sweep(): Promise<void> {
    for (const [name] of await vscode.workspace.fs.readDirectory(root)) {
      const folder = vscode.Uri.joinPath(root, name);
      const { mtime } = await vscode.workspace.fs.stat(folder);
      if (mtime < Date.now() - leftBehindMs) await vscode.workspace.fs.delete(folder, { recursive: true });
    }
  }

  return {
    async with(like, text, use) {
      const folder = vscode.Uri.joinPath(root, crypto.randomUUID());
      const uri = vscode.Uri.joinPath(folder, nameOf(like));
      await vscode.workspace.fs.createDirectory(folder);
      // Another window may be at it too.
      sweeping ??= sweep().catch(() => undefined);
      try {
        await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
        const opened = await vscode.workspace.openTextDocument(uri);
        const document =
          opened.languageId === like.languageId
            ? opened
            : await vscode.languages.setTextDocumentLanguage(opened, like.languageId);
        return await use(document);
      } finally {
        await vscode.workspace.fs.delete(folder, { recursive: true });
      }
    },
  };
}

function nameOf({ uri }: vscode.TextDocument): string {
  const name = uri.path.split('/').at(-1) ?? '';
  return uri.scheme === 'untitled' || name === '' ? 'scratch' : name;
}
