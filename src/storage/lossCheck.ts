/** Finds out whether a ledger that can be read is still all there, and keeps the mark that tells. */
import { type HighWater, judge, isHighWater } from '../core/ledger/highWater.ts';
import { entriesMissing, figuresWrong, markMissing } from '../core/ledger/ledgerLoss.ts';
import { integer } from './rowShapes.ts';
import { figuresAgree, standingOf, highWaterOf } from './balances.ts';
import type { Statements } from './statements.ts';
import type { Clock } from '../core/model/ports.ts';
import { clearMark, type MarkMemory, writeMark, writeMarkNow } from './markFile.ts';

/**
 * Called inside a transaction.
 *
 * @param marks read before it began: a mark follows what it tells of.
 * @returns what was lost, in the words of `ledgerLoss`.
 */
export function lossOf(statements: Statements, marks: readonly HighWater[], now: number): string | undefined {
  const file = statements.fileState.get() ?? {};
  if (marks.length === 0 && integer(file, 'marked') === 1 && integer(file, 'position') > 0) {
    return markMissing;
  }
  const losses = marks.map((mark) => lossSince(statements, mark));
  if (losses.includes(entriesMissing)) return entriesMissing;
  return losses.includes(figuresWrong) || !figuresAgree(statements, now) ? figuresWrong : undefined;
}

/** @returns what the ledger lost since it was marked, as `lossOf`; called inside a transaction. */
function lossSince(statements: Statements, mark: HighWater): string | undefined {
  try {
    const judgement = judge(mark, standingOf(statements));
    if (judgement === 'entries missing') return entriesMissing;
    return judgement === 'figures wrong' ? figuresWrong : undefined;
  } catch (error) {
    // Figures that are none at all are no reason to fail.
    if (error instanceof TypeError) return figuresWrong;
    throw error;
  }
}

// Keeps the ledger's mark up to date, beside the file and in the editor's memory: always behind what the disk
// has, so that neither a kill nor a power cut makes a sound ledger look like a lost one.

/** Making and syncing a file is dear where many windows write at once. */
const fileEveryMs = 1_000;
/** Each update sends all that the editor keeps for the extension from one process to another. */
const memoryEveryMs = 2_000;

export interface HighWaterKeeperDeps {
  readonly file: string;
  readonly statements: Statements;
  readonly memory: MarkMemory;
  readonly clock: Clock;
  /** Reads all of it as of one moment; throws while the ledger is busy. */
  readonly readTogether: <Result>(work: () => Result) => Result;
  /** Notes in the ledger that a mark is kept. */
  readonly noteMark: () => void;
  /** Notes there that it has lost something while it was open, in the words of `ledgerLoss`. */
  readonly noteLoss: (loss: string) => void;
}

export interface HighWaterKeeper {
  /** How long the last mark is still to stand, ms. */
  standsFor(): number;
  /** How far the ledger has come; undefined where there is nothing to mark, or a loss waits for a word. */
  capture(): HighWater | undefined;
  /** Once all that `mark` tells of is on the disk. */
  keep(mark: HighWater): Promise<void>;
  /** The same at once, for a window that closes. */
  keepNow(mark: HighWater): void;
  /** The person deleted everything. */
  forget(): Promise<void>;
  stop(): void;
}

export function createHighWaterKeeper(deps: HighWaterKeeperDeps): HighWaterKeeper {
  const { file, statements, memory, clock, readTogether, noteMark, noteLoss } = deps;
  let kept: HighWater | undefined;
  let keptAt = -Infinity;
  let writing: Promise<void> | undefined;
  let remembered: HighWater | undefined;
  let cancelMemory: (() => void) | undefined;

  function remember(mark: HighWater): void {
    remembered = mark;
    cancelMemory ??= clock.schedule(() => {
      cancelMemory = undefined;
      if (remembered !== undefined) memory.write(remembered);
    }, memoryEveryMs);
  }

  function isBehind(mark: HighWater): boolean {
    return (
      kept?.generation === mark.generation &&
      kept.deletions === mark.deletions &&
      mark.position < kept.position
    );
  }

  function capture(): HighWater | undefined {
    const { loss, mark } = readTogether((): { loss?: string | undefined; mark?: HighWater } => {
      if (statements.fileState.get()?.['unconfirmed'] !== null) return {};
      const lost = kept && lossSince(statements, kept);
      return lost === undefined ? { mark: highWaterOf(statements, clock.now()) } : { loss: lost };
    });
    if (loss !== undefined) noteLoss(loss);
    return mark !== undefined && mark.position > 0 && isHighWater(mark) && !isBehind(mark) ? mark : undefined;
  }

  function noteOnce(): void {
    if (readTogether(() => integer(statements.fileState.get() ?? {}, 'marked')) === 0) noteMark();
  }

  return {
    standsFor: () => Math.max(0, keptAt + fileEveryMs - clock.monotonic()),
    capture,
    async keep(mark) {
      await writing?.catch(() => undefined);
      if (isBehind(mark)) return;
      kept = mark;
      keptAt = clock.monotonic();
      writing = writeMark(file, mark);
      await writing;
      remember(mark);
      noteOnce();
    },
    keepNow(mark) {
      kept = mark;
      writeMarkNow(file, mark);
      remembered = mark;
    },
    async forget() {
      [kept, remembered] = [undefined, undefined];
      cancelMemory?.();
      cancelMemory = undefined;
      await writing?.catch(() => undefined);
      clearMark(file);
      memory.write(undefined);
    },
    stop() {
      cancelMemory?.();
      cancelMemory = undefined;
      if (remembered !== undefined) memory.write(remembered);
    },
  };
}
