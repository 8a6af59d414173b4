/** The ledger file as the tests audit it: by SQL of their own, not by the code under test. */
import { join } from 'node:path';
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import { patience } from '../../patience.ts';

export interface JournalEntry {
  readonly seq: number;
  readonly attemptId: string;
  readonly kind: string;
  readonly held: number;
  readonly spent: number;
  readonly taskId: string;
  readonly workspaceId: string;
  readonly owner: string;
}

export interface AttemptRecord {
  readonly attemptId: string;
  readonly state: string;
  readonly hold: number;
  readonly charged: number;
}

function query(directory: string, sql: string): readonly Record<string, SQLOutputValue>[] {
  const database = new DatabaseSync(join(directory, 'ledger.db'), {
    readOnly: true,
    timeout: patience.event,
  });
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}

export function journalOf(directory: string): readonly JournalEntry[] {
  const rows = query(
    directory,
    `SELECT j.seq, j.attempt_id, j.kind, j.held, j.spent, a.task_id,
       ifnull(a.workspace_id, '') AS workspace_id, a.owner
     FROM journal j JOIN attempts a USING (attempt_id) ORDER BY j.seq`,
  );
  return rows.map((row) => ({
    seq: Number(row['seq']),
    attemptId: String(row['attempt_id']),
    kind: String(row['kind']),
    held: Number(row['held']),
    spent: Number(row['spent']),
    taskId: String(row['task_id']),
    workspaceId: String(row['workspace_id']),
    owner: String(row['owner']),
  }));
}

export function attemptsOf(directory: string): readonly AttemptRecord[] {
  return query(directory, 'SELECT attempt_id, state, hold, charged FROM attempts ORDER BY seq').map(
    (row) => ({
      attemptId: String(row['attempt_id']),
      state: String(row['state']),
      hold: Number(row['hold']),
      charged: Number(row['charged']),
    }),
  );
}

/** Every inconsistency between rows, journal and sums; none is the only good answer. */
export function disagreements(directory: string): readonly string[] {
  const rows = query(
    directory,
    `
    WITH moved AS (
      SELECT attempt_id, sum(held) AS held, sum(spent) AS spent FROM journal GROUP BY attempt_id
    ), periods AS (
      SELECT a.*, p.period, CASE p.period WHEN 'day' THEN day WHEN 'week' THEN week ELSE month END AS key
      FROM attempts a, (SELECT 'day' AS period UNION SELECT 'week' UNION SELECT 'month') p
      WHERE realm = 'real'
    ), counted AS (
      SELECT w.workspace AS workspace_id, period, key,
        sum(CASE state WHEN 'held' THEN hold ELSE 0 END) AS held, sum(charged) AS spent
      FROM periods, (SELECT '' AS workspace UNION SELECT DISTINCT workspace_id FROM attempts
        WHERE workspace_id IS NOT NULL) w
      WHERE w.workspace = '' OR w.workspace = periods.workspace_id
      GROUP BY 1, 2, 3
    )
    SELECT 'journal of ' || a.attempt_id AS what FROM attempts a LEFT JOIN moved m USING (attempt_id)
    WHERE realm = 'real' AND tier <> 'local' AND (m.held IS NOT (CASE state WHEN 'held' THEN hold ELSE 0 END) OR m.spent IS NOT charged)
    UNION ALL
    SELECT 'balance of ' || c.workspace_id || ' ' || c.key FROM counted c
      LEFT JOIN balances b USING (workspace_id, period, key)
    WHERE ifnull(b.held, 0) <> c.held OR ifnull(b.spent, 0) <> c.spent
    UNION ALL
    SELECT 'stray balance ' || b.workspace_id || ' ' || b.key FROM balances b
      LEFT JOIN counted c USING (workspace_id, period, key)
    WHERE c.key IS NULL AND (b.held <> 0 OR b.spent <> 0)`,
  );
  return rows.map((row) => String(row['what']));
}
