/**
 * VS Code as a person has it: the extension installed, no development flag, no test driver, so toasts and dialogs
 * show. For the VSIX test, and for looking at scenes by hand:
 *
 *     const person = await sitDown();
 *     await person.openFile('src/shipping.ts');
 *     await person.command('Switchyard: Open Dashboard');
 *     await person.shot('dashboard');
 *     await person.leave();
 */
import { cp, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import manifest from '../../package.json' with { type: 'json' };
import { patience } from '../patience.ts';
import { openBrowser } from './chromium.ts';
import { install } from './install.mjs';
import { installVsix, placeExtension, type LayOutOptions } from './installExtension.ts';
import { openLifetime } from './lifetime.ts';
import { checkAccessibility, leaveHover, readHover } from './screenServer.ts';
import { readStatusBar } from './statusBarWatch.ts';
import type { AccessibilityViolation, StatusBarItem } from './screenProtocol.ts';
import { pageAddress, startServer, userDataFolder, type EditorKit } from './server.ts';
import { until } from './suite/support/until.ts';
import { noonTimeZone } from './timeZone.ts';

export interface PersonOptions {
  /** A packaged extension to install; without it the project is built and laid in place. */
  readonly vsix?: string;
  readonly build?: LayOutOptions['build'];
  readonly kit?: EditorKit;
  /** Copied; the sample workspace unless told. */
  readonly workspace?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly theme?: 'dark' | 'light' | 'high contrast';
  readonly asksForTrust?: boolean;
  readonly logsAll?: boolean;
  /** Told the extension's own storage before the editor starts, to leave something in it. */
  readonly inStorage?: (folder: string) => Promise<void>;
  readonly width?: number;
  readonly height?: number;
  readonly scale?: number;
  /** Where pictures go; `test-results/person` unless told. */
  readonly pictures?: string;
}

const root = path.resolve(import.meta.dirname, '../..');
const themes = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  'high contrast': 'Default High Contrast',
};

/** Opens the workspace in a window and resolves when the workbench is there. */
export async function sitDown(options: PersonOptions = {}): Promise<Person> {
  const kit = options.kit ?? 'vscode';
  await install(['node24', kit, 'chromium']);
  const lifetime = openLifetime();
  try {
    const runFolder = await lifetime.runFolder();
    const dataFolder = path.join(runFolder, 'data');
    const workspace = path.join(runFolder, 'corner-shop');
    await cp(options.workspace ?? path.join(import.meta.dirname, 'workspace'), workspace, {
      recursive: true,
    });
    if (options.vsix !== undefined) {
      await installVsix(kit, dataFolder, options.vsix);
    } else {
      await placeExtension(dataFolder, { build: options.build ?? 'development' });
    }
    const { publisher, name } = manifest;
    const storage = path.join(userDataFolder(dataFolder), 'User/globalStorage', `${publisher}.${name}`);
    if (options.inStorage !== undefined) {
      await mkdir(storage, { recursive: true });
      await options.inStorage(storage);
    }
    const timeZone = noonTimeZone();
    const server = await startServer({
      kit,
      runFolder,
      dataFolder,
      settings: { 'workbench.colorTheme': themes[options.theme ?? 'dark'], ...options.settings },
      env: { TZ: timeZone, ...options.env },
      asksForTrust: options.asksForTrust ?? false,
      logsAll: options.logsAll ?? false,
    });
    lifetime.atEnd(server.stop);
    const browser = await openBrowser({
      profileFolder: path.join(runFolder, 'browser'),
      timeZone,
      ...(options.width !== undefined && { width: options.width }),
      ...(options.height !== undefined && { height: options.height }),
      ...(options.scale !== undefined && { scale: options.scale }),
    });
    lifetime.atEnd(() => browser.close());
    const page = browser.pages()[0] ?? (await browser.newPage());
    await page.goto(pageAddress(server.authority, { folder: workspace }));
    await page.locator('.monaco-workbench .statusbar').waitFor({ timeout: patience.start });
    return new Person(page, {
      workspace,
      dataFolder,
      storage,
      pictures: options.pictures ?? path.join(root, 'test-results/person'),
      leave: lifetime.end,
    });
  } catch (error) {
    await lifetime.end();
    throw error;
  }
}

/** As a toast or in the list of them. */
const noticeInSight = '.notification-list-item:visible';

interface Place {
  /** The copy that is open. */
  readonly workspace: string;
  readonly dataFolder: string;
  /** The extension's own. */
  readonly storage: string;
  readonly pictures: string;
  readonly leave: () => Promise<void>;
}

export class Person {
  readonly page: Page;
  readonly place: Place;

  constructor(page: Page, place: Place) {
    this.page = page;
    this.place = place;
  }

  /** Picks a command in the palette by its title. */
  async command(title: string): Promise<void> {
    await this.pick('F1', `>${title}`, title.replace(/^.*?: /, ''));
  }

  /** Opens a file of the workspace by its path in it; a line of it when one is given. */
  async openFile(file: string, line?: number): Promise<void> {
    const name = path.posix.basename(file);
    await this.pick('Control+P', file, name);
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
    await this.page.locator('.editor-instance .monaco-editor .view-line').first().waitFor();
    if (line !== undefined) {
      await this.goToLine(line);
    }
  }

  async goToLine(line: number): Promise<void> {
    await this.page.keyboard.press('Control+G');
    await this.quickInput().fill(`:${line}`);
    await this.page.keyboard.press('Enter');
    await this.quickInput().waitFor({ state: 'hidden' });
  }

