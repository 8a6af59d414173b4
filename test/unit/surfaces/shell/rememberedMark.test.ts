import { expect, test } from 'vitest';
import type { HighWater } from '../../../../src/core/ledger/highWater.ts';
import { silentLog } from '../../../../src/core/model/ports.ts';
import { ledgerMarksKey, rememberedMark, rememberedKeys } from '../../../../src/surfaces/shell/remembered.ts';
import { fakeMemento } from '../../../doubles/memento.ts';

const markAt = (position: number): HighWater => ({
  generation: 'g',
  deletions: 0,
  position,
  entry: 'a settle 5',
  days: [{ workspaceId: '', day: '2026-11-18', spent: position, held: 0 }],
});

test('each ledger has a mark of its own: the editor’s state is one for local and remote machines', () => {
  const state = fakeMemento();
  const [here, there] = ['/here', '/there'].map((folder) =>
    rememberedMark(state, folder, () => 1, silentLog),
  );
  here?.write(markAt(7));
  expect(there?.read()).toBeUndefined();
  there?.write(markAt(2));
  expect(here?.read()).toEqual(markAt(7));
  here?.write(undefined);
  expect(here?.read()).toBeUndefined();
  expect(there?.read()).toEqual(markAt(2));
});

test('of many places the longest unchanged are forgotten', () => {
  const state = fakeMemento();
  for (let index = 0; index < 25; index += 1) {
    rememberedMark(state, `/container ${index}`, () => index, silentLog).write(markAt(index));
  }
  const known = (index: number) => rememberedMark(state, `/container ${index}`, () => 99, silentLog).read();
  expect(known(4)).toBeUndefined();
  expect(known(5)).toEqual(markAt(5));
  expect(known(24)).toEqual(markAt(24));
});

test('what is none is no reason to fail, and is deleted with everything else', () => {
  const state = fakeMemento(new Map([[ledgerMarksKey, 'nonsense']]));
  const mark = rememberedMark(state, '/here', () => 1, silentLog);
  expect(mark.read()).toBeUndefined();
  mark.write(markAt(3));
  expect(mark.read()).toEqual(markAt(3));
  expect(rememberedKeys).toContain(ledgerMarksKey);
});
