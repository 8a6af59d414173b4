/** The dashboard in a real Chromium, under its own policy, in each theme and state. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import axe, { type AxeResults } from 'axe-core';
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { maxRecentRows } from '../../src/dashboard/protocol.ts';
import { buildLive, buildSnapshot } from '../../src/dashboard/host/snapshot.ts';
import { openBrowser } from '../host/chromium.ts';
import { heldRow, now, settledRow, snapshotInput } from '../unit/dashboard/ledgerRows.ts';
import { manyRows } from '../unit/dashboard/manyRows.ts';
import {
  openDashboard,
  serveDashboard,
  type DashboardPage,
  type DashboardServer,
  type OpenOptions,
} from './dashboardPage.ts';
import { stateNames, states, type StateName } from './states.ts';
import { themeNames } from './themes.ts';

declare global {
  interface Window {
    /** Put on every page before it loads. */
    axe?: { run: () => Promise<AxeResults> };
  }
}

/** Where pictures of every theme and state go; none are made without it. */
const pictures = process.env['DASHBOARD_PICTURES'];

let profileFolder: string;
let browser: BrowserContext;
let server: DashboardServer;

beforeAll(async () => {
  profileFolder = await mkdtemp(path.join(tmpdir(), 'switchyard-dashboard-'));
  server = await serveDashboard();
  browser = await openBrowser({ profileFolder });
  await browser.addInitScript({ content: axe.source });
  if (pictures !== undefined) await mkdir(pictures, { recursive: true });
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await rm(profileFolder, { recursive: true, force: true });
});

async function withDashboard(
  options: OpenOptions & { readonly state?: StateName },
  use: (dashboard: DashboardPage) => Promise<void>,
): Promise<void> {
  const dashboard = await openDashboard(browser, server, options);
  try {
    if (options.state !== undefined) {
      await dashboard.push({ type: 'snapshot', snapshot: states[options.state] });
    }
    await use(dashboard);
    expect(dashboard.faults).toEqual([]);
  } finally {
    await dashboard.page.close();
  }
}