  /** From the start of the first line to the end of the last, both counted from 1. */
  async selectLines(first: number, last: number): Promise<void> {
    await this.goToLine(first);
    await this.page.keyboard.press('Home');
    for (let line = first; line < last; line += 1) {
      await this.page.keyboard.press('Shift+ArrowDown');
    }
    await this.page.keyboard.press('Shift+End');
  }

  /** Types into the input box or quick pick that is open, key by key, so that previews update. */
  async typeInQuickInput(text: string): Promise<void> {
    await this.quickInput().waitFor();
    await this.quickInput().pressSequentially(text, { delay: 15 });
  }

  async press(keys: string): Promise<void> {
    await this.page.keyboard.press(keys);
  }

  /** All that the open quick input shows: title, rows, message. */
  quickInputText(): Promise<string> {
    return this.page.locator('.quick-input-widget:visible').innerText();
  }

  /** The visible lines of the editor that has the focus, or of the first. */
  async editorText(): Promise<string> {
    const lines = this.page.locator('.editor-group-container.active .monaco-editor .view-lines').first();
    return (await lines.innerText()).replaceAll('\u{a0}', ' ');
  }

  /** The file as it is on disk. */
  savedText(file: string): Promise<string> {
    return readFile(path.join(this.place.workspace, file), 'utf8');
  }

  statusBar(): Promise<StatusBarItem[]> {
    return readStatusBar(this.page);
  }

  /** Resolves with our status bar item once its text matches; in a window that has just opened it takes a while. */
  async statusBarMatching(pattern: RegExp): Promise<StatusBarItem> {
    let items: readonly StatusBarItem[] = [];
    const look = async (): Promise<StatusBarItem | undefined> => {
      items = await this.statusBar();
      return items.find(({ text }) => pattern.test(text));
    };
    return until(`a status bar like ${pattern}`, look, { last: () => items, patienceMs: patience.start });
  }

  statusBarHover(): Promise<string> {
    return readHover(this.page, '.statusbar-item[id^="switchyard.switchyard."]');
  }

  /** Text of the notices in sight, buttons included. */
  notifications(): Promise<string[]> {
    return this.page.locator(noticeInSight).allInnerTexts();
  }

  /** The notice that says so, once it is in sight; the pointer rests on it, so that it stays. */
  async notice(text: string | RegExp): Promise<Locator> {
    const notice = this.page.locator(noticeInSight, { hasText: text }).first();
    await this.untilInSight(notice);
    await leaveHover(this.page);
    await notice.hover();
    return notice;
  }

  async clickNotification(button: string): Promise<void> {
    await leaveHover(this.page);
    const found = this.page.locator(noticeInSight).getByRole('button', { name: button }).first();
    await this.untilInSight(found);
    await found.click();
  }

  /** A clean desk, whatever came before: no dialog, no list, no notice. */
  async tidyUp(): Promise<void> {
    for (const open of ['.monaco-dialog-box', '.quick-input-widget']) {
      if (await this.page.locator(`${open}:visible`).first().isVisible()) await this.press('Escape');
    }
    await this.command('Notifications: Clear All Notifications');
  }

  /** Text of the modal dialog, waiting for one. */
  dialog(): Promise<string> {
    return this.page.locator('.monaco-dialog-box').innerText();
  }

  async clickDialog(button: string): Promise<void> {
    await this.page.locator('.monaco-dialog-box').getByRole('button', { name: button }).click();
  }

  /** The document of the nth visible webview, the dashboard for one. */
  webview(index = 0): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready:visible').nth(index).frameLocator('#active-frame');
  }

  webviewAccessibility(index = 0): Promise<AccessibilityViolation[]> {
    return checkAccessibility(this.webview(index).locator('html'));
  }

  /** A picture of the window; returns its path. */
  async shot(name: string): Promise<string> {
    await mkdir(this.place.pictures, { recursive: true });
    const file = path.join(this.place.pictures, `${name}.png`);
    await this.page.screenshot({ path: file });
    return file;
  }

  /** Ends the window, the server and everything they started. */
  leave(): Promise<void> {
    return this.place.leave();
  }

  /**
   * Opens a list, filters it and takes a row. A webview that has just taken the focus may keep the key
   * to itself, and whatever takes the focus closes the list: then once more.
   */
  private async pick(keys: string, filter: string, row: string): Promise<void> {
    const deadline = performance.now() + patience.start;
    for (;;) {
      await this.page.keyboard.press(keys);
      try {
        await this.quickInput().fill(filter, { timeout: patience.glance });
        await this.quickPick(row).waitFor({ timeout: patience.glance });
        await this.page.keyboard.press('Enter');
        break;
      } catch (error) {
        if (performance.now() > deadline) throw error;
        await this.page.keyboard.press('Escape');
      }
    }
    // Until it has closed it would take what is typed into the box that it opens.
    const isGone = async (): Promise<boolean> => {
      const input = this.quickInput();
      return !(await input.isVisible()) || (await input.inputValue()) !== filter;
    };
    await until('the end of the list', isGone);
  }

  /** VS Code takes a notice away after ten seconds, which a busy machine may need to look: then it is in their list. */
  private async untilInSight(part: Locator): Promise<void> {
    const deadline = performance.now() + patience.start;
    for (;;) {
      try {
        return await part.waitFor({ timeout: patience.glance });
      } catch (error) {
        if (performance.now() > deadline) throw error;
        await this.command('Notifications: Show Notifications');
      }
    }
  }

  private quickInput() {
    return this.page.locator('.quick-input-widget input.input').first();
  }

  /** The row that Enter takes: before the list is filtered, that may be another one. */
  private quickPick(text: string) {
    return this.page.locator('.quick-input-list .monaco-list-row.focused', { hasText: text }).first();
  }
}
