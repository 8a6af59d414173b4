/** The package as a person installs it: no development flag, no test driver. */
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { sitDown, type Person } from './person.ts';

const canRunVscode = process.platform === 'linux' && process.arch === 'x64';

describe.skipIf(!canRunVscode)('the packaged extension', () => {
  let person: Person;

  beforeAll(async () => {
    person = await sitDown({ vsix: inject('extensionPackage').file });
  });

  afterAll(() => person?.leave());

  test('is small and holds nothing but what runs', () => {
    const extension = inject('extensionPackage');
    expect(extension.bytes).toBeLessThanOrEqual(750_000);
    expect(
      extension.files.filter((file) => /\.(ts|map|vsix)$|^(src|test|node_modules)\//.test(file)),
    ).toEqual([]);
  });

  test('lays a file out by the formatter of a real VS Code, for nothing', async () => {
    await person.openFile('data/catalogue.json');
    await person.command('Switchyard: Format');
    const item = await person.statusBarMatching(/formatter · \$0/);
    expect(item.kind).toBe('plain');
    expect(await person.editorText()).toContain('  "currency": "USD",\n');
    await person.shot('vsix-format');
  });

  test('answers a question in practice, with no key', async () => {
    await person.command('Switchyard: Ask…');
    await person.typeInQuickInput('sort dog, paper, cat, eggs, cheese into categories');
    await person.press('Enter');
    await person.statusBarMatching(/practice/);
    expect(await person.notifications()).toEqual([]);
    await person.shot('vsix-ask');
  });
});
