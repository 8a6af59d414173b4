import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Classification } from '../../../../src/core/model/request.ts';
import { uncertainFiles } from '../../../../src/core/gateway/gatewayTask.ts';
import type { Turn } from '../../../../src/core/prompt/promptInput.ts';
import type { ModelRoute } from '../../../../src/core/model/route.ts';
import { openInEditor } from '../../../doubles/editor.ts';
import { requestTask } from '../../../../src/surfaces/commands/requestTask.ts';

vi.mock('vscode', () => import('../../../doubles/editor.ts'));

const turns: readonly Turn[] = [
  { question: 'how should it log?', answer: 'Pass a logger in.', form: 'document' },
];

function posed(about: readonly Turn[] = turns, trusted: string[] = [], allowOnce?: readonly string[]) {
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
    { request: { surface: 'command', command: 'ask', text: 'do that' }, snapshot: undefined, turns: about },
    undefined,
    allowOnce,
  );
}

function routeBy(basis: Classification['basis']): ModelRoute {
  const scores = { format: 0, complete: 1, refactor: 0, architect: 0 };
  return {
    class: 'complete',
    policy: 'avoid',
    confidence: 1,
    because: [],
    classification: { class: 'complete', scores, deservesReasoning: 0, basis, evidence: [] },
    tier: 'fast',
    model: { provider: 'home', model: 'fast' },
    effort: 'none',
    mayEscalate: false,
    attemptCaps: { outputTokens: 1, firstTokenSeconds: 1, seconds: 1 },
    taskCaps: { attempts: 1, seconds: 1, cost: undefined },
    predicted: { cost: undefined, seconds: undefined, basis: 'default' },
  };
}

it('a request that goes on sends what it goes on with, one of its own does not', () => {
  const { task, turnsOf } = posed();
  const messages = task.messagesFor(routeBy('followUp'));
  expect(messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user']);
  expect(JSON.stringify(messages[1])).toContain('how should it log?');
  expect(messages[2]).toEqual({ role: 'assistant', text: 'Pass a logger in.' });
  expect(turnsOf(routeBy('followUp'))).toBe(turns);
  expect(task.messagesFor(routeBy('text')).map(({ role }) => role)).toEqual(['system', 'user']);
  expect(turnsOf(routeBy('text'))).toEqual([]);
});

describe('what an earlier answer was about', () => {
  const about = (...files: readonly string[]): readonly Turn[] =>
    files.map((file) => ({ question: 'what is it?', answer: 'KEY=x', form: 'document', file }));

  it('stays where the list names it by now', async () => {
    const { task } = posed(about('file:///app/a.md', 'file:///app/prod.env'));
    task.messagesFor(routeBy('followUp'));
    expect(await task.whyNeverSent()).toMatchObject({
      why: 'prod.env stays here, since “*.env” in switchyard.files.neverSend names it',
      isUncertain: false,
    });
  });

  it('is no matter to a request that does not go on with it', async () => {
    const { task } = posed(about('file:///app/prod.env'));
    task.messagesFor(routeBy('text'));
    expect(await task.whyNeverSent()).toBeUndefined();
  });

  it('is told before what may be allowed, which hides nothing', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'switchyard-turns-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    symlinkSync('gone', path.join(folder, 'a.md'));
    const files = [`file://${folder}/a.md`, `file://${folder}/prod.env`];
    const { task } = posed(about(...files), [], [uncertainFiles]);
    task.messagesFor(routeBy('followUp'));
    expect(await task.whyNeverSent()).toMatchObject({ isUncertain: false });
    const alone = posed(about(...files.slice(0, 1)));
    alone.task.messagesFor(routeBy('followUp'));
    expect(await alone.task.whyNeverSent()).toMatchObject({ isUncertain: true });
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
  const turn = (file: string): readonly Turn[] => [
    { question: 'q', answer: 'a', form: 'document', file: `vscode-remote://${root}/home/${file}` },
  ];
  const trusted: string[] = [];
  const judge = async (file: string, allowOnce?: readonly string[]): Promise<unknown> => {
    const { task } = posed(turn(file), trusted, allowOnce);
    task.messagesFor(routeBy('followUp'));
    return task.whyNeverSent();
  };
  expect(await judge('a.md')).toMatchObject({ isUncertain: true });
  expect(trusted).toEqual([]);
  expect(await judge('a.md', [uncertainFiles])).toMatchObject({ isUncertain: true });
  expect(trusted).toEqual([`vscode-remote://${root}/home`]);
  expect(await judge('a.md')).toBeUndefined();
  expect(await judge('b.md', [uncertainFiles])).toMatchObject({ isUncertain: true });
  expect(trusted).toHaveLength(1);
});
