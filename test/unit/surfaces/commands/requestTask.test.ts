import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { uncertainFiles } from '../../../../src/core/gateway/contract.ts';
import type { Turn } from '../../../../src/core/prompt/promptInput.ts';
import { openInEditor } from '../../../doubles/editor.ts';
import { requestTask } from '../../../../src/surfaces/commands/requestTask.ts';

vi.mock('vscode', () => import('../../../doubles/editor.ts'));

const turns: readonly Turn[] = [
  { question: 'how should it log?', answer: 'Pass a logger in.', form: 'document' },
];

function posed(trusted: string[] = [], allowOnce?: readonly string[]) {
  const nothing = async (): Promise<never> => {
    throw new Error('not asked for');
  };
  const review = { review: nothing, applyShown: nothing, discardShown: nothing, dispose() {} };
  const edits = { applied() {}, appliedByTool() {}, judgedLater() {}, rejected() {} };
  return requestTask(
    {
      scratch: { with: nothing },
      review,
      ask: nothing,
      tell() {},
      neverSend: async () => ({ globs: ['*.env'], trustedLinks: new Set(trusted) }),
      onTrustedLink: (link) => trusted.push(link),
      workspaceId: 'w',
      edits,
    },
    { request: { surface: 'command', command: 'ask', text: 'do that' }, snapshot: undefined, turns },
    undefined,
    allowOnce,
  );
}

it('a request is what the editor knows, with the turns that it may go on with', () => {
  const { request } = posed();
  expect(request).toMatchObject({
    editor: { text: 'do that' },
    content: { kind: 'editor', turns, context: undefined },
    workspaceId: 'w',
  });
});

describe('of the files that would be sent', () => {
  it('one stays where the list names it by now', async () => {
    const { host } = posed();
    expect(await host.mayLeave(['file:///app/a.md', 'file:///app/prod.env'])).toMatchObject({
      why: 'prod.env stays here, since “*.env” in switchyard.files.neverSend names it',
      isUncertain: false,
    });
    expect(await host.mayLeave([])).toBeUndefined();
  });

  it('what must stay is told before what may be allowed, which hides nothing', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'switchyard-turns-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    symlinkSync('gone', path.join(folder, 'a.md'));
    const files = [`file://${folder}/a.md`, `file://${folder}/prod.env`];
    const { host } = posed([], [uncertainFiles]);
    expect(await host.mayLeave(files)).toMatchObject({ isUncertain: false });
    expect(await host.mayLeave(files.slice(0, 1))).toMatchObject({ isUncertain: true });
  });
});

it('a person’s word on the link that an open folder lies behind is kept for the window, and on no other', async () => {
  const root = mkdtempSync(path.join(tmpdir(), 'switchyard-turns-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  mkdirSync(path.join(root, 'real'));
  writeFileSync(path.join(root, 'real/a.md'), 'x');
  symlinkSync('real', path.join(root, 'home'));
  symlinkSync('a.md', path.join(root, 'real/b.md'));
  const folder = { name: 'home', path: path.join(root, 'home'), scheme: 'vscode-remote' };
  openInEditor({ remoteName: 'ssh-remote', folders: [folder] });
  const trusted: string[] = [];
  const judge = async (file: string, allowOnce?: readonly string[]): Promise<unknown> => {
    const { host } = posed(trusted, allowOnce);
    return host.mayLeave([`vscode-remote://${root}/home/${file}`]);
  };
  expect(await judge('a.md')).toMatchObject({ isUncertain: true });
  expect(trusted).toEqual([]);
  expect(await judge('a.md', [uncertainFiles])).toMatchObject({ isUncertain: true });
  expect(trusted).toEqual([`vscode-remote://${root}/home`]);
  expect(await judge('a.md')).toBeUndefined();
  expect(await judge('b.md', [uncertainFiles])).toMatchObject({ isUncertain: true });
  expect(trusted).toHaveLength(1);
});
