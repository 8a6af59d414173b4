/** The watch on the status bar that tests in an editor lean on. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BrowserContext } from 'playwright-core';
import { openBrowser } from '../host/chromium.ts';
import { shownByStatusBar, watchStatusBar } from '../host/statusBarWatch.ts';

let profileFolder: string;
let browser: BrowserContext;

beforeAll(async () => {
  profileFolder = await mkdtemp(path.join(tmpdir(), 'switchyard-watch-'));
  browser = await openBrowser({ profileFolder });
});

afterAll(async () => {
  await browser?.close();
  await rm(profileFolder, { recursive: true, force: true });
});

test('what stood for a moment only is remembered, until what came later was asked for', async () => {
  const page = await browser.newPage();
  await watchStatusBar(page);
  await page.goto(
    'data:text/html,<div class="part statusbar"><div class="statusbar-item" id="switchyard.switchyard.meter"><a class="statusbar-item-label">idle</a></div></div>',
  );
  const texts = async (from?: number) => (await shownByStatusBar(page, from)).map(({ text }) => text);
  const show = (text: string) =>
    page.locator('.statusbar-item-label').evaluate((label, now) => {
      label.textContent = now;
    }, text);
  await expect.poll(() => texts()).toEqual(['idle']);
  await show('1s');
  await show('1s');
  await show('done');
  await show('idle');
  await expect.poll(() => texts()).toEqual(['idle', '1s', 'done', 'idle']);
  expect(await texts(2)).toEqual(['done', 'idle']);
  expect(await texts(Number.MAX_SAFE_INTEGER)).toEqual(['idle']);
});