async function seriousBarriers({ page }: DashboardPage): Promise<string[]> {
  const results = await page.evaluate(async (): Promise<AxeResults> => {
    if (window.axe === undefined) throw new Error('axe is not on the page');
    return window.axe.run();
  });
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 200)).join(' | ')}`);
}

describe.each(themeNames)('in the %s theme', (theme) => {
  test.each(stateNames)('the state “%s” has no serious barrier and breaks no policy', async (state) => {
    await withDashboard({ theme, state }, async (dashboard) => {
      const { page } = dashboard;
      if (state === 'one' || state === 'odd') await page.locator('.toggle').first().click();
      if (pictures !== undefined) {
        await page.screenshot({ path: path.join(pictures, `${state}-${theme}.png`), fullPage: true });
      }
      expect(await seriousBarriers(dashboard)).toEqual([]);
    });
  });
});

test('the policy is in force: a script without the nonce does not run', async () => {
  const dashboard = await openDashboard(browser, server);
  await dashboard.page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.sentByPage.push("it ran")';
    document.body.append(script);
  });
  expect(await dashboard.sent()).toEqual([{ type: 'ready' }]);
  expect(dashboard.faults.join()).toContain('Content Security Policy');
  await dashboard.page.close();
});

test('an empty ledger says what to try, and its buttons ask the host for it', async () => {
  await withDashboard({ state: 'empty' }, async ({ page, sent }) => {
    await page.getByRole('button', { name: 'Ask…' }).click();
    await page.getByRole('button', { name: 'Set Up Models' }).click();
    expect(await sent()).toEqual([
      { type: 'ready' },
      { type: 'start', what: 'ask' },
      { type: 'start', what: 'setUpModels' },
    ]);
    expect(await page.getByRole('heading', { name: 'Requests' }).isVisible()).toBe(false);
  });
});

test('a request opens to its reasons and its receipt', async () => {
  await withDashboard({ state: 'one' }, async ({ page, sent }) => {
    const toggle = page.locator('.toggle');
    expect(await toggle.getAttribute('aria-expanded')).toBe('false');
    await toggle.click();
    expect(await toggle.getAttribute('aria-expanded')).toBe('true');
    const detail = page.locator('.detail');
    expect(await detail.innerText()).toContain('src/auth is a high-stakes file');
    expect(await detail.innerText()).toContain('thought 10 × what it said');
    await page.getByRole('button', { name: 'Copy receipt' }).click();
    await page.getByRole('button', { name: 'Explain' }).click();
    expect((await sent()).slice(1)).toEqual([
      { type: 'copy', attemptId: 'attempt-1' },
      { type: 'explain', attemptId: 'attempt-1' },
    ]);
    await toggle.click();
    expect(await detail.count()).toBe(0);
  });
});

test('each figure says whose it is, and unknown is never zero', async () => {
  await withDashboard({ state: 'odd', width: 1_400 }, async ({ page }) => {
    const cells = async (row: number): Promise<string> =>
      (await page.locator('.requests tbody tr').nth(row).innerText()).replaceAll(/\s+/g, ' ');
    expect(await cells(0)).toContain('$? no price');
    expect(await cells(1)).toContain('≤812 hidden ?');
    expect(await cells(2)).toContain('≈2.3k ≈$0.031 estimated');
    expect(await cells(3)).toMatch(/\? hidden \? included \d/);
    expect(await cells(4)).toContain('$0 no charge');
    expect(await cells(5)).toContain('$0.031 billed');
    expect(await cells(6)).toContain('local tool formatter');
    expect(await cells(7)).toContain('not billed');
  });
});

test('practice stands apart, under its own words', async () => {
  await withDashboard({ state: 'many' }, async ({ page }) => {
    const words = page.getByText('practice: no model is called, no money is spent', { exact: true });
    expect(await words.isVisible()).toBe(false);
    await page.getByRole('radio', { name: 'practice' }).check();
    expect(await words.isVisible()).toBe(true);
    expect(await page.locator('.requests tbody .request').count()).toBe(6);
    expect(await page.locator('.tile dt').first().innerText()).toContain('would have cost');
  });
});

test('a first request in practice shows at once, without empty pictures', async () => {
  const running = [heldRow({ task: { realm: 'practice' } })];
  await withDashboard({}, async ({ page, push }) => {
    await push({ type: 'snapshot', snapshot: buildSnapshot(snapshotInput({ running })) });
    expect(await page.locator('.practice-words').isVisible()).toBe(true);
    expect(await page.locator('.running tbody tr').count()).toBe(1);
    expect(await page.locator('.column-chart').first().isVisible()).toBe(false);
  });
});

test('while requests run only their figures move: a click begun on Stop ends on it', async () => {
  const moving = (hidden: number) =>
    buildLive({
      now: now + hidden,
      budgets: [],
      running: [heldRow({ live: { usage: { output: hidden, hidden }, cost: undefined, phase: 'thinking' } })],
    });
  await withDashboard({ state: 'many' }, async ({ page, push, sent }) => {
    await push({ type: 'live', live: moving(100) });
    const hidden = page.locator('.running .hidden-figure').last();
    expect(await hidden.innerText()).toBe('≈100');
    await page.getByRole('button', { name: /^Stop/ }).hover();
    await page.mouse.down();
    for (const count of [200, 300, 2_140]) await push({ type: 'live', live: moving(count) });
    await page.mouse.up();
    expect(await hidden.innerText()).toBe('≈2.1k');
    expect((await sent()).at(-1)).toEqual({ type: 'stop', taskId: 'task of running-1' });
  });
});

test('a request of another window cannot be stopped here', async () => {
  await withDashboard({ state: 'many' }, async ({ page }) => {
    expect(await page.locator('.running tbody tr').count()).toBe(2);
    expect(await page.getByRole('button', { name: /^Stop/ }).count()).toBe(1);
  });
});

test('a screen reader hears starts and ends, not every figure', async () => {
  const task = { taskId: 'the task' };
  const input = snapshotInput({ recent: [settledRow({ attemptId: 'other' })] });
  const live = (output: number) =>
    buildLive({
      now,
      budgets: [],
      running: [
        heldRow({ task, live: { usage: { output, hidden: 0 }, cost: undefined, phase: 'answering' } }),
      ],
    });
  await withDashboard({}, async ({ page, push }) => {
    const status = page.getByRole('status');
    await push({ type: 'snapshot', snapshot: buildSnapshot(input) });
    expect(await status.innerText()).toBe('');
    await push({ type: 'live', live: live(1) });
    const started = await status.innerText();
    expect(started).toBe('refactor started on gpt-5.4.');
    for (const output of [2, 30, 400]) await push({ type: 'live', live: live(output) });
    expect(await status.innerText()).toBe(started);
    const ended = settledRow({ attemptId: 'running-1', task });
    await push({
      type: 'snapshot',
      snapshot: buildSnapshot({ ...input, recent: [ended, ...input.recent] }),
    });
    expect(await status.innerText()).toBe('refactor complete: $0.031, 2,304 hidden.');
  });
});

test('the keyboard alone reaches everything, and keeps its place over an update', async () => {
  await withDashboard({ state: 'many' }, async ({ page, push }) => {
    const focused = () =>
      page.evaluate(() => {
        const active = document.activeElement;
        return active?.getAttribute('aria-label') ?? (active?.closest('label') ?? active)?.textContent;
      });
    const walk: (string | undefined)[] = [];
    for (let step = 0; step < 20; step += 1) {
      await page.keyboard.press('Tab');
      walk.push((await focused()) ?? undefined);
      if (await page.evaluate(() => document.activeElement?.classList.contains('toggle') === true)) break;
    }
    expect(walk.map((name) => name?.replace(/^\d\d:\d\d/, 'time'))).toEqual([
      'real requests',
      'Stop refactor on gpt-5.4',
      'Settings',
      'by day',
      'By day',
      'Class',
      'Tier',
      'Find in requests',
      'Time',
      'Hidden',
      'Cost',
      'Seconds',
      'time, receipt of explain (complete)',
    ]);
    const place = () => page.evaluate(() => document.activeElement?.getAttribute('data-focus'));
    const first = await place();
    await page.keyboard.press('ArrowDown');
    const second = await place();
    expect(second).not.toBe(first);
    await page.keyboard.press('Enter');
    expect(await page.locator('.detail').count()).toBe(1);
    await push({
      type: 'snapshot',
      snapshot: buildSnapshot(snapshotInput({ recent: [settledRow({ attemptId: 'new' }), ...manyRows(60)] })),
    });
    expect(await place()).toBe(second);
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Explain');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Home');
    expect(await place()).toBe('new');
  });
});

test('ten thousand requests are drawn 200 at a time, and all of them are searched', async () => {
  const recent = manyRows(maxRecentRows).map((row, index) =>
    index === maxRecentRows - 1 ? { ...row, task: { ...row.task, because: ['needle'] } } : row,
  );
  await withDashboard({}, async ({ page, push }) => {
    const snapshot = buildSnapshot(snapshotInput({ recent, hasOlder: true }), maxRecentRows);
    await push({ type: 'snapshot', snapshot });
    const lines = page.locator('.requests tbody tr');
    expect(await lines.count()).toBe(200);
    expect(await page.getByRole('heading', { name: /^Requests/ }).innerText()).toBe('Requests newest 10,000');
    await page.getByRole('button', { name: 'Show 200 more' }).click();
    expect(await lines.count()).toBe(400);
    await page.getByRole('searchbox').fill('needle');
    expect(await lines.count()).toBe(1);
    await page.getByRole('searchbox').fill('nothing has this');
    expect(await page.getByText('No request matches the filter.').isVisible()).toBe(true);
  });
});

test('sorting by a figure puts the unknown last, both ways', async () => {
  await withDashboard({ state: 'odd' }, async ({ page }) => {
    const cost = page.getByRole('columnheader', { name: 'Cost' }).last();
    const last = page.locator('.requests tbody tr .cost').last();
    await cost.getByRole('button').click();
    expect(await cost.getAttribute('aria-sort')).toBe('descending');
    expect(await last.innerText()).toMatch(/included|no price/);
    await cost.getByRole('button').click();
    expect(await cost.getAttribute('aria-sort')).toBe('ascending');
    expect(await last.innerText()).toMatch(/included|no price/);
  });
});

test('what a model or a file wrote is text, never markup', async () => {
  const markup = '<img src=x onerror="window.sentByPage.push(1)"><b>bold</b>';
  const row = settledRow({
    model: markup,
    task: { verb: markup, because: [markup] },
    settlement: { servedModel: markup, notes: [markup] },
  });
  const snapshot = buildSnapshot(
    snapshotInput({
      recent: [row],
      running: [heldRow({ model: markup, task: { because: [markup] } })],
      notices: [{ severity: 'warning', text: markup }],
    }),
  );
  await withDashboard({}, async ({ page, push, sent }) => {
    await push({ type: 'snapshot', snapshot });
    await page.locator('.toggle').first().click();
    expect(await page.locator('img, b').count()).toBe(0);
    expect(await page.locator('main').innerText()).toContain('onerror=');
    expect(await sent()).toEqual([{ type: 'ready' }]);
  });
});

test('a message that does not parse changes nothing and is told', async () => {
  await withDashboard({ state: 'one' }, async ({ page }) => {
    await page.evaluate(() => window.postMessage({ type: 'snapshot', snapshot: {} }, '*'));
    await page.getByRole('alert').filter({ hasText: 'older than the extension' }).waitFor();
    expect(await page.locator('.requests tbody .request').count()).toBe(1);
  });
});

test('trouble on the host stands until the next snapshot', async () => {
  await withDashboard({ state: 'one' }, async ({ page, push }) => {
    const alert = page.getByRole('alert');
    await push({ type: 'trouble', text: 'Reading the ledger failed.' });
    expect(await alert.innerText()).toBe('Reading the ledger failed.');
    await push({ type: 'snapshot', snapshot: states.one });
    expect(await alert.isVisible()).toBe(false);
  });
});

test('what a person set on the page outlives it', async () => {
  const savedState = {
    realm: 'practice',
    tokensBy: 'request',
    sortBy: 'cost',
    descending: true,
    find: '',
    open: ['practice-3'],
  };
  await withDashboard({ state: 'many', savedState }, async ({ page }) => {
    expect(await page.getByRole('radio', { name: 'practice' }).isChecked()).toBe(true);
    expect(await page.getByRole('radio', { name: 'by request' }).isChecked()).toBe(true);
    expect(await page.locator('.detail').count()).toBe(1);
  });
});

test.each([320, 480, 700, 900, 1_120, 1_600])('nothing sticks out at %i pixels', async (width) => {
  await withDashboard({ state: 'many', width }, async ({ page }) => {
    await page.locator('.toggle').first().click();
    if (pictures !== undefined) {
      await page.screenshot({ path: path.join(pictures, `many-${width}.png`), fullPage: true });
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    expect(await page.getByRole('button', { name: /^Stop/ }).isVisible()).toBe(true);
  });
});

test('with the system’s own colours, hidden stays apart from visible', async () => {
  await withDashboard({ state: 'many' }, async (dashboard) => {
    const { page } = dashboard;
    await page.emulateMedia({ forcedColors: 'active', colorScheme: 'dark' });
    if (pictures !== undefined) {
      await page.screenshot({ path: path.join(pictures, 'many-forcedColors.png'), fullPage: true });
    }
    const fill = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((node) => getComputedStyle(node).fill);
    expect(await fill('.plot .bar-hidden')).toContain('#fill-hidden');
    expect(await fill('.plot .bar-visible')).toBe('rgb(255, 255, 255)');
    expect(await seriousBarriers(dashboard)).toEqual([]);
  });
});

test('the bundle stays small', () => {
  expect(server.scriptBytes).toBeLessThan(120_000);
});
