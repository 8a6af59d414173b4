import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { root, sourceFiles } from './sourceFiles.ts';

const files = sourceFiles('test').filter((file) => file.path.startsWith('test/unit/'));

test('unit tests lie in the folders of src', () => {
  const folders = new Set(files.map((file) => path.posix.dirname(file.path).replace('test/unit', 'src')));
  expect([...folders].filter((folder) => !existsSync(path.join(root, folder)))).toEqual([]);
});

test('unit tests share the modules that they load, so all see the same editor and none mocks what another needs', () => {
  const mocks = files.flatMap(({ path: name, text }) =>
    Array.from(text.matchAll(/\bvi\.(?:do)?mock\(([^;]*)\);/gi), ([, how = '']) => `${name}: ${how}`),
  );
  expect(
    mocks.filter((mock) => !/: 'vscode', \(\) => import\('[./]+doubles\/editor\.ts'\)$/.test(mock)),
  ).toEqual([]);
  expect(mocks.length).toBeGreaterThan(5);
});
