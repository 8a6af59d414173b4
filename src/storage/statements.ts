/** Every statement the ledger runs, prepared once per open file. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** What a LedgerRow is made of; see rowMapping.ts. */
const rowSelect = `
  SELECT a.*, o.outcome, c.verdict, t.record, t.later_notes FROM attempts a
  LEFT JOIN outcomes o ON o.task_id = a.task_id
  LEFT JOIN checks c ON c.task_id = a.task_id
  LEFT JOIN tasks t ON t.task_id = a.task_id`;

/** Stops where amounts do: a sum that overflowed would be refused, and with it all that comes after. */
function saturating(column: string): string {
  const most = Number.MAX_SAFE_INTEGER;
  return `${column} = max(${0 - most}, min(${most}, ${column} + excluded.${column}))`;
}

export function prepareStatements(database: DatabaseSync) {
  const prepare = (sql: string): StatementSync => {
    const statement = database.prepare(sql);
    statement.setReadBigInts(true);
    return statement;
  };
  return {
    fileState: prepare(`
    SELECT minimum_writer, unconfirmed, deletions, generation, marked,
      (SELECT ifnull(max(seq), 0) FROM journal) AS position FROM ledger_file`),
    noteLoss: prepare('UPDATE ledger_file SET unconfirmed = :loss WHERE unconfirmed IS NULL'),
    noteMark: prepare('UPDATE ledger_file SET marked = 1'),
    pastGeneration: prepare('SELECT 1 FROM past_generations WHERE id = :generation'),
    addPastGeneration: prepare('INSERT OR IGNORE INTO past_generations (id) VALUES (:generation)'),
    beginGeneration: prepare('UPDATE ledger_file SET generation = :generation, unconfirmed = NULL'),
    journalEntry: prepare(`
    SELECT attempt_id || ' ' || kind || ' ' || at AS entry FROM journal WHERE seq = :position`),
    movedSince: prepare(`
    SELECT ifnull(a.workspace_id, '') AS workspace_id, a.day, CAST(total(j.held) AS INTEGER) AS held,
      CAST(total(j.spent) AS INTEGER) AS spent
    FROM journal j JOIN attempts a USING (attempt_id)
    WHERE j.seq > :position AND (j.held <> 0 OR j.spent <> 0) GROUP BY 1, 2`),
    balancesSince: prepare(`
    SELECT workspace_id, period, key, held, spent FROM balances
    WHERE key >= CASE period WHEN 'day' THEN :day WHEN 'week' THEN :week ELSE :month END`),
    heldInAll: prepare(`
    SELECT CAST(total(hold) AS INTEGER) AS held FROM attempts WHERE state = 'held' AND realm = 'real'`),
    balanceInAll: prepare(`
    SELECT CAST(total(held) AS INTEGER) AS held FROM balances WHERE workspace_id = '' AND period = 'day'`),
    chargedOnDay: prepare(`
    SELECT CAST(total(charged) AS INTEGER) AS spent FROM attempts WHERE realm = 'real' AND day = :day`),

    balance: prepare(`
    SELECT held, spent FROM balances
    WHERE workspace_id = :workspaceId AND period = :period AND key = :key`),
    taskBalance: prepare(`
    SELECT CAST(total(CASE state WHEN 'held' THEN hold ELSE 0 END) AS INTEGER) AS held,
      CAST(total(charged) AS INTEGER) AS spent
    FROM attempts INDEXED BY attempts_task WHERE task_id = :taskId AND realm = 'real'`),
    moveBalance: prepare(`
    INSERT INTO balances (workspace_id, period, key, held, spent)
    VALUES (:workspaceId, :period, :key, :held, :spent)
    ON CONFLICT DO UPDATE SET ${saturating('held')}, ${saturating('spent')}`),
    insertJournal: prepare(`
    INSERT INTO journal (attempt_id, kind, at, held, spent, detail)
    VALUES (:attemptId, :kind, :at, :held, :spent, :detail)`),
    journalPosition: prepare('SELECT ifnull(max(seq), 0) AS position FROM journal'),

    insertAttempt: prepare(`
    INSERT INTO attempts (attempt_id, task_id, number, realm, workspace_id, tier, day, week, month,
      started_at, state, owner, hold, price_state, estimated_input, task, option, local, settlement, cost)
    VALUES (:attemptId, :taskId, :number, :realm, :workspaceId, :tier, :day, :week, :month,
      :startedAt, :state, :owner, :hold, :priceState, :estimatedInput, :task, :option, :local, :settlement, :cost)`),
    attemptForWrite: prepare(`
    SELECT state, realm, workspace_id, day, week, month, hold, price_state, charged, correction, beat,
      owner, started_at, option, live, CASE WHEN json_valid(settlement) THEN settlement ->> 'end' END AS end
    FROM attempts WHERE attempt_id = :attemptId`),
    endAttempt: prepare(`
    UPDATE attempts SET state = :state, settlement = :settlement, released_because = :releasedBecause,
      live = NULL
    WHERE attempt_id = :attemptId AND state = 'held'`),
    readAs: prepare(`
    UPDATE attempts SET charged = :charged, cost = :cost, estimated = :estimated, output = :output,
      hidden = :hidden WHERE attempt_id = :attemptId`),
    correctAttempt: prepare('UPDATE attempts SET correction = :correction WHERE attempt_id = :attemptId'),
    heartbeat: prepare(`
    UPDATE attempts SET live = :live, beat = beat + 1
    WHERE attempt_id = :attemptId AND owner = :owner AND state = 'held'`),

    beatAll: prepare(`UPDATE attempts SET beat = beat + 1 WHERE state = 'held' AND owner = :owner`),
    heldByOthers: prepare(
      `SELECT attempt_id, beat, owner FROM attempts WHERE state = 'held' AND owner <> :owner`,
    ),
    heldByUs: prepare(`SELECT attempt_id FROM attempts WHERE state = 'held' AND owner = :owner`),

    running: prepare(`${rowSelect} WHERE a.state = 'held' ORDER BY a.seq`),
    page: prepare(`${rowSelect} WHERE a.seq < :before ORDER BY a.seq DESC LIMIT :count`),
    history: prepare(`${rowSelect}
    WHERE a.seq < :before AND (:from IS NULL OR a.day >= :from) AND (:until IS NULL OR a.day <= :until)
    ORDER BY a.seq DESC LIMIT :count`),
    changedSince: prepare(`${rowSelect} WHERE a.attempt_id IN
      (SELECT attempt_id FROM journal WHERE seq > :position) ORDER BY a.seq DESC`),
    dayTotals: prepare(`
    SELECT CAST(total(cost) AS INTEGER) AS cost, ifnull(max(estimated), 0) AS estimated,
      count(DISTINCT CASE WHEN cost IS NULL AND price_state <> 'included' THEN task_id END) AS unknown_cost,
      count(DISTINCT task_id) AS tasks, CAST(total(output) AS INTEGER) AS output,
      CASE WHEN count(hidden) > 0 THEN CAST(total(hidden) AS INTEGER) END AS hidden
    FROM attempts
    WHERE realm = :realm AND day = :day AND (state = 'settled' OR correction IS NOT NULL)
      AND (:workspaceId IS NULL OR workspace_id = :workspaceId)`),

    setOutcome: prepare(`
    INSERT INTO outcomes (task_id, outcome, at) VALUES (:taskId, :outcome, :at)
    ON CONFLICT DO UPDATE SET outcome = excluded.outcome, at = excluded.at`),
    setCheck: prepare(`
    INSERT INTO checks (task_id, verdict, at) VALUES (:taskId, :verdict, :at)
    ON CONFLICT DO UPDATE SET verdict = excluded.verdict, at = excluded.at`),
    clearCheck: prepare('DELETE FROM checks WHERE task_id = :taskId'),
    insertTask: prepare(`
    INSERT OR IGNORE INTO tasks (task_id, ended_at, record) VALUES (:taskId, :endedAt, :record)`),
    taskRecord: prepare(`
    SELECT t.record, t.later_notes, o.outcome, c.verdict FROM tasks t
    LEFT JOIN outcomes o USING (task_id) LEFT JOIN checks c USING (task_id) WHERE t.task_id = :taskId`),
    addTaskNotes: prepare('UPDATE tasks SET later_notes = :notes WHERE task_id = :taskId'),
    attemptsBeside: prepare(`${rowSelect}
    WHERE a.task_id = (SELECT task_id FROM attempts WHERE attempt_id = :attemptId) ORDER BY a.number, a.seq`),
    /** Of a kind that moves no money: readers learn by it which rows to read again. */
    journalWord: prepare(`
    INSERT INTO journal (attempt_id, kind, at, held, spent)
    SELECT attempt_id, :kind, :at, 0, 0 FROM attempts WHERE task_id = :taskId`),
    claimNotice: prepare('INSERT OR IGNORE INTO notices (key, at) VALUES (:key, :at)'),
    dataVersion: prepare('PRAGMA data_version'),
  };
}

export type Statements = Readonly<ReturnType<typeof prepareStatements>>;
