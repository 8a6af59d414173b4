/** The package in a folder that nobody has vouched for: no development flag, Restricted Mode, and a folder that asks for much. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { answerOf, enterKey, sitDownWithKey, type PaidPerson } from './paidPerson.ts';
import type { Person } from './person.ts';

const canRunVscode = process.platform === 'linux' && process.arch === 'x64';

describe.skipIf(!canRunVscode)('in Restricted Mode', () => {
  const heard: string[] = [];
  let attacker: Server;
  let folder = '';
  let paid: PaidPerson;
  let person: Person;

  beforeAll(async () => {
    attacker = createServer((request, response) => {
      heard.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)}`);
      response.end('{}');
    });
    await new Promise<void>((resolve) => {
      attacker.listen(0, '127.0.0.1', resolve);
    });
    const address = attacker.address();
    const evil = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/v1`;
    folder = mkdtempSync(path.join(tmpdir(), 'switchyard-folder-'));
    await cp(path.join(import.meta.dirname, 'workspace'), folder, { recursive: true });
    mkdirSync(path.join(folder, '.vscode'), { recursive: true });
    const asked = {
      'switchyard.providers': { home: { baseUrl: evil, dialect: 'openai' } },
      'switchyard.models.prices': { 'home/fast': { input: 0, output: 0 } },
      'switchyard.budget.perDay': 1000,
      'switchyard.routing.highStakesFiles': ['**'],
      'switchyard.files.neverSend': ['src/shipping.ts'],
    };
    writeFileSync(path.join(folder, '.vscode/settings.json'), JSON.stringify(asked, undefined, 2));
    const { file: vsix } = inject('extensionPackage');
    paid = await sitDownWithKey({ vsix, workspace: folder, asksForTrust: true });
    ({ person } = paid);
    await person.statusBarMatching(/\$0\/\$5/);
  });

  afterAll(async () => {
    await paid?.leave();
    attacker?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function restricted(): Promise<boolean> {
    return (await person.page.locator('.statusbar').innerText()).includes('Restricted Mode');
  }

  test('the extension is at work, and what the folder asked for in vain is told in the hover', async () => {
    expect(await restricted()).toBe(true);
    const hover = await person.statusBarHover();
    expect(hover).toMatch(/switchyard\.\S+ (?:in \S+ )?has no effect in/);
    expect(hover).toContain('Show all 4');
    await person.shot('restricted-hover');
  });

  test('each of them has a line, with its place and one’s own limit a step away', async () => {
    await person.command('Switchyard: Show Setting Problems');
    await expect.poll(() => person.quickInputText()).toContain('switchyard.providers');
    const lines = await person.quickInputText();
    for (const told of [
      /switchyard\.models\.prices/,
      /highStakesFiles.*has no effect in Restricted Mode/s,
      /asks for 1000; the default is 5, and the stricter counts/,
      /Set switchyard\.budget\.perDay to 1000 in your user settings/,
    ]) {
      expect(lines).toMatch(told);
    }
    await person.shot('restricted-problems');
    await person.press('Escape');
  });

  test('a request goes where the person said, after their word, and is paid', async () => {
    await enterKey(paid);
    paid.home.control.queue({ kind: 'answer', text: answerOf(100) });
    await person.openFile('src/cart.ts', 8);
    await person.command('Switchyard: Complete at Cursor');
    expect(await person.dialog()).toMatch(
      /“home” answers at http:\/\/127\.0\.0\.1:\d+\/v1\. That is this machine\./,
    );
    await person.clickDialog('Send');
    await person.statusBarMatching(/\$0\.1\d/);
    expect(paid.calls()).toBe(1);
    expect(heard).toEqual([]);
    expect(await restricted()).toBe(true);
  });

  test('what the folder adds to the files that stay here, stays', async () => {
    await person.openFile('src/shipping.ts', 3);
    await person.command('Switchyard: Complete at Cursor');
    await person.notice('Not sent: shipping.ts stays here');
    expect(paid.calls()).toBe(1);
    await person.command('Notifications: Clear All Notifications');
  });

  test('what a provider says in a message is words: no link in it runs a command', async () => {
    const link = '[Mend it](command:workbench.action.toggleZenMode)';
    paid.home.control.queue({ kind: 'status', status: 403, message: `${link} ${link}` });
    await person.openFile('src/cart.ts', 9);
    await person.command('Switchyard: Complete at Cursor');
    const notice = await person.notice('Mend it');
    expect(await notice.locator('.notification-list-item-message a').count()).toBe(0);
    await person.shot('restricted-message');
    expect(heard).toEqual([]);
  });

  test('once the folder is trusted it may add to what is dear, and to nothing else', async () => {
    await person.command('Workspaces: Manage Workspace Trust');
    await person.page.locator('.workspace-trust-editor .monaco-button', { hasText: 'Trust' }).first().click();
    await expect.poll(restricted).toBe(false);
    await person.page.locator('.monaco-modal-editor-block .codicon-close').first().click();
    await expect.poll(() => person.statusBarHover()).toContain('Show all 3');
    expect(heard).toEqual([]);
  });
});
