/**
 * How far a ledger had come, kept outside its file: what an older copy, a shortened log or a damaged
 * sum is told by, and what of the lost spending is still known.
 */

/** Sums of a day in nano-USD; `workspaceId` '' stands for all of the user's. */
export interface DaySums {
  readonly workspaceId: string;
  readonly day: string;
  readonly spent: number;
  readonly held: number;
}

export interface HighWater {
  /** Names the ledger since its beginning, or since a person's last word on a loss. */
  readonly generation: string;
  /** How often the person had deleted everything. */
  readonly deletions: number;
  /** Of the last entry in the journal; 0 = none. */
  readonly position: number;
  /** Tells the entry at `position` from any other. */
  readonly entry: string;
  /** Of the days whose weeks and months are not over for long. */
  readonly days: readonly DaySums[];
}

/** Whether the ledger that stands there now can be the one of the mark. */
export type Judgement = 'same' | 'outdated' | 'entries missing' | 'figures wrong';

/** The ledger as it stands now, asked about a mark. */
export interface LedgerStanding {
  readonly generation: string;
  readonly deletions: number;
  readonly position: number;
  wasEarlier(generation: string): boolean;
  /** undefined: there is no such entry. */
  entryAt(position: number): string | undefined;
  sums(workspaceId: string, day: string): Pick<DaySums, 'spent' | 'held'>;
  /** What the entries after `position` moved, by workspace ('' = all) and day. */
  movedSince(position: number): readonly DaySums[];
}

const keyOf = ({ workspaceId, day }: Pick<DaySums, 'workspaceId' | 'day'>): string => `${day} ${workspaceId}`;

/**
 * A mark may lag behind the ledger, and so the entries since are allowed for; a ledger behind its mark has
 * lost some.
 */
export function judge(mark: HighWater, standing: LedgerStanding): Judgement {
  if (mark.generation !== standing.generation) {
    return mark.position === 0 || standing.wasEarlier(mark.generation) ? 'outdated' : 'entries missing';
  }
  if (mark.deletions < standing.deletions) return 'outdated';
  if (mark.deletions > standing.deletions || standing.position < mark.position) return 'entries missing';
  if (!hasEntryOf(mark, standing)) return 'entries missing';
  const differs = expectedNow(mark, standing).some((day) => {
    const now = standing.sums(day.workspaceId, day.day);
    return now.spent !== day.spent || now.held !== day.held;
  });
  return differs ? 'figures wrong' : 'same';
}

function hasEntryOf({ generation, position, entry }: HighWater, standing: LedgerStanding): boolean {
  if (generation !== standing.generation) return false;
  return position === 0 || standing.entryAt(position) === entry;
}

/** The sums of a mark, brought up to where the ledger stands if it is still the one that was marked. */
export function expectedNow(mark: HighWater, standing: LedgerStanding): readonly DaySums[] {
  if (!hasEntryOf(mark, standing)) return mark.days;
  const moved = new Map(standing.movedSince(mark.position).map((sums) => [keyOf(sums), sums]));
  return mark.days.map((day) => {
    const since = moved.get(keyOf(day));
    return {
      ...day,
      spent: day.spent + (since?.spent ?? 0),
      held: day.held + (since?.held ?? 0),
    };
  });
}

/** What is missing from the sums of a day, to be carried over to one workspace, or to none in particular. */
export interface Carried {
  /** undefined: of no workspace. */
  readonly workspaceId: string | undefined;
  readonly day: string;
  /** Nano-USD, more than 0. */
  readonly spent: number;
}

/**
 * What is known to be spent and `have` does not count. What was held counts whole, as the worst case,
 * since nobody can tell any more how it ended.
 */
export function carriedOver(
  known: readonly (readonly DaySums[])[],
  have: readonly DaySums[],
): readonly Carried[] {
  const counted = new Map(have.map((sums) => [keyOf(sums), sums]));
  const missing = new Map<string, Carried & { readonly workspaceId: string }>();
  for (const { workspaceId, day, spent, held } of known.flat()) {
    const key = keyOf({ workspaceId, day });
    const now = counted.get(key) ?? { spent: 0, held: 0 };
    const lacks = Math.max(spent - now.spent, spent + held - now.spent - now.held);
    if (lacks > (missing.get(key)?.spent ?? 0)) missing.set(key, { workspaceId, day, spent: lacks });
  }
  return [...Map.groupBy(missing.values(), ({ day }) => day)].flatMap(([day, ofDay]): readonly Carried[] => {
    const named = ofDay.filter(({ workspaceId }) => workspaceId !== '');
    const all = ofDay.find(({ workspaceId }) => workspaceId === '')?.spent ?? 0;
    const rest = all - named.reduce((sum, { spent }) => sum + spent, 0);
    return rest > 0 ? [...named, { workspaceId: undefined, day, spent: rest }] : named;
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isDaySums(value: unknown): value is DaySums {
  if (!isRecord(value)) return false;
  const { workspaceId, day, spent, held } = value;
  return typeof workspaceId === 'string' && typeof day === 'string' && isCount(spent) && isCount(held);
}

/** For what comes from a file or from the editor's memory. */
export function isHighWater(value: unknown): value is HighWater {
  if (!isRecord(value)) return false;
  const { generation, deletions, position, entry, days } = value;
  return (
    typeof generation === 'string' &&
    isCount(deletions) &&
    isCount(position) &&
    typeof entry === 'string' &&
    Array.isArray(days) &&
    days.every(isDaySums)
  );
}
