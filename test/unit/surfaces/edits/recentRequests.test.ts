import { expect, it } from 'vitest';
import { SwitchyardError } from '../../../../src/core/model/errors.ts';
import { noAnswer, type TaskEnd } from '../../../../src/core/gateway/contract.ts';
import type { CheckResult } from '../../../../src/core/model/route.ts';
import type { Turn } from '../../../../src/core/prompt/promptInput.ts';
import { receiptOf } from '../../../../src/core/receipt/receiptOf.ts';
import { createRecentRequests } from '../../../../src/surfaces/edits/recentRequests.ts';
import { attempt, recorded } from '../../core/receipt/receiptRows.ts';

const minute = 60_000;

function answered(check?: CheckResult): TaskEnd {
  return { kind: 'answered', answer: noAnswer, receipt: recorded([attempt()], { check }) };
}

function recorder() {
  let now = 0;
  const recent = createRecentRequests({ monotonic: () => now });
  return {
    recent,
    after: (ms: number) => (now += ms),
    end: (text: string, end: TaskEnd = answered(), workspaceId = 'w', turns: readonly Turn[] = []) =>
      recent.ended({ taskId: text, text, workspaceId, form: 'diff', turns }, end),
    texts: (workspaceId = 'w') => recent.previous(workspaceId).map(({ text }) => text),
    failures: () => recent.previous('w').map(({ failed }) => failed),
  };
}

it('keeps the last three of a workspace, oldest first', () => {
  const { end, texts } = recorder();
  for (const text of ['a', 'b', 'c', 'd']) end(text);
  end('elsewhere', answered(), 'other');
  expect(texts()).toEqual(['b', 'c', 'd']);
  expect(texts('other')).toEqual(['elsewhere']);
});

it('forgets after a quarter of an hour', () => {
  const { end, texts, after } = recorder();
  end('a');
  after(14 * minute);
  end('b');
  expect(texts()).toEqual(['a', 'b']);
  after(minute);
  expect(texts()).toEqual(['b']);
});

it('says how each went: class, tier, and whether it did', () => {
  const { recent, end, failures } = recorder();
  end('fine');
  expect(recent.previous('w')).toEqual([
    { text: 'fine', class: 'refactor', tier: 'reasoning', failed: false },
  ]);
  end('broken', answered({ verdict: 'failed', what: ['1 problem'] }));
  const error = new SwitchyardError('connectionLost', 'gone');
  end('lost', { kind: 'failed', error, answer: noAnswer, receipt: receiptOf([attempt()]) });
  expect(failures()).toEqual([false, true, false]);
  end('stopped', { kind: 'stopped', answer: noAnswer, receipt: receiptOf([attempt()]) });
  expect(failures()).toEqual([true, false, false]);
  recent.failed('lost');
  expect(failures()).toEqual([true, true, false]);
});

it('keeps what was answered, for a request that goes on with it', () => {
  const { recent, end } = recorder();
  expect(recent.turns('w')).toEqual([]);
  const receipt = receiptOf([attempt()]);
  const saying = (text: string): TaskEnd => ({ kind: 'answered', answer: { ...noAnswer, text }, receipt });
  end('use the logger', saying('log(x)'));
  expect(recent.turns('w')).toEqual([{ question: 'use the logger', answer: 'log(x)', form: 'diff' }]);
  expect(recent.turns('other')).toEqual([]);
  for (const text of ['same here', 'and here', 'here too']) end(text, saying(text), 'w', recent.turns('w'));
  expect(recent.turns('w').map(({ question }) => question)).toEqual([
    'use the logger',
    'and here',
    'here too',
  ]);
  end('sort these', { kind: 'local', summary: 'sorted', receipt });
  expect(recent.turns('w')).toEqual([{ question: 'sort these', answer: 'sorted', form: 'diff' }]);
});

it('keeps the two ends of a long answer, and never nothing', () => {
  const { recent, end } = recorder();
  const receipt = receiptOf([attempt()]);
  end('plan', { kind: 'answered', answer: { ...noAnswer, text: `a${'x'.repeat(90_000)}z` }, receipt });
  const [turn] = recent.turns('w');
  expect(turn?.answer).toMatch(/^ax+\n\[…\]\nx+z$/);
  expect(turn?.answer.length).toBeLessThan(13_000);
  end('stopped', { kind: 'stopped', answer: noAnswer, receipt });
  expect(recent.turns('w')[0]?.answer).toBe('(No answer came.)');
});

it('leaves out what was refused before anything ran', () => {
  const { end, texts } = recorder();
  const error = new SwitchyardError('budgetRefused', 'too dear');
  end('refused', { kind: 'failed', error, answer: noAnswer, receipt: undefined });
  expect(texts()).toEqual([]);
});
