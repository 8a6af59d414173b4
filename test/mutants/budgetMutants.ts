/** Budgets that could be overshot or jammed, and a ledger that could lose or leak. */
import type { Mutant } from './mutant.ts';

export const budgetMutants: readonly Mutant[] = [
  {
    mechanism: 'a race in which holds of others do not count',
    test: 'test/slow/storage/ledgerRace.test.ts',
    edits: [
      {
        in: 'budgetState',
        guard: 'limit.limit - balance.spent - balance.held',
        becomes: 'limit.limit - balance.spent',
      },
    ],
  },
  {
    mechanism: 'a race in which reading and taking are two steps',
    test: 'test/slow/storage/ledgerRace.test.ts',
    edits: [
      { in: 'between', guard: 'database.exec(begin);', becomes: '' },
      {
        in: 'between',
        guard: "const result = work();\n    database.exec('COMMIT');\n    return result;",
        becomes: 'const result = work();\n    return result;',
      },
    ],
  },
  {
    mechanism: 'a jam: an unused hold does not come back',
    test: 'test/slow/storage/ledgerProperties.test.ts',
    edits: [{ in: 'settleHeld', guard: "0 - money(row, 'hold')", becomes: '0' }],
  },
  {
    mechanism: 'a settlement that counts twice',
    test: 'test/slow/storage/ledgerProperties.test.ts',
    edits: [{ in: 'writeSettlement', guard: "row['state'] === 'held'", becomes: 'row' }],
  },
  {
    mechanism: 'a hold that is taken from a window which lives',
    test: 'test/slow/storage/ledgerCrash.test.ts',
    edits: [{ in: 'keepLeases', guard: "state === 'gone'", becomes: "state !== 'unknown'" }],
  },
  {
    mechanism: 'a hold that is taken before a whole lease of silence',
    test: 'test/slow/storage/ledgerCrash.test.ts',
    edits: [{ in: 'keepLeases', guard: 'silentMs < leaseMs', becomes: 'silentMs < 0' }],
  },
  {
    mechanism: 'a sleeping laptop whose silence counts',
    test: 'test/unit/core/ledger/reaping.test.ts',
    edits: [{ in: 'observeHolds', guard: 'at - watch.observedAt <= longestGapMs', becomes: 'true' }],
  },
  {
    mechanism: 'a hold that is never taken from a dead window',
    test: 'test/slow/storage/ledgerCrash.test.ts',
    edits: [{ in: 'keepLeases', guard: "if (state === 'gone') duties.reap(hold, true);", becomes: '' }],
  },
  {
    mechanism: 'a day that is counted by UTC',
    test: 'test/unit/core/model/periodKeys.test.ts',
    edits: [{ in: 'periodKeysAt', guard: 'local.getDate', becomes: 'local.getUTCDate' }],
  },
  {
    mechanism: 'a refusal that may be retried',
    test: 'test/unit/storage/budgetFailures.test.ts',
    edits: [{ in: 'budgetRefused', guard: 'retryable: false', becomes: 'retryable: true' }],
  },
  {
    mechanism: 'a worst case without its long-context tier',
    test: 'test/unit/core/pricing/quote.test.ts',
    edits: [
      {
        in: 'worstAtRates',
        guard: "costAtRates(rates, { input, ...cache, output, hidden }, 'up')",
        becomes:
          "costAtRates({ ...rates, tiers: undefined } as unknown as Rates, { input, ...cache, output, hidden }, 'up')",
      },
    ],
  },
  {
    mechanism: 'a worst case at the output rate where thinking is dearer',
    test: 'test/unit/core/pricing/quote.test.ts',
    edits: [{ in: 'worstAtRates', guard: '[0, output]', becomes: '[0]' }],
  },
  {
    mechanism: 'a free ride: what was aborted costs nothing',
    test: 'test/unit/storage/budgetFailures.test.ts',
    edits: [
      { in: 'chargeOf', guard: "held.priceState === 'known' ? held.hold : zeroNano", becomes: 'zeroNano' },
    ],
  },
  {
    mechanism: 'a used-up quota that passes for a rate limit',
    test: 'test/unit/core/providers/providerErrors.test.ts',
    edits: [{ in: 'providerErrors/codeOf', guard: "if (isQuota) return 'quotaExhausted';", becomes: '' }],
  },
  {
    mechanism: 'a Retry-After that nobody honours',
    test: 'test/unit/core/gateway/attempts.test.ts',
    edits: [{ in: 'afterError', guard: 'error.details.retryAfterMs', becomes: 'undefined' }],
  },
  {
    mechanism: 'an endpoint that fails for ever and never rests',
    test: 'test/unit/core/gateway/brakes.test.ts',
    edits: [{ in: 'failuresToOpen', guard: '3', becomes: '1e9' }],
  },
  {
    mechanism: 'a workspace’s limit that a person lets a request past',
    test: 'test/unit/surfaces/settings/budgetOffers.test.ts',
    edits: [
      {
        in: 'limitsOf',
        guard: "limit.scope === 'user' && allowOnce?.includes(limit.setting) === true",
        becomes: 'allowOnce?.includes(limit.setting) === true',
      },
    ],
  },
  {
    mechanism: 'a damaged ledger, paid on without a word',
    test: 'test/slow/storage/ledgerHealth.test.ts',
    edits: [
      {
        in: 'createAccess',
        guard:
          "loss !== undefined && reserving === 'real' ? { refused: waitsFor(loss) } : { result: work() }",
        becomes: '{ result: work() }',
      },
    ],
  },
  {
    mechanism: 'a ledger that lost entries, paid on without a word',
    test: 'test/slow/storage/ledgerLoss.test.ts',
    edits: [
      { in: 'highWater/judge', guard: 'standing.position < mark.position', becomes: 'false' },
      {
        in: 'highWater/judge',
        guard:
          "if (mark.deletions > standing.deletions || standing.position < mark.position) return 'entries missing';\n  if (!hasEntryOf(mark, standing)) return 'entries missing';\n  const differs = expectedNow(mark, standing).some((day) => {\n    const now = standing.sums(day.workspaceId, day.day);\n    return now.spent !== day.spent || now.held !== day.held;\n  });",
        becomes:
          "if (mark.deletions > standing.deletions || standing.position < mark.position) return 'entries missing';\n  const differs = expectedNow(mark, standing).some((day) => {\n    const now = standing.sums(day.workspaceId, day.day);\n    return now.spent !== day.spent || now.held !== day.held;\n  });",
      },
    ],
  },
  {
    mechanism: 'a damaged log that forgets what was spent',
    test: 'test/slow/storage/ledgerDamage.test.ts',
    edits: [{ in: 'noteLoss', guard: 'statements.noteLoss.run({ loss });', becomes: '' }],
  },
  {
    mechanism: 'sums that a row or a tool has falsified',
    test: 'test/slow/storage/ledgerLoss.test.ts',
    edits: [
      {
        in: 'lossOf',
        guard: 'losses.includes(figuresWrong) || !figuresAgree(statements, now)',
        becomes: 'losses.includes(figuresWrong)',
      },
    ],
  },
  {
    mechanism: 'a deleted folder that passes for the first ledger',
    test: 'test/slow/storage/ledgerLoss.test.ts',
    edits: [
      {
        in: 'rememberLoss',
        guard: 'hasBegun(file) || marksOf(file, memory).length > 0',
        becomes: 'hasBegun(file)',
      },
    ],
  },
  {
    mechanism: 'a new ledger that forgets what its mark knows',
    test: 'test/slow/storage/ledgerLoss.test.ts',
    edits: [
      {
        in: 'settleLoss',
        guard: 'for (const each of carried) carry(statements, each, owner, at);',
        becomes: '',
      },
    ],
  },
  {
    mechanism: 'a log removed under an open window, written past',
    test: 'test/slow/storage/ledgerLoss.test.ts',
    edits: [{ in: 'createAccess', guard: 'fileIdentity(wal.file) === wal.identity', becomes: 'identity' }],
  },
  {
    mechanism: 'a sum that overflows and jams all reservations',
    test: 'test/slow/storage/ledgerLoss.test.ts',
    edits: [
      {
        in: 'saturated',
        guard: 'Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, Math.trunc(value)))',
        becomes: 'value',
      },
    ],
  },
  {
    mechanism: 'one damaged row that blinds to all others',
    test: 'test/slow/storage/ledgerLoss.test.ts',
    edits: [
      { in: 'setAside', guard: 'return undefined;', becomes: 'throw error;' },
      { in: 'createRowReader', guard: 'return undefined;', becomes: 'throw error;' },
    ],
  },
  {
    mechanism: 'a hold with a damaged owner that nobody ends',
    test: 'test/slow/storage/ledgerLoss.test.ts',
    edits: [
      { in: 'ownerOf', guard: '{\n    return nameless;\n  }', becomes: '(error) {\n    throw error;\n  }' },
    ],
  },
  {
    mechanism: 'a ledger that is given up as busy after three seconds',
    test: 'test/unit/storage/turns.test.ts',
    edits: [
      { in: 'whenFree', guard: 'waitedMs < deadlineMs || tries < fewestTries', becomes: 'waitedMs < 3_000' },
    ],
  },
  {
    mechanism: 'a damaged ledger that is overwritten',
    test: 'test/slow/storage/ledgerHealth.test.ts',
    edits: [
      {
        in: 'setAside',
        guard: 'if (existsSync(file + companion)) renameSync(file + companion, aside + companion);',
        becomes: 'rmSync(file + companion, { force: true });',
      },
    ],
  },
  {
    mechanism: 'a ledger that others may read',
    test: 'test/slow/storage/ledgerHealth.test.ts',
    edits: [
      { in: 'createPrivately', guard: "openSync(file, 'wx', 0o600)", becomes: "openSync(file, 'wx', 0o644)" },
    ],
  },
  {
    mechanism: 'a settlement that is lost while the ledger cannot be written',
    test: 'test/slow/storage/ledgerHealth.test.ts',
    edits: [
      {
        in: 'openSqliteLedger',
        guard: 'unwritten.keep(attemptId, error, () => access.writeNow(work));',
        becomes: '',
      },
    ],
  },
  {
    mechanism: 'a window of an earlier format that a newer one shuts out without need',
    test: 'test/unit/storage/ledgerVersions.test.ts',
    edits: [
      {
        in: 'migrations',
        guard:
          "{\n    version: 3,\n    minimumWriter: 1,\n    sql: 'ALTER TABLE attempts ADD COLUMN released_because TEXT; -- ErrorCode',\n  }",
        becomes:
          "{\n    version: 3,\n    minimumWriter: 3,\n    sql: 'ALTER TABLE attempts ADD COLUMN released_because TEXT; -- ErrorCode',\n  }",
      },
    ],
  },
  {
    mechanism: 'a window that writes beside a format it does not know',
    test: 'test/unit/storage/ledgerVersions.test.ts',
    edits: [
      {
        in: 'createAccess',
        guard:
          "{\n    assertCompatible(integer(row, 'minimum_writer'), version);\n    return optionalText(row, 'unconfirmed') ?? (hasLostEntries(row) ? entriesMissing : undefined);\n  }",
        becomes:
          "{\n    return optionalText(row, 'unconfirmed') ?? (hasLostEntries(row) ? entriesMissing : undefined);\n  }",
      },
    ],
  },
  {
    mechanism: 'a checkpoint on the editor’s thread',
    test: 'test/unit/storage/walCheckpoint.test.ts',
    edits: [
      {
        in: 'configure',
        guard: "database.exec('PRAGMA wal_autocheckpoint = 0');",
        becomes: "database.exec('PRAGMA wal_autocheckpoint = 250');",
      },
    ],
  },
];
