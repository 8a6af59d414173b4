/** What the ledger costs on top of SQLite itself, alone and against other windows. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { quantile } from '../../src/core/meter/learnedRates.ts';
import { doWork, type LedgerWork, type WorkResult } from './ledgerWork.ts';

export interface LedgerBench {
  readonly processes: number;
  /** reserve + settle, ms. */
  readonly ledgerMs: { readonly p50: number; readonly p99: number };
  /** Bare transactions that write the same rows, ms. */
  readonly bareMs: { readonly p50: number; readonly p99: number };
  /** Mean of the ledger over mean of bare: 1 would be free. */
  readonly ratio: number;
  /** Single calls that kept the thread: the editor's stalls. */
  readonly blocks: {
    readonly count: number;
    readonly p99Ms: number;
    /** What a thread meets once in a thousand calls; the longest of all is the machine's more than ours. */
    readonly p999Ms: number;
    readonly longestMs: number;
    /** What the longest computed, ms; the rest was waiting. */
    readonly longestCpuMs: number;
    readonly over20Ms: number;
    readonly over50Ms: number;
    readonly bareLongestMs: number;
  };
  /** The longest that as many threads which do nothing but look at the clock were kept from running, ms. */
  readonly longestGapMs: number;
}

/** Long enough that logs are shortened meanwhile. */
const pairsEach = 1500;
const script = join(import.meta.dirname, 'ledgerWork.ts');

async function inFolder<Result>(work: (directory: string) => Promise<Result>): Promise<Result> {
  const directory = mkdtempSync(join(tmpdir(), 'switchyard-bench-'));
  try {
    return await work(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** All processes open the file first and start together. */
async function inProcesses(
  work: LedgerWork,
  directory: string,
  count: number,
): Promise<readonly WorkResult[]> {
  const children = Array.from({ length: count }, (_, index) => {
    const program = ['--no-warnings', script, work, directory, `p${index}`, String(pairsEach)];
    const child = spawn(process.execPath, program, { stdio: ['pipe', 'pipe', 'inherit'] });
    return { child, lines: createInterface(child.stdout) };
  });
  await Promise.all(children.map(({ lines }) => once(lines, 'line')));
  const results = children.map(({ lines }) => once(lines, 'line'));
  for (const { child } of children) child.stdin.write('go\n');
  return (await Promise.all(results)).map(([line]): WorkResult => JSON.parse(String(line)));
}

function run(work: LedgerWork, processes: number): Promise<readonly WorkResult[]> {
  return inFolder(async (directory) =>
    processes === 1
      ? [await doWork(work, directory, 'only', pairsEach, async () => undefined)]
      : inProcesses(work, directory, processes),
  );
}

function percentiles(results: readonly WorkResult[]): { readonly p50: number; readonly p99: number } {
  const all = results.flatMap(({ pairMs }) => pairMs);
  return { p50: quantile(all, 0.5) ?? 0, p99: quantile(all, 0.99) ?? 0 };
}

function mean(results: readonly WorkResult[]): number {
  const all = results.flatMap(({ pairMs }) => pairMs);
  return all.reduce((sum, ms) => sum + ms, 0) / Math.max(1, all.length);
}

function blocksOf(ledger: readonly WorkResult[], bare: readonly WorkResult[]): LedgerBench['blocks'] {
  const all = ledger.flatMap(({ blockMs }) => blockMs);
  const longestMs = Math.max(...all);
  return {
    count: all.length,
    p99Ms: quantile(all, 0.99) ?? 0,
    p999Ms: quantile(all, 0.999) ?? 0,
    longestMs,
    longestCpuMs: ledger.find(({ blockMs }) => blockMs.includes(longestMs))?.longestBlockCpuMs ?? 0,
    over20Ms: all.filter((ms) => ms > 20).length,
    over50Ms: all.filter((ms) => ms > 50).length,
    bareLongestMs: Math.max(...bare.flatMap(({ blockMs }) => blockMs)),
  };
}

export async function benchLedger(): Promise<readonly LedgerBench[]> {
  const benches: LedgerBench[] = [];
  // Once unmeasured, so that neither side pays for compiling.
  for (const work of ['ledger', 'bare'] as const) await run(work, 1);
  for (const processes of [1, 8]) {
    const ledger = await run('ledger', processes);
    const bare = await run('bare', processes);
    benches.push({
      processes,
      ledgerMs: percentiles(ledger),
      bareMs: percentiles(bare),
      ratio: mean(ledger) / mean(bare),
      blocks: blocksOf(ledger, bare),
      longestGapMs: Math.max(...[...ledger, ...bare].map(({ longestGapMs }) => longestGapMs)),
    });
  }
  return benches;
}

if (import.meta.main) process.stdout.write(`${JSON.stringify(await benchLedger(), undefined, 2)}\n`);
