/** Files of the sample workspace in editors, and a clean desk afterwards. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from './until.ts';

export function workspaceFile(path: string): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder, 'the tests need the sample workspace');
  return vscode.Uri.joinPath(folder.uri, path);
}

/** Opens a file with the cursor right behind the first occurrence of `behind`, or with all of `select` selected. */
export async function openFile(
  path: string,
  place?: { readonly behind: string } | { readonly select: string },
): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(workspaceFile(path));
  const text = document.getText();
  const editor = await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
  if (place === undefined) return editor;
  const wanted = 'select' in place ? place.select : place.behind;
  const index = text.indexOf(wanted);
  assert.ok(index >= 0, `${path} does not hold ${JSON.stringify(wanted)}`);
  const end = document.positionAt(index + wanted.length);
  editor.selection = new vscode.Selection('select' in place ? document.positionAt(index) : end, end);
  return editor;
}

/** From the first line that holds `first` to the end of the file, without its last line break. */
export async function textFrom(path: string, first: string): Promise<string> {
  const text = (await vscode.workspace.openTextDocument(workspaceFile(path))).getText();
  return text.slice(text.indexOf(first)).trimEnd();
}

export async function writeFile(path: string, text: string): Promise<void> {
  const file = workspaceFile(path);
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
  // A document that is open follows its file by a watcher, which a busy machine makes late.
  const open = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === file.toString());
  if (open === undefined || open.isDirty) return;
  const shown = text.replace(/^\uFEFF/, '');
  await until(`${path} as it was written`, () => open.isClosed || open.getText() === shown);
}

export async function removeFile(path: string): Promise<void> {
  await vscode.workspace.fs.delete(workspaceFile(path), { useTrash: false });
}

/** The untitled document whose text matches, where an answer that is nobody's file goes. */
export function untitledWith(pattern: RegExp): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find(
    (document) => document.isUntitled && !document.isClosed && pattern.test(document.getText()),
  );
}

/** Closes every editor and drops what was not saved. */
export async function closeEditors(): Promise<void> {
  for (const document of vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty)) {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}
