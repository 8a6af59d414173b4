import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  carriedOver,
  type DaySums,
  type HighWater,
  isHighWater,
  judge,
  type LedgerStanding,
} from '../../../../src/core/ledger/highWater.ts';

const mark: HighWater = {
  generation: 'g2',
  deletions: 0,
  position: 10,
  entry: 'a settle 5',
  days: [
    { workspaceId: '', day: '2026-11-18', spent: 50, held: 20 },
    { workspaceId: 'w1', day: '2026-11-18', spent: 30, held: 0 },
  ],
};

interface Facts {
  readonly generation?: string;
  readonly deletions?: number;
  readonly position?: number;
  readonly entry?: string;
  readonly days?: readonly DaySums[];
  readonly moved?: readonly DaySums[];
}

function standing(facts: Facts): LedgerStanding {
  const { generation = 'g2', deletions = 0, position = 10, entry = mark.entry } = facts;
  const { days = mark.days, moved = [] } = facts;
  return {
    generation,
    deletions,
    position,
    wasEarlier: (asked) => asked === 'g1',
    entryAt: (asked) => (asked <= position ? entry : undefined),
    sums: (workspaceId, day) =>
      days.find((sums) => sums.workspaceId === workspaceId && sums.day === day) ?? { spent: 0, held: 0 },
    movedSince: () => moved,
  };
}

const day = '2026-11-18';
const later = [
  { workspaceId: '', day, spent: 65, held: 0 },
  { workspaceId: 'w1', day, spent: 30, held: 0 },
];

test.each<[string, Partial<HighWater>, Facts, string]>([
  ['as it was', {}, {}, 'same'],
  [
    'further on',
    {},
    { position: 12, days: later, moved: [{ workspaceId: '', day, spent: 15, held: -20 }] },
    'same',
  ],
  ['further on without its sums', {}, { position: 12, days: later }, 'figures wrong'],
  [
    'lower by a correction that is there',
    {},
    {
      position: 11,
      days: [
        { workspaceId: '', day, spent: 40, held: 20 },
        { workspaceId: 'w1', day, spent: 30, held: 0 },
      ],
      moved: [{ workspaceId: '', day, spent: -10, held: 0 }],
    },
    'same',
  ],
  ['with a sum that fell', {}, { days: [{ workspaceId: '', day, spent: 49, held: 20 }] }, 'figures wrong'],
  ['shorter', {}, { position: 9 }, 'entries missing'],
  ['as long, with another story', {}, { entry: 'b settle 5' }, 'entries missing'],
  ['longer, with another story', {}, { position: 40, entry: 'b settle 5' }, 'entries missing'],
  ['another', {}, { generation: 'g3' }, 'entries missing'],
  ['the one after a person’s word', { generation: 'g1' }, {}, 'outdated'],
  ['emptied by the person', {}, { deletions: 1, position: 0 }, 'outdated'],
  ['one from before the person emptied it', { deletions: 1 }, {}, 'entries missing'],
  ['another, where nothing had been recorded', { position: 0 }, { generation: 'g3' }, 'outdated'],
])('a ledger that is %s', (_, changes, facts, judgement) => {
  expect(judge({ ...mark, ...changes }, standing(facts))).toBe(judgement);
});

test('what is missing is carried over, holds at their worst case', () => {
  const have = [{ workspaceId: '', day, spent: 10, held: 0 }];
  expect(carriedOver([mark.days], have)).toEqual([
    { workspaceId: 'w1', day, spent: 30 },
    { workspaceId: undefined, day, spent: 30 },
  ]);
  expect(carriedOver([mark.days], mark.days)).toEqual([]);
});

const sums = fc.array(
  fc.record({
    workspaceId: fc.constantFrom('', 'w1', 'w2'),
    day: fc.constantFrom('2026-11-17', day),
    spent: fc.nat(1_000),
    held: fc.nat(1_000),
  }),
  { maxLength: 12 },
);

function total(all: readonly DaySums[], workspaceId: string, ofDay: string, what: 'spent' | 'held'): number {
  return all.find((each) => each.workspaceId === workspaceId && each.day === ofDay)?.[what] ?? 0;
}

test('whatever marks know, nothing of it is forgotten in any workspace or over all', () => {
  fc.assert(
    fc.property(fc.array(sums, { maxLength: 3 }), sums, (known, found) => {
      const have = [...new Map(found.map((each) => [`${each.day} ${each.workspaceId}`, each])).values()];
      const carried = carriedOver(known, have);
      for (const { workspaceId, day: ofDay, spent, held } of known.flat()) {
        const added = carried
          .filter((each) => each.day === ofDay && (workspaceId === '' || each.workspaceId === workspaceId))
          .reduce((sum, each) => sum + each.spent, 0);
        const counted = total(have, workspaceId, ofDay, 'spent') + added;
        expect(counted).toBeGreaterThanOrEqual(spent);
        expect(counted + total(have, workspaceId, ofDay, 'held')).toBeGreaterThanOrEqual(spent + held);
      }
    }),
  );
});

test('only what is whole is taken for a mark', () => {
  expect(isHighWater(mark)).toBe(true);
  for (const broken of [
    undefined,
    null,
    'mark',
    { ...mark, position: -1 },
    { ...mark, position: 1.5 },
    { ...mark, generation: 7 },
    { ...mark, days: [{ workspaceId: '', day, spent: 1e300, held: 0 }] },
    { ...mark, days: 'none' },
  ]) {
    expect(isHighWater(broken)).toBe(false);
  }
});
