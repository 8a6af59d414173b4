/** The dashboard's editor tab: one per window, brought back after a reload, its page under a strict policy. */
import * as vscode from 'vscode';
import type { DashboardSource } from '../../dashboard/host/dashboardSession.ts';
import type { Clock, Log } from '../../core/model/ports.ts';

const viewType = 'switchyard.dashboard';

export interface DashboardPanelOptions {
  readonly extensionUri: vscode.Uri;
  /** Asked when the first page opens. */
  readonly source: () => Promise<DashboardSource>;
  readonly clock: Clock;
  readonly log: Log;
}

export interface DashboardPanel extends vscode.Disposable {
  /** Opens the dashboard, or shows the one that is open. */
  open(): Promise<void>;
}

/** Registers for the revival of a tab, so it is to be made at activation; it loads nothing else then. */
export function createDashboardPanel(options: DashboardPanelOptions): DashboardPanel {
  const { extensionUri } = options;
  const folders = ['dist', 'media'].map((name) => vscode.Uri.joinPath(extensionUri, name));
  const webviewOptions: vscode.WebviewOptions = {
    enableScripts: true,
    enableForms: false,
    localResourceRoots: folders,
  };
  let shown: vscode.WebviewPanel | undefined;

  async function show(panel: vscode.WebviewPanel): Promise<void> {
    shown = panel;
    panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'icon.svg');
    panel.webview.options = webviewOptions;
    panel.onDidDispose(() => {
      if (shown === panel) shown = undefined;
    });
    try {
      await connect(panel, options);
    } catch (error) {
      // A tab that will never show anything must not stay.
      panel.dispose();
      throw error;
    }
  }

  const serializer = vscode.window.registerWebviewPanelSerializer(viewType, {
    deserializeWebviewPanel: async (panel) => {
      // A second tab of an earlier window would show the same and move twice.
      if (shown === undefined) await show(panel);
      else panel.dispose();
    },
  });

  return {
    async open() {
      if (shown !== undefined) {
        shown.reveal();
        return;
      }
      await show(
        vscode.window.createWebviewPanel(viewType, 'Switchyard', vscode.ViewColumn.Active, webviewOptions),
      );
    },
    dispose() {
      serializer.dispose();
      shown?.dispose();
    },
  };
}

/** Listens before the page loads, so that its first word is heard. */
async function connect(panel: vscode.WebviewPanel, options: DashboardPanelOptions): Promise<void> {
  const { webview } = panel;
  let isOpen = true;
  panel.onDidDispose(() => {
    isOpen = false;
  });
  const { createDashboardSession, dashboardHtml, dashboardStyles } =
    await import('../../dashboard/host/dashboardSession.ts');
  const source = await options.source();
  if (!isOpen) return;
  const session = createDashboardSession({
    source,
    post: (message) => void webview.postMessage(message),
    clock: options.clock,
    log: options.log,
  });
  webview.onDidReceiveMessage((message: unknown) => session.receive(message));
  panel.onDidChangeViewState(() => {
    if (!panel.visible) session.pageGone();
  });
  panel.onDidDispose(() => session.dispose());
  const fileUri = (...parts: string[]): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(options.extensionUri, ...parts)).toString();
  webview.html = dashboardHtml({
    source: webview.cspSource,
    script: fileUri('dist', 'dashboard.js'),
    styles: dashboardStyles.map((name) => fileUri('media', name)),
    nonce: crypto.randomUUID(),
  });
}
