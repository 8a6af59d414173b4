/** What a person with the packaged extension sees of budgets: the notice at 80 %, the refusal, the limit that is used up, the setting that is broken. */
import { readdirSync, readFileSync } from 'node:fs';
import { rm, writeFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { answerOf, enterKey, sitDownWithKey, type PaidPerson } from './paidPerson.ts';
import { Person } from './person.ts';
import { userDataFolder } from './server.ts';

const canRunVscode = process.platform === 'linux' && process.arch === 'x64';

describe.skipIf(!canRunVscode)('a person with $0.22 a day', () => {
  const limits = { 'switchyard.budget.perDay': 0.22, 'switchyard.budget.whenReached': 'block' };
  let paid: PaidPerson;
  let person: Person;

  beforeAll(async () => {
    const { file: vsix } = inject('extensionPackage');
    paid = await sitDownWithKey({ vsix, logsAll: true, settings: limits });
    ({ person } = paid);
    await person.statusBarMatching(/\$0\/\$0\.22/);
    await enterKey(paid);
  });

  beforeEach(() => person.tidyUp());

  afterAll(() => paid?.leave());

  async function complete(at: Person): Promise<void> {
    paid.home.control.queue({ kind: 'answer', text: answerOf(185) });
    await at.openFile('src/cart.ts', 9);
    await at.command('Switchyard: Complete at Cursor');
  }

  /** A toast slides in. */
  async function atRest(at: Person): Promise<void> {
    const slides = await at.page.locator('.notifications-toasts').evaluate(async (toasts) => {
      const moving = toasts
        .getAnimations({ subtree: true })
        .filter(({ playState }) => playState === 'running');
      await Promise.all(moving.map(({ finished }) => finished));
      return moving.length;
    });
    if (slides > 0) await atRest(at);
  }

  /** Most of the budget is spent, whichever test comes first. */
  async function spendOnce(): Promise<void> {
    if (paid.calls() > 0) return;
    await complete(person);
    await person.clickDialog('Send');
    await expect.poll(paid.calls).toBe(1);
    await person.statusBarMatching(/\$0\.1\d\/\$0\.22$/);
  }

  /** A request for which too little is left. @returns what is said of it. */
  async function refusedIn(at: Person): Promise<Locator> {
    await spendOnce();
    await at.page.bringToFront();
    await complete(at);
    return at.notice(/Not sent: your \$0\.22 day limit has/);
  }

  let window: Person | undefined;
  /** A second window of the same person. */
  async function otherWindow(): Promise<Person> {
    if (window === undefined) {
      const page = await person.page.context().newPage();
      await page.goto(person.page.url());
      window = new Person(page, person.place);
      await window.statusBarMatching(/\/\$0\.22$|limit/);
    }
    await window.page.bringToFront();
    await window.tidyUp();
    return window;
  }

  test('is asked once whether code may go to the provider, and told once that most of it is spent', async () => {
    await complete(person);
    expect(await person.dialog()).toMatch(/Send code and questions to 127\.0\.0\.1:\d+\?/);
    await person.shot('consent');
    await person.clickDialog('Send');
    await expect.poll(paid.calls).toBe(1);
    await person.notice(
      /8\d % of the day budget is spent: \$0\.1\d+ of \$0\.22, per developer and machine\./,
    );
    await atRest(person);
    await person.shot('budget-near');
    const item = await person.statusBarMatching(/\$0\.1\d\/\$0\.22$/);
    expect(item.kind).toBe('warning');
  });

  test('is stopped in another window, too, with the reason and the way on', async () => {
    await spendOnce();
    const other = await otherWindow();
    await other.statusBarMatching(/\$0\.1\d\/\$0\.22$/);
    const before = paid.calls();
    const refusal = await refusedIn(other);
    expect(await refusal.innerText()).toMatch(
      /Not sent: your \$0\.22 day limit has \$0\.0\d+ left; this needs up to \$0\.2\d+ held.*It resets at 00:00.*\(switchyard\.budget\.perDay\)/s,
    );
    expect(await other.notifications()).toHaveLength(1);
    await atRest(other);
    await other.shot('budget-refused');
    expect(paid.calls()).toBe(before);
  });

  test('finds the way on in the hover and on the dashboard, too, each of which asks once more', async () => {
    const other = await otherWindow();
    await refusedIn(other);
    const before = paid.calls();
    const hover = await other.statusBarHover();
    expect(hover).toContain(
      'Not sent: the last request needs more than your day limit has left (switchyard.budget.perDay).',
    );
    expect(hover).toMatch(/Allow once….*Change limit…/s);
    await other.shot('budget-refused-hover');
    await other.command('Switchyard: Open Dashboard');
    const notice = other.webview().locator('.notice', { hasText: 'Not sent: your $0.22 day limit' });
    await notice.waitFor();
    await other.shot('budget-refused-dashboard');
    await notice.getByRole('button', { name: 'Allow once…' }).click();
    expect(await other.dialog()).toMatch(
      /Let this one request go all the same\?.*It was not sent: your \$0\.22 day limit has/s,
    );
    await other.shot('budget-allow-once');
    await other.clickDialog('Cancel');
    expect(paid.calls()).toBe(before);
  });

  test('may let one request through, and the limit stands red in both windows', async () => {
    const other = await otherWindow();
    await refusedIn(other);
    const before = paid.calls();
    await other.clickNotification('Allow Once');
    await expect.poll(paid.calls).toBe(before + 1);
    for (const at of [other, person]) {
      const item = await at.statusBarMatching(/\$0\.22 day limit · resets 00:00$/);
      expect(item.kind).toBe('error');
    }
    await person.page.bringToFront();
    await person.shot('budget-reached');
    await complete(person);
    await person.notice(/Not sent: your \$0\.22 day limit has \$0 left/);
    expect(paid.calls()).toBe(before + 1);
  });

  test('sees a settings file that broke: once, with the line, the place and what it stops', async () => {
    const { workspace } = person.place;
    const file = path.join(workspace, '.vscode/settings.json');
    await mkdir(path.dirname(file), { recursive: true });
    try {
      await writeFile(file, '{\n  "switchyard.budget.perDay": 1\n  "editor.tabSize": 2\n}\n');
      const notice = await person.notice(/\.vscode\/settings\.json has a syntax error in line 3/);
      expect(await notice.innerText()).toContain('Paid calls wait until then.');
      const item = await person.statusBarMatching(/Fix budget setting$/);
      expect(item.kind).toBe('error');
      await person.shot('broken-setting');
      await person.clickNotification('Open the Setting');
      await person.page.locator('.tab.active[data-resource-name="settings.json"]').waitFor();
      await expect.poll(() => person.page.locator('.statusbar').innerText()).toContain('Ln 3');
      await expect.poll(() => person.statusBarHover()).toContain('syntax error in line 3');
    } finally {
      await rm(file, { force: true });
    }
    await person.statusBarMatching(/\/\$0\.22$|\$0\.22 day limit/);
  });

  test('may change their own limit where it refused', async () => {
    await refusedIn(person);
    await person.clickNotification('Change Limit…');
    const box = person.page.locator('.quick-input-widget', { hasText: 'Your limit per day, in US dollars' });
    await box.waitFor();
    await person.typeInQuickInput('fifty');
    await expect.poll(() => person.quickInputText()).toContain('A number of dollars, such as 5');
    await box.locator('input.input').fill('50');
    await expect.poll(() => person.quickInputText()).not.toContain('A number of dollars');
    await person.shot('budget-change');
    await person.press('Enter');
    await person.notice(/Your limit is \$50 per day now\./);
    await person.statusBarMatching(/\$0\.\d\d\/\$50/);
  });

  test('but has no way past a limit that the workspace set', async () => {
    await spendOnce();
    const { workspace, dataFolder } = person.place;
    const ownSettings = path.join(userDataFolder(dataFolder), 'User/settings.json');
    const mine: Readonly<Record<string, unknown>> = JSON.parse(readFileSync(ownSettings, 'utf8'));
    await writeFile(ownSettings, JSON.stringify({ ...mine, 'switchyard.budget.perDay': 50 }));
    const file = path.join(workspace, '.vscode/settings.json');
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, '{ "switchyard.budget.perDay": 0.1 }');
    await person.statusBarMatching(/\$0\.10 day limit/);
    const before = paid.calls();
    await complete(person);
    const refusal = await person.notice(/Not sent: your workspace’s \$0\.10 day limit has/);
    expect(await refusal.innerText()).not.toMatch(/Allow Once|Limit…/);
    await atRest(person);
    await person.shot('budget-workspace');
    await person.command('Switchyard: Allow the Refused Request Once');
    await expect
      .poll(() => person.page.locator('.statusbar').innerText())
      .toContain('Nothing refused the last request that is yours to allow.');
    expect(paid.calls()).toBe(before);
  });

  test('and of all this neither the key nor the code is in a log or in what is stored', async () => {
    await spendOnce();
    const { dataFolder, storage } = person.place;
    const logs = filesUnder(path.join(userDataFolder(dataFolder), 'logs'));
    const ours = logs.filter((file) => path.basename(file) === 'Switchyard.log');
    const traced = ours.map((file) => readFileSync(file, 'utf8')).join('\n');
    expect(traced).toMatch(/task \S+: failed, budgetRefused/);
    const sent = JSON.stringify(paid.home.control.requests());
    expect(sent).toContain('addToCart');
    const kept = [...ours, ...filesUnder(storage)];
    const holding = (files: readonly string[], words: string) =>
      files.filter((file) => readFileSync(file, 'latin1').includes(words));
    expect(holding(kept, 'addToCart')).toEqual([]);
    expect(holding([...logs, ...kept], paid.home.apiKey)).toEqual([]);
  });
});

function filesUnder(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}
