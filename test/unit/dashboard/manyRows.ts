/** A fortnight of mixed work as ledger rows: the same call gives the same rows. */
import type { LedgerRow, Outcome, Realm, Settlement } from '../../../src/core/model/ledger.ts';
import { nanoUsd } from '../../../src/core/model/money.ts';
import { localRow, now, settledRow } from './ledgerRows.ts';

/** Small numbers without a pattern, the same on every run. */
function* numbers(seed: number): Generator<number, never> {
  let state = seed;
  for (;;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

interface Kind {
  readonly class: LedgerRow['task']['class'];
  readonly verb?: string;
  readonly tier: LedgerRow['tier'];
  readonly model: string;
  readonly because: readonly string[];
  readonly output: number;
  readonly hiddenShare: number | undefined;
  readonly usdPerMillion: number;
  readonly seconds: number;
}

const kinds: readonly Kind[] = [
  {
    class: 'complete',
    tier: 'fast',
    model: 'gpt-5.4-mini',
    because: ['completion at the cursor', 'quick profile'],
    output: 140,
    hiddenShare: 0,
    usdPerMillion: 2,
    seconds: 1.4,
  },
  {
    class: 'complete',
    verb: 'explain',
    tier: 'fast',
    model: 'deepseek-chat',
    because: ['asks for an explanation', 'one function'],
    output: 420,
    hiddenShare: 0,
    usdPerMillion: 0.42,
    seconds: 4,
  },
  {
    class: 'refactor',
    tier: 'reasoning',
    model: 'gpt-5.4',
    because: ['several functions selected', 'errors in the selection', 'src/auth is a high-stakes file'],
    output: 2_600,
    hiddenShare: 0.88,
    usdPerMillion: 10,
    seconds: 21,
  },
  {
    class: 'refactor',
    tier: 'fast',
    model: 'gpt-5.4-mini',
    because: ['rename in one file', 'p95 of reasoning is over the wait'],
    output: 700,
    hiddenShare: 0.1,
    usdPerMillion: 2,
    seconds: 6,
  },
  {
    class: 'architect',
    verb: 'plan',
    tier: 'reasoning',
    model: 'deepseek-reasoner',
    because: ['asks for a design', 'several files'],
    output: 6_400,
    hiddenShare: 0.74,
    usdPerMillion: 1.2,
    seconds: 74,
  },
  {
    class: 'complete',
    verb: 'ask',
    tier: 'fast',
    model: 'llama-4-scout',
    because: ['short question'],
    output: 260,
    hiddenShare: undefined,
    usdPerMillion: 0.6,
    seconds: 2,
  },
  {
    class: 'format',
    tier: 'local',
    model: '',
    because: ['layout is the formatter’s work'],
    output: 0,
    hiddenShare: 0,
    usdPerMillion: 0,
    seconds: 0.04,
  },
];

const outcomes: readonly Outcome[] = ['unknown', 'accepted', 'accepted', 'edited', 'undone'];

/** Newest first, spread over the last thirteen days. */
export function manyRows(count: number, realm: Realm = 'real'): LedgerRow[] {
  const random = numbers(count + 7);
  const next = (): number => random.next().value ?? 0;
  const pick = <Item>(items: readonly [Item, ...Item[]] | readonly Item[]): Item => {
    const item = items[Math.floor(next() * items.length)];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  };
  const gap = Math.min(3_000_000, (13 * 86_400_000) / count);
  return Array.from({ length: count }, (_, index) => {
    const kind = pick(kinds);
    const { class: requestClass, verb, because } = kind;
    const named = {
      attemptId: `${realm}-${count - index}`,
      startedAt: Math.round(now - 90_000 - index * gap),
      task: { realm, class: requestClass, verb, because, confidence: 0.55 + next() * 0.44 },
    };
    if (kind.tier === 'local') return localRow(named);
    return settledRow({
      ...named,
      tier: kind.tier,
      model: kind.model,
      effort: kind.tier === 'reasoning' ? 'medium' : 'none',
      outcome: pick(outcomes),
      ...endOf(kind, next),
    });
  });
}

/** Mostly complete and priced; now and then stopped, or at a price that nobody knows. */
function endOf(
  kind: Kind,
  next: () => number,
): { readonly priceState: LedgerRow['priceState']; readonly settlement: Partial<Settlement> } {
  const output = Math.round(kind.output * (0.4 + next() * 1.4));
  const share =
    kind.hiddenShare === undefined ? undefined : Math.min(0.98, kind.hiddenShare * (0.8 + next() * 0.3));
  const input = Math.round(400 + next() * 5_000);
  const totalMs = Math.round(kind.seconds * 1_000 * (0.5 + next() * 1.3));
  const thinkingMs = Math.round(totalMs * 0.8 * (share ?? 0));
  const settlement = {
    usage: { input, output, hidden: share === undefined ? undefined : Math.round(output * share) },
    cost: nanoUsd(Math.round((output + input / 8) * kind.usdPerMillion * 1_000)),
    totalMs,
    thinkingMs,
    firstTokenMs: Math.min(totalMs, thinkingMs + 300),
  };
  const luck = next();
  if (luck > 0.97) {
    const estimated = { end: 'stopped', provenance: 'estimated', usageProvenance: 'estimated' } as const;
    return { priceState: 'known', settlement: { ...settlement, ...estimated } };
  }
  if (luck > 0.95) return { priceState: 'unknown', settlement: { ...settlement, cost: undefined } };
  return {
    priceState: 'known',
    settlement: { ...settlement, provenance: luck > 0.5 ? 'billed' : 'computed' },
  };
}
