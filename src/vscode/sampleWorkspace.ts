import * as vscode from 'vscode';
import { sampleMarkerFile } from '../practice/practicePlacement.ts';

/** True where the folder that holds `uri` is a copy of the sample workspace, which practice may write to. */
export async function isInSampleWorkspace(uri: vscode.Uri): Promise<boolean> {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (!folder) return false;
  try {
    await vscode.workspace.fs.stat(vscode.Uri.joinPath(folder.uri, sampleMarkerFile));
    return true;
  } catch {
    return false;
  }
}
