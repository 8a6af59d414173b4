/** Notes: words to read that are nobody's file, so that nothing asks to be saved; shown beside the code. */
import * as vscode from 'vscode';

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

/** Where words for the person open: beside what they look at, in a column that is there already if one is. */
export function answerColumn(): vscode.ViewColumn {
  const { all, activeTabGroup } = vscode.window.tabGroups;
  const active = all.indexOf(activeTabGroup);
  const neighbour = all[active + 1] ?? all[active - 1];
  return neighbour?.viewColumn ?? vscode.ViewColumn.Beside;
}

/**
 * Shows a document of our own beside. The editor may give one up that another opening overtook: once more then.
 *
 * @param keepsFocus for what comes by itself, some time after the person asked: what they type or choose meanwhile
 *   goes on where it is.
 */
export async function showBeside(
  document: vscode.TextDocument,
  { keepsFocus = false }: { readonly keepsFocus?: boolean } = {},
): Promise<void> {
  const show = (): Thenable<unknown> =>
    vscode.window.showTextDocument(document, {
      preview: false,
      preserveFocus: keepsFocus,
      viewColumn: answerColumn(),
    });
  try {
    await show();
  } catch {
    await show();
  }
}
