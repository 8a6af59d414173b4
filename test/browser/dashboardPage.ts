/**
 * The dashboard in a real Chromium without VS Code: the page's own HTML and policy, the bundle that
 * ships, and stand-ins for what VS Code gives a webview (its API and the theme's variables).
 */
import {
  dashboardHtml,
  dashboardPolicy,
  dashboardStyles,
  type DashboardFiles,
} from '../../src/dashboard/host/dashboardSession.ts';
import { createServer, type Server } from 'node:http';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import type { BrowserContext, Page } from 'playwright-core';
import type { MessageToPage } from '../../src/dashboard/protocol.ts';
import { themes, type ThemeName } from './themes.ts';

const root = path.join(import.meta.dirname, '../..');

export interface DashboardServer {
  readonly address: string;
  /** Bytes of the minified bundle. */
  readonly scriptBytes: number;
  readonly close: () => Promise<void>;
}

export async function serveDashboard(): Promise<DashboardServer> {
  const bundle = await build({
    absWorkingDir: root,
    entryPoints: ['src/dashboard/page/main.ts'],
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    write: false,
  });
  const script = Buffer.from(bundle.outputFiles[0]?.contents ?? []);
  const styles = new Map<string, Buffer>(
    await Promise.all(
      dashboardStyles.map(
        async (name) => [`/${name}`, await readFile(path.join(root, 'media', name))] as const,
      ),
    ),
  );
  let address = '';
  const server = createServer((request, response) => {
    const files: DashboardFiles = {
      source: address,
      script: `${address}/dashboard.js`,
      styles: dashboardStyles.map((name) => `${address}/${name}`),
      nonce: 'bm9uY2Ugb2YgdGhlIHRlc3Q',
    };
    const send = (status: number, type: string, body: string | Buffer): void => {
      response.writeHead(status, {
        'content-type': type,
        'content-security-policy': dashboardPolicy(files),
      });
      response.end(body);
    };
    const url = request.url ?? '';
    const style = styles.get(url);
    if (url === '/') send(200, 'text/html', dashboardHtml(files));
    else if (url === '/dashboard.js') send(200, 'text/javascript', script);
    else if (style !== undefined) send(200, 'text/css', style);
    else send(404, 'text/plain', '');
  });
  address = `http://127.0.0.1:${await listening(server)}`;
  return {
    address,
    scriptBytes: script.length,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('the server has no port'));
      else resolve(address.port);
    });
  });
}

export interface DashboardPage {
  readonly page: Page;
  /** As VS Code delivers a message of the extension. */
  readonly push: (message: MessageToPage) => Promise<void>;
  /** What the page sent to the extension, in order. */
  readonly sent: () => Promise<unknown[]>;
  /** Breaches of the content security policy and errors on the page. */
  readonly faults: readonly string[];
}

declare global {
  interface Window {
    sentByPage: unknown[];
  }
}

export interface OpenOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  /** What the page saved in an earlier life. */
  readonly savedState?: unknown;
}

export async function openDashboard(
  browser: BrowserContext,
  server: DashboardServer,
  options: OpenOptions = {},
): Promise<DashboardPage> {
  const page = await browser.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text());
  });
  await page.setViewportSize({ width: options.width ?? 1_200, height: options.height ?? 900 });
  await page.addInitScript(pretendVsCode, {
    theme: themes[options.theme ?? 'dark'],
    savedState: options.savedState,
  });
  await page.goto(server.address);
  return {
    page,
    faults,
    push: async (message) => {
      await page.evaluate((data) => window.postMessage(data, '*'), message);
      // Messages are delivered and drawn in turn: two frames later this one is on the page.
      await page.evaluate(
        () =>
          new Promise<void>((resolve) => {
            setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(() => resolve())), 0);
          }),
      );
    },
    sent: () => page.evaluate(() => window.sentByPage),
  };
}

/** Runs on the page before its own script. */
function pretendVsCode({
  theme,
  savedState,
}: {
  readonly theme: { readonly bodyClass: string; readonly variables: Readonly<Record<string, string>> };
  readonly savedState: unknown;
}): void {
  let state = savedState;
  window.sentByPage = [];
  Object.assign(window, {
    acquireVsCodeApi: () => ({
      postMessage: (message: unknown) => window.sentByPage.push(message),
      getState: () => state,
      setState: (next: unknown) => (state = next),
    }),
  });
  const dress = (): void => {
    for (const [name, value] of Object.entries(theme.variables)) {
      document.documentElement.style.setProperty(`--vscode-${name}`, value);
    }
    if (document.body !== null) document.body.className = theme.bodyClass;
  };
  new MutationObserver((_, observer) => {
    if (document.body === null) return;
    dress();
    observer.disconnect();
  }).observe(document, { childList: true, subtree: true });
}
