import { expect, test } from 'vitest';
import { restoreState, type PageState } from '../../../src/dashboard/pageState.ts';
import { chosenRows } from '../../../src/dashboard/views/requests.ts';
import { buildSnapshot } from '../../../src/dashboard/host/snapshot.ts';
import { localRow, now, settledRow, snapshotInput } from './ledgerRows.ts';

const { recent } = buildSnapshot(
  snapshotInput({
    recent: [
      settledRow({ attemptId: 'cheap', model: 'deepseek-chat', settlement: { cost: undefined } }),
      settledRow({ attemptId: 'dear', startedAt: now - 2_000_000 }),
      localRow({ attemptId: 'local', startedAt: now - 3_000_000 }),
    ],
  }),
).real;

function choose(patch: Partial<PageState>): string[] {
  return chosenRows(recent, { ...restoreState(undefined), ...patch }).map((row) => row.attemptId);
}

test('newest first, unless asked otherwise', () => {
  expect(choose({})).toEqual(['cheap', 'dear', 'local']);
  expect(choose({ descending: false })).toEqual(['local', 'dear', 'cheap']);
});

test('by class, by tier and by every word given', () => {
  expect(choose({ class: 'format' })).toEqual(['local']);
  expect(choose({ tier: 'reasoning' })).toEqual(['cheap', 'dear']);
  expect(choose({ find: 'DeepSeek high-stakes' })).toEqual(['cheap']);
  expect(choose({ find: 'deepseek formatter' })).toEqual([]);
});

test('what nobody knows is last, up or down', () => {
  expect(choose({ sortBy: 'cost' })).toEqual(['dear', 'local', 'cheap']);
  expect(choose({ sortBy: 'cost', descending: false })).toEqual(['local', 'dear', 'cheap']);
});

test('a state that an older page saved is dropped, not misread', () => {
  expect(restoreState({ realm: 'real', columns: [] })).toEqual(restoreState(undefined));
});
