/** Budgets that could be overshot or jammed, and a ledger that could lose or leak. */
import type { Mutant } from './mutant.ts';

const storage = 'test/unit/storage';
const slowStorage = 'test/slow/storage';

export const budgetMutants: readonly Mutant[] = [
  {
    mechanism: 'a race in which holds of others do not count',
    test: `${slowStorage}/ledgerRace.test.ts`,
    edits: [['src/core/budget/admission.ts', '- balance.spent - balance.held', '- balance.spent']],
  },
  {
    mechanism: 'a race in which reading and taking are two steps',
    test: `${slowStorage}/ledgerRace.test.ts`,
    edits: [
      ['src/storage/transaction.ts', 'database.exec(begin);', ''],
      ['src/storage/transaction.ts', "    database.exec('COMMIT');\n", ''],
    ],
  },
  {
    mechanism: 'a jam: an unused hold does not come back',
    test: `${slowStorage}/ledgerProperties.test.ts`,
    edits: [
      [
        'src/storage/attemptWrites.ts',
        "    ...moveOf(row, attemptId, kind, settlement.at),\n    held: 0 - money(row, 'hold'),",
        '    ...moveOf(row, attemptId, kind, settlement.at),\n    held: 0,',
      ],
    ],
  },
  {
    mechanism: 'a settlement that counts twice',
    test: `${slowStorage}/ledgerProperties.test.ts`,
    edits: [
      [
        'src/storage/attemptWrites.ts',
        "  if (row['state'] === 'held') {\n    settleHeld",
        '  if (row) {\n    settleHeld',
      ],
    ],
  },
  {
    mechanism: 'a hold that is taken from a window which lives',
    test: `${slowStorage}/ledgerCrash.test.ts`,
    edits: [['src/storage/upkeep.ts', "if (state === 'gone') duties", "if (state !== 'unknown') duties"]],
  },
  {
    mechanism: 'a hold that is taken before a whole lease of silence',
    test: `${slowStorage}/ledgerCrash.test.ts`,
    edits: [['src/storage/upkeep.ts', 'silentMs < leaseMs', 'silentMs < 0']],
  },
  {
    mechanism: 'a sleeping laptop whose silence counts',
    test: 'test/unit/core/ledger/reaping.test.ts',
    edits: [['src/core/ledger/reaping.ts', 'at - watch.observedAt <= longestGapMs', 'true']],
  },
  {
    mechanism: 'a hold that is never taken from a dead window',
    test: `${slowStorage}/ledgerCrash.test.ts`,
    edits: [['src/storage/upkeep.ts', "if (state === 'gone') duties.reap(hold, true);", '']],
  },
  {
    mechanism: 'a day that is counted by UTC',
    test: 'test/unit/core/model/periodKeys.test.ts',
    edits: [['src/core/model/budget.ts', 'pad(local.getDate())', 'pad(local.getUTCDate())']],
  },
  {
    mechanism: 'a refusal that may be retried',
    test: `${storage}/budgetFailures.test.ts`,
    edits: [['src/core/budget/admission.ts', 'retryable: false', 'retryable: true']],
  },
  {
    mechanism: 'a worst case without its long-context tier',
    test: 'test/unit/core/pricing/quote.test.ts',
    edits: [
      [
        'src/core/pricing/quote.ts',
        'costAtRates(rates, {',
        'costAtRates({ ...rates, tiers: undefined } as unknown as Rates, {',
      ],
    ],
  },
  {
    mechanism: 'a worst case at the output rate where thinking is dearer',
    test: 'test/unit/core/pricing/quote.test.ts',
    edits: [['src/core/pricing/quote.ts', '[0, output].map((hidden)', '[0].map((hidden)']],
  },
  {
    mechanism: 'a free ride: what was aborted costs nothing',
    test: `${storage}/budgetFailures.test.ts`,
    edits: [['src/core/ledger/charge.ts', "held.priceState === 'known' ? held.hold : zeroNano", 'zeroNano']],
  },
  {
    mechanism: 'a used-up quota that passes for a rate limit',
    test: 'test/unit/core/providers/providerErrors.test.ts',
    edits: [['src/core/providers/providerErrors.ts', "if (isQuota) return 'quotaExhausted';", '']],
  },
  {
    mechanism: 'a Retry-After that nobody honours',
    test: 'test/unit/core/gateway/attempts.test.ts',
    edits: [['src/core/route/escalation.ts', 'error.details.retryAfterMs', 'undefined']],
  },
  {
    mechanism: 'an endpoint that fails for ever and never rests',
    test: 'test/unit/core/gateway/brakes.test.ts',
    edits: [
      ['src/core/gateway/circuitBreaker.ts', 'const failuresToOpen = 3;', 'const failuresToOpen = 1e9;'],
    ],
  },
  {
    mechanism: 'a workspace’s limit that a person lets a request past',
    test: 'test/unit/surfaces/settings/budgetOffers.test.ts',
    edits: [['src/core/gateway/holdOptions.ts', "limit.scope === 'user' && allowOnce", 'allowOnce']],
  },
  {
    mechanism: 'a damaged ledger, paid on without a word',
    test: `${slowStorage}/ledgerHealth.test.ts`,
    edits: [
      [
        'src/storage/ledgerAccess.ts',
        "loss !== undefined && reserving === 'real' ? { refused: waitsFor(loss) } : { result: work() }",
        '{ result: work() }',
      ],
    ],
  },
  {
    mechanism: 'a ledger that lost entries, paid on without a word',
    test: `${slowStorage}/ledgerLoss.test.ts`,
    edits: [
      ['src/core/ledger/highWater.ts', 'standing.position < mark.position', 'false'],
      ['src/core/ledger/highWater.ts', "  if (!hasEntryOf(mark, standing)) return 'entries missing';\n", ''],
    ],
  },
  {
    mechanism: 'a damaged log that forgets what was spent',
    test: `${slowStorage}/ledgerDamage.test.ts`,
    edits: [['src/storage/openDatabase.ts', 'statements.noteLoss.run({ loss });', '']],
  },
  {
    mechanism: 'sums that a row or a tool has falsified',
    test: `${slowStorage}/ledgerLoss.test.ts`,
    edits: [['src/storage/lossCheck.ts', ' || !figuresAgree(statements, now)', '']],
  },
  {
    mechanism: 'a deleted folder that passes for the first ledger',
    test: `${slowStorage}/ledgerLoss.test.ts`,
    edits: [['src/storage/openDatabase.ts', ' || marksOf(file, memory).length > 0', '']],
  },
  {
    mechanism: 'a new ledger that forgets what its mark knows',
    test: `${slowStorage}/ledgerLoss.test.ts`,
    edits: [
      ['src/storage/carryOver.ts', 'for (const each of carried) carry(statements, each, owner, at);', ''],
    ],
  },
  {
    mechanism: 'a log removed under an open window, written past',
    test: `${slowStorage}/ledgerLoss.test.ts`,
    edits: [['src/storage/ledgerAccess.ts', 'fileIdentity(wal.file) === wal.identity', 'identity']],
  },
  {
    mechanism: 'a sum that overflows and jams all reservations',
    test: `${slowStorage}/ledgerLoss.test.ts`,
    edits: [
      [
        'src/core/model/money.ts',
        'Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, Math.trunc(value)))',
        'value',
      ],
    ],
  },
  {
    mechanism: 'one damaged row that blinds to all others',
    test: `${slowStorage}/ledgerLoss.test.ts`,
    edits: [['src/storage/setAside.ts', 'return undefined;', 'throw error;']],
  },
  {
    mechanism: 'a hold with a damaged owner that nobody ends',
    test: `${slowStorage}/ledgerLoss.test.ts`,
    edits: [
      ['src/storage/upkeep.ts', '  } catch {\n    return nameless;', '  } catch (error) {\n    throw error;'],
    ],
  },
  {
    mechanism: 'a ledger that is given up as busy after three seconds',
    test: `${storage}/turns.test.ts`,
    edits: [
      ['src/storage/transaction.ts', 'waitedMs < deadlineMs || tries < fewestTries', 'waitedMs < 3_000'],
    ],
  },
  {
    mechanism: 'a damaged ledger that is overwritten',
    test: `${slowStorage}/ledgerHealth.test.ts`,
    edits: [
      [
        'src/storage/setAside.ts',
        'if (existsSync(file + companion)) renameSync(file + companion, aside + companion);',
        'rmSync(file + companion, { force: true });',
      ],
    ],
  },
  {
    mechanism: 'a ledger that others may read',
    test: `${slowStorage}/ledgerHealth.test.ts`,
    edits: [['src/storage/openDatabase.ts', "openSync(file, 'wx', 0o600)", "openSync(file, 'wx', 0o644)"]],
  },
  {
    mechanism: 'a settlement that is lost while the ledger cannot be written',
    test: `${slowStorage}/ledgerHealth.test.ts`,
    edits: [
      ['src/storage/sqliteLedger.ts', 'unwritten.keep(attemptId, error, () => access.writeNow(work));', ''],
    ],
  },
  {
    mechanism: 'a window of an earlier format that a newer one shuts out without need',
    test: `${storage}/ledgerVersions.test.ts`,
    edits: [
      [
        'src/storage/schema.ts',
        '    version: 3,\n    minimumWriter: 1,',
        '    version: 3,\n    minimumWriter: 3,',
      ],
    ],
  },
  {
    mechanism: 'a window that writes beside a format it does not know',
    test: `${storage}/ledgerVersions.test.ts`,
    edits: [
      ['src/storage/ledgerAccess.ts', "    assertCompatible(integer(row, 'minimum_writer'), version);\n", ''],
    ],
  },
  {
    mechanism: 'a checkpoint on the editor’s thread',
    test: `${storage}/walCheckpoint.test.ts`,
    edits: [['src/storage/openDatabase.ts', 'wal_autocheckpoint = 0', 'wal_autocheckpoint = 250']],
  },
];
