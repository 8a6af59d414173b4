import { expect, test } from 'vitest';
import { workspaceIdentity } from '../../../../src/core/budget/workspaceIdentity.ts';

const folders = (...uris: string[]) => workspaceIdentity({ folders: uris });

test('a workspace is the same in every window and spelling', () => {
  expect(folders('file:///home/a/project')).toBe(folders('file:///home/a/project/'));
  expect(folders('file:///C%3A/project')).toBe(folders('file:///c:/project'));
  expect(folders('file:///a', 'file:///b')).toBe(folders('file:///b', 'file:///a', 'file:///b/'));
});

test('different places are different purses', () => {
  const all = [
    folders('file:///a'),
    folders('file:///A'),
    folders('file:///a/b'),
    folders('file:///a', 'file:///b'),
    workspaceIdentity({ workspaceFile: 'file:///a', folders: [] }),
    folders('vscode-remote://ssh-remote%2Bbox/a'),
  ];
  expect(new Set(all).size).toBe(all.length);
});

test('a saved workspace keeps its identity whatever folders it holds', () => {
  const workspaceFile = 'file:///team.code-workspace';
  const before = workspaceIdentity({ workspaceFile, folders: ['file:///a'] });
  expect(workspaceIdentity({ workspaceFile, folders: ['file:///a', 'file:///b'] })).toBe(before);
});

test('nothing open is no workspace, and no path shows through', () => {
  expect(folders()).toBeUndefined();
  expect(folders('file:///home/ada/secret-project')).toMatch(/^f[0-9a-f]{16}$/);
});
