/** An untitled document that an answer streams into: safe, since it is nobody's file. */
import * as vscode from 'vscode';
import { showBeside } from './answerColumn.ts';

export interface StreamedDocument {
  append(text: string): void;
  /** Drops what was written: the answer begins anew. */
  clear(): void;
  /** Resolves when all of it stands in the document. */
  done(): Promise<void>;
}

export async function openStreamedDocument(language: string, heading: string): Promise<StreamedDocument> {
  const document = await vscode.workspace.openTextDocument({ language, content: heading });
  await showBeside(document, { keepsFocus: true });
  let wanted = heading;
  let written = heading;
  let writing: Promise<void> | undefined;

  async function write(): Promise<void> {
    while (written !== wanted && !document.isClosed) {
      const target = wanted;
      const edit = new vscode.WorkspaceEdit();
      const end = document.lineAt(document.lineCount - 1).range.end;
      if (target.startsWith(written)) edit.insert(document.uri, end, target.slice(written.length));
      else edit.replace(document.uri, new vscode.Range(new vscode.Position(0, 0), end), target);
      // One edit at a time: whatever streams in meanwhile goes with the next.
      if (!(await vscode.workspace.applyEdit(edit))) return;
      written = target;
    }
  }

  function schedule(): Promise<void> {
    writing ??= write().finally(() => {
      writing = undefined;
    });
    return writing;
  }

  return {
    append(text) {
      wanted += text;
      void schedule();
    },
    clear() {
      wanted = heading;
      void schedule();
    },
    // A write in progress takes up what came meanwhile; one more sees the rest.
    async done() {
      await schedule();
      await schedule();
    },
  };
}
