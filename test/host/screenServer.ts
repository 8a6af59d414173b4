/** Answers the tests' calls to the screen by driving the page with Playwright. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import type { Locator, Page } from 'playwright-core';
import { patience } from '../patience.ts';
import type {
  AccessibilityViolation,
  ScreenCallName,
  ScreenCalls,
  ScreenReply,
  ScreenRequest,
  Scope,
  Target,
} from './screenProtocol.ts';
import { readStatusBar, shownByStatusBar } from './statusBarWatch.ts';

export interface ScreenServer {
  /** With the secret that callers must know, in the path. */
  readonly address: string;
  readonly close: () => void;
}

export interface ScreenServerOptions {
  readonly pictures: string;
  /** Opens another window and resolves when its workbench is there. */
  openWindow(folder: string | undefined): Promise<Page>;
}

type Handlers = {
  [Name in ScreenCallName]: (
    args: Parameters<ScreenCalls[Name]>[0],
  ) => Promise<ReturnType<ScreenCalls[Name]>>;
};

export async function serveScreen(firstPage: Page, options: ScreenServerOptions): Promise<ScreenServer> {
  const handlers = screenHandlers(firstPage, options);
  const secret = randomBytes(16).toString('hex');
  const server = createServer((request, response) => {
    const answer = async (): Promise<ScreenReply<ScreenCallName>> => {
      if (request.url !== `/${secret}`) {
        return { ok: false, error: 'unknown address' };
      }
      try {
        // The tests are our own and typed by the same protocol.
        const parsed: ScreenRequest = JSON.parse(await text(request));
        return { ok: true, value: await dispatch(handlers, parsed) };
      } catch (error) {
        return { ok: false, error: error instanceof Error ? error.message : String(error) };
      }
    };
    void answer().then((reply) => response.end(JSON.stringify(reply)));
  });
  const port = await listenOnLoopback(server);
  return {
    address: `http://127.0.0.1:${port}/${secret}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function dispatch<Name extends ScreenCallName>(
  handlers: Handlers,
  request: { readonly call: Name; readonly args: Parameters<ScreenCalls[Name]>[0] },
): Promise<ReturnType<ScreenCalls[Name]>> {
  return handlers[request.call](request.args);
}

function listenOnLoopback(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

function screenHandlers(firstPage: Page, options: ScreenServerOptions): Handlers {
  const pages: (Page | undefined)[] = [firstPage];
  const pageOf = (window = 0): Page => {
    const page = pages[window];
    if (page === undefined) {
      throw new Error(`there is no window ${window}`);
    }
    return page;
  };
  const locate = (target: Target): Locator =>
    rootOf(pageOf(target.window), target.scope ?? 'page').locator(
      target.selector,
      target.hasText === undefined ? {} : { hasText: target.hasText },
    );
  return {
    statusBar: ({ window }) => readStatusBar(pageOf(window)),
    statusBarShown: ({ window, from }) => shownByStatusBar(pageOf(window), from),
    statusBarHover: ({ window, id }) => readHover(pageOf(window), `.statusbar-item[id$=".${id}"]`),
    texts: (target) => locate(target).allInnerTexts(),
    attribute: (target) => locate(target).first().getAttribute(target.name),
    waitFor: async (target) => {
      await locate(target)
        .first()
        .waitFor({ state: target.state ?? 'visible' });
      return null;
    },
    click: async (target) => {
      if (!target.selector.includes('.monaco-hover')) await leaveHover(pageOf(target.window));
      await locate(target)
        .first()
        .click({ button: target.button ?? 'left' });
      return null;
    },
    fill: async (target) => {
      await locate(target).first().fill(target.text);
      return null;
    },
    press: async ({ window, keys }) => {
      await pageOf(window).keyboard.press(keys);
      return null;
    },
    type: async ({ window, text: typed }) => {
      await pageOf(window).keyboard.type(typed);
      return null;
    },
    screenshot: async ({ window, name }) => {
      await mkdir(options.pictures, { recursive: true });
      const file = path.join(options.pictures, `${name}.png`);
      await pageOf(window).screenshot({ path: file });
      return file;
    },
    evaluate: ({ window, scope, expression }) =>
      documentOf(pageOf(window), scope ?? 'page').evaluate(expression),
    accessibility: ({ window, scope }) => checkAccessibility(documentOf(pageOf(window), scope ?? 'page')),
    openWindow: async ({ folder }) => pages.push(await options.openWindow(folder)) - 1,
    closeWindow: async ({ window }) => {
      await pageOf(window).close();
      pages[window] = undefined;
      return null;
    },
  };
}

const webviewSelector = 'iframe.webview.ready:visible';

/** Where a selector begins: VS Code keeps a webview's document two frames deep. */
export function rootOf(page: Page, scope: Scope): Pick<Page, 'locator'> {
  return scope === 'page'
    ? page
    : page.frameLocator(webviewSelector).nth(scope).frameLocator('#active-frame');
}

/** The document to evaluate in. A locator finds it anew when VS Code has written another one into the frame. */
function documentOf(page: Page, scope: Scope): Locator {
  return rootOf(page, scope).locator('html').first();
}

/** A hover that is open may lie over what is to be clicked. Without one the pointer stays: under it no notice goes. */
export async function leaveHover(page: Page): Promise<void> {
  const hover = page.locator('.monaco-hover:visible').first();
  if (!(await hover.isVisible())) return;
  await page.mouse.move(0, 0);
  await hover.waitFor({ state: 'hidden' });
}

/** Rests the pointer on an item until its hover is there to read. One whose item is drawn anew goes: then once more. */
export async function readHover(page: Page, item: string): Promise<string> {
  const deadline = performance.now() + patience.event;
  for (;;) {
    // A pointer that rests there already shows nothing new.
    await page.mouse.move(0, 0);
    await page.locator(item).first().hover();
    const hover = page.locator('.monaco-hover:visible').last();
    try {
      await hover.waitFor({ timeout: patience.glance });
      return await hover.innerText({ timeout: patience.glance });
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
  }
}

/** Runs axe-core in a document. The debugger's evaluation is not subject to the page's content security policy. */
export async function checkAccessibility(root: Locator): Promise<AccessibilityViolation[]> {
  const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  // The script's own value, all of axe, would be copied out of the page.
  await root.evaluate(`${source}; undefined`);
  return root.evaluate<AccessibilityViolation[], Element>(
    `axe.run().then(({ violations }) => violations.map(({ id, impact, help, nodes }) => ({
      rule: id, impact: impact ?? 'unknown', help, targets: nodes.map((node) => node.target.join(' ')),
    })))`,
  );
}
