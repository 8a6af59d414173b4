import { expect, it } from 'vitest';
import { SwitchyardError } from '../../../src/core/errors.ts';
import { noAnswer, type TaskEnd } from '../../../src/core/gatewayTask.ts';
import type { Check } from '../../../src/core/receipt/receipt.ts';
import { receiptOf } from '../../../src/core/receipt/receiptOf.ts';
import { createRecentRequests } from '../../../src/vscode/recentRequests.ts';
import { attempt } from '../receipt/receiptRows.ts';

const minute = 60_000;

function answered(check?: Check): TaskEnd {
  return { kind: 'answered', answer: noAnswer, receipt: receiptOf([attempt()], { check }) };
}

function recorder() {
  let now = 0;
  const recent = createRecentRequests({ monotonic: () => now });
  return {
    recent,
    after: (ms: number) => (now += ms),
    end: (text: string, end: TaskEnd = answered(), workspaceId = 'w') =>
      recent.ended({ taskId: text, text, workspaceId }, end),
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
  end('broken', answered({ state: 'failed', what: '1 problem' }));
  const error = new SwitchyardError('connectionLost', 'gone');
  end('lost', { kind: 'failed', error, answer: noAnswer, receipt: receiptOf([attempt()]) });
  expect(failures()).toEqual([false, true, true]);
  recent.failed('fine');
  expect(failures()).toEqual([true, true, true]);
});

it('leaves out what was refused before anything ran', () => {
  const { end, texts } = recorder();
  const error = new SwitchyardError('budgetRefused', 'too dear');
  end('refused', { kind: 'failed', error, answer: noAnswer, receipt: undefined });
  expect(texts()).toEqual([]);
});
