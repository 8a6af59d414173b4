/**
 * A person who points Switchyard at a server of somebody else: one question for an address that is new and a price
 * that is unknown, then none; a price of their own; and the question before an edit that nothing has checked.
 */
import { LLMock } from '@copilotkit/aimock';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { patience } from '../patience.ts';
import { packageExtension } from './package.ts';
import { sitDown, type Person } from './person.ts';

const canRunVscode = process.platform === 'linux' && process.arch === 'x64';

describe.skipIf(!canRunVscode)('a person at a new address with an unknown price', () => {
  let mock: LLMock;
  let person: Person;
  const calls = () => mock.getRequests().length;

  beforeAll(async () => {
    const { file } = await packageExtension();
    mock = new LLMock({ port: 0 });
    await mock.start();
    mock.onMessage(/./, {
      content: '```typescript\nreturn lines.length;\n```',
      usage: { prompt_tokens: 1200, completion_tokens: 40, total_tokens: 1240 },
    });
    person = await sitDown({
      vsix: file,
      settings: {
        'switchyard.providers': { workshop: { baseUrl: `${mock.url}/v1`, dialect: 'custom' } },
        'switchyard.models.fast': 'workshop/mock-small',
        'switchyard.models.reasoning': 'workshop/mock-small',
      },
    });
    await person.statusBarMatching(/\$0\/\$5/);
  });

  afterAll(async () => {
    await person?.leave();
    await mock?.stop();
  });

  const dialogs = () => person.page.locator('.monaco-dialog-box');

  async function complete(): Promise<void> {
    await person.openFile('src/cart.ts', 9);
    await person.command('Switchyard: Complete at Cursor');
  }

  test('who cancels is told nothing, and nothing is sent', async () => {
    await complete();
    const words = await person.dialog();
    expect(words).toMatch(/Send code and questions to 127\.0\.0\.1:\d+, to a model whose price is unknown\?/);
    expect(words).toContain('Nobody here knows the price of workshop/mock-small.');
    await person.shot('new-address');
    await person.press('Escape');
    await dialogs().waitFor({ state: 'hidden' });
    await person.statusBarMatching(/\$0\/\$5/);
    expect(await person.notifications()).toEqual([]);
    expect(calls()).toBe(0);
  });

  test('who sends is asked no more', async () => {
    await complete();
    await person.clickDialog('Send');
    await expect.poll(calls).toBe(1);
    await person.statusBarMatching(/\$\? · /);
    await person.shot('unknown-price');
    await complete();
    await expect.poll(calls).toBe(2);
    await person.statusBarMatching(/\$\? · /);
    expect(await dialogs().count()).toBe(0);
  });

  test('who sets a price sees what it costs from then on', async () => {
    await person.command('Switchyard: Set Model Price…');
    await expect.poll(() => person.quickInputText()).toMatch(/workshop\/mock-small\s*price unknown/);
    await person.press('Enter');
    await person.page.locator('.quick-input-title', { hasText: '(1 of 2)' }).waitFor();
    await person.typeInQuickInput('0.0000025');
    await person.page.locator('.quick-input-message', { hasText: 'per token' }).waitFor();
    await person.shot('price-slip');
    await person.page.locator('.quick-input-widget input.input').first().fill('');
    await person.typeInQuickInput('2.5');
    await person.press('Enter');
    await person.page.locator('.quick-input-title', { hasText: '(2 of 2)' }).waitFor();
    await person.typeInQuickInput('$10');
    await person.shot('price');
    await person.press('Enter');
    await complete();
    // 1,200 × $2.5 + 40 × $10 a million.
    await person.statusBarMatching(/\$0\.003 · /);
    expect(await person.notifications()).toEqual([]);
    await person.statusBarHover();
    await person.shot('priced-hover');
  });

  test('is asked before an edit that failed its check is applied', async () => {
    mock.clearFixtures();
    mock.onMessage(/./, { content: '```typescript\nreturn lines.map((line) => {\n```' });
    await complete();
    const tab = person.page.locator('.tab.active', { hasText: /check failed/ });
    await tab.waitFor({ timeout: patience.event });
    expect(await tab.innerText()).toMatch(/check failed: “[{(]” in line \d+ is not closed/);
    await person.shot('failed-review');
    await person.press('Control+Enter');
    expect(await person.dialog()).toMatch(
      /This edit failed its check\. Apply it anyway\?\s+“[{(]” in line \d+/,
    );
    await person.shot('failed-apply');
    await person.press('Escape');
    await dialogs().waitFor({ state: 'hidden' });
    await tab.waitFor();
    // The keyboard comes back to the editor a moment after the dialog has gone.
    await person.page.locator('.monaco-editor.focused').first().waitFor();
    await person.press('Control+Enter');
    await dialogs().waitFor();
    await person.press('Enter');
    await expect.poll(() => person.editorText()).toContain('lines.map((line) => {');
  });
});
