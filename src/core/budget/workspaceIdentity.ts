/**
 * Which workspace spend is counted for: the same in every window and for every folder of a
 * multi-root workspace, on this machine.
 */
import { hashText64 } from '../model/hash.ts';

export interface OpenWorkspace {
  /** URI of the saved .code-workspace file. */
  readonly workspaceFile?: string | undefined;
  /** URIs of the open folders. */
  readonly folders: readonly string[];
}

/** Two spellings of one place must not have two budgets: `file:///C%3A/x/` and `file:///c:/x`. */
function canonical(uri: string): string {
  const decoded = uri.replaceAll(/%3a/gi, ':').replace(/\/+$/, '');
  return decoded.replace(/^(file:\/\/\/)([A-Za-z]):/, (_, scheme: string, drive: string) => {
    return `${scheme}${drive.toLowerCase()}:`;
  });
}

/**
 * The saved workspace file if there is one, else the open folders in any order. undefined where
 * nothing is open: such spend counts for the user alone. Opening a part of a workspace on its own is
 * another workspace; that limits per workspace can be side-stepped so is why the user's hold too.
 */
export function workspaceIdentity(workspace: OpenWorkspace): string | undefined {
  if (workspace.workspaceFile !== undefined) return `w${hashText64(canonical(workspace.workspaceFile))}`;
  if (workspace.folders.length === 0) return undefined;
  return `f${hashText64([...new Set(workspace.folders.map(canonical))].toSorted().join('\n'))}`;
}
