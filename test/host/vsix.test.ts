/** The package as a person installs it: no development flag, no test driver. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageExtension, type ExtensionPackage } from './package.ts';
import { sitDown, type Person } from './person.ts';

const canRunVscode = process.platform === 'linux' && process.arch === 'x64';

describe.skipIf(!canRunVscode)('the packaged extension', () => {
  let extension: ExtensionPackage;
  let person: Person;

  beforeAll(async () => {
    extension = await packageExtension();
    person = await sitDown({ vsix: extension.file });
  });

  afterAll(() => person?.leave());

  test('is small and holds nothing but what runs', () => {
    expect(extension.bytes).toBeLessThan(3_000_000);
    expect(
      extension.files.filter((file) => /\.(ts|map|vsix)$|^(src|test|node_modules)\//.test(file)),
    ).toEqual([]);
  });

  test('shows itself in the status bar of a real VS Code', async () => {
    const item = await person.statusBarMatching(/\S/);
    expect(item.kind).toBe('plain');
    await person.shot('vsix-status-bar');
  });
});
