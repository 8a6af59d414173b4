import * as vscode from 'vscode';
import { workspaceIdentity } from '../core/budget/workspaceIdentity.ts';

/** Which workspace this window has open, as the ledger names it; undefined in an empty window. */
export function workspaceIdentityNow(): string | undefined {
  const { workspaceFile, workspaceFolders = [] } = vscode.workspace;
  return workspaceIdentity({
    workspaceFile: workspaceFile?.toString(),
    folders: workspaceFolders.map(({ uri }) => uri.toString()),
  });
}
