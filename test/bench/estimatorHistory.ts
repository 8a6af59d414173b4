/** How far the calibrated estimate of the input was off in a ledger's own rows, model by model. */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { silentLog } from '../../src/core/model/ports.ts';
import { estimatorErrors, type EstimatorError } from '../../src/core/meter/learnedRates.ts';
import { learnedRows } from '../../src/core/route/history.ts';
import { ledgerFileName } from '../../src/storage/schema.ts';
import { openSqliteLedger } from '../../src/storage/sqliteLedger.ts';
import { realClock } from '../unit/storage/ledgerFixtures.ts';

const mostRows = 10_000;

/**
 * Reads a copy: opening a ledger takes part in it.
 *
 * @param folder the extension's folder in VS Code's global storage
 * @throws Error where there is no ledger
 */
export async function benchEstimatorHistory(folder: string): Promise<readonly EstimatorError[]> {
  if (!existsSync(path.join(folder, ledgerFileName))) throw new Error(`${folder} holds no ${ledgerFileName}`);
  const directory = mkdtempSync(path.join(tmpdir(), 'switchyard-bench-'));
  try {
    for (const name of [ledgerFileName, `${ledgerFileName}-wal`]) {
      const file = path.join(folder, name);
      if (existsSync(file)) copyFileSync(file, path.join(directory, name));
    }
    const { ledger } = await openSqliteLedger({ directory, clock: realClock, log: silentLog });
    const rows = await ledger.recent(mostRows);
    ledger.close();
    return estimatorErrors(learnedRows(rows));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
