import { expect, it, vi } from 'vitest';
import { Uri } from 'vscode';
import { requestOf, type EditorSnapshot } from '../../../../src/surfaces/edits/editorSnapshot.ts';

vi.mock('vscode', () => import('../../../doubles/editor.ts'));

it.each([
  ['a small file', 100, undefined, 50, 150],
  ['a selection in it', 100, 'x'.repeat(30), 50, 180],
  ['a large file', 600_000, undefined, 400_000, 24_000],
  ['a large selection of a large file', 600_000, 'x'.repeat(50_000), 400_000, 74_000],
] as const)('counts of %s what is sent', (_, before, selection, after, characters) => {
  const snapshot: Omit<EditorSnapshot, 'editor' | 'version' | 'range' | 'text' | 'step'> = {
    uri: Uri.file('/shop/a.ts'),
    path: 'a.ts',
    language: 'typescript',
    before: 'b'.repeat(before),
    selection: selection === undefined ? undefined : { text: selection, lines: 1, shape: 'lines' },
    after: 'a'.repeat(after),
    cursor: undefined,
    diagnostics: [],
  };
  const request = requestOf(snapshot, { surface: 'command', command: 'ask', text: 'tidy it' });
  expect(request.contextCharacters).toBe(characters);
  expect(request).toMatchObject({ files: ['a.ts'], fullPath: '/shop/a.ts' });
});
