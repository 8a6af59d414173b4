/** Notes: words to read that are nobody's file, so that nothing asks to be saved. */
import * as vscode from 'vscode';
import { answerColumn } from './answerColumn.ts';

const noteScheme = 'switchyard-note';
/** Of VS Code's built-in Markdown extension. */
const markdownPreview = 'vscode.markdown.preview.editor';

export interface Notes extends vscode.Disposable {
  /** Rendered beside the editor; a note of the same title is replaced. */
  showMarkdown(title: string, markdown: string): Promise<void>;
  /** As plain source, for words that are not our own. */
  showText(title: string, text: string): Promise<void>;
}

export function createNotes(): Notes {
  const contents = new Map<string, string>();
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const provider = vscode.workspace.registerTextDocumentContentProvider(noteScheme, {
    onDidChange: changed.event,
    provideTextDocumentContent: (uri) => contents.get(uri.path) ?? '',
  });

  function write(title: string, text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme: noteScheme, path: `/${title}.md` });
    contents.set(uri.path, text);
    changed.fire(uri);
    return uri;
  }

  async function showSource(uri: vscode.Uri): Promise<void> {
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { viewColumn: answerColumn() });
  }

  return {
    async showMarkdown(title, markdown) {
      const uri = write(title, markdown);
      try {
        await vscode.commands.executeCommand('vscode.openWith', uri, markdownPreview, answerColumn());
      } catch {
        // That extension may be switched off.
        await showSource(uri);
      }
    },
    showText: (title, text) => showSource(write(title, text)),
    dispose() {
      provider.dispose();
      changed.dispose();
    },
  };
}
