/** Undoes what a run started, in reverse order: when it is over, or when it is interrupted. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface Lifetime {
  readonly atEnd: (undo: () => Promise<void> | void) => void;
  /** A temporary folder; short, since sockets lie in it. */
  readonly runFolder: (options?: { isKept?: boolean }) => Promise<string>;
  /** Safe to call again; what was undone stays so. */
  readonly end: () => Promise<void>;
}

/** Ctrl-C, SIGTERM and a closed terminal end the lifetime and then the process, with `exitCode`. */
export function openLifetime(exitCode = 130): Lifetime {
  const undos: (() => Promise<void> | void)[] = [];
  let ending = Promise.resolve();
  const undoAll = async (): Promise<void> => {
    for (const undo of undos.splice(0).toReversed()) {
      try {
        await undo();
      } catch (error) {
        console.error(error);
      }
    }
  };
  const end = (): Promise<void> => {
    ending = ending.then(undoAll);
    return ending;
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // A second signal while all is being undone must not cut that short.
    process.on(signal, () => void end().then(() => process.exit(exitCode)));
  }
  return {
    atEnd: (undo) => void undos.push(undo),
    runFolder: async ({ isKept = false } = {}) => {
      const folder = await mkdtemp(path.join(tmpdir(), 'switchyard-'));
      undos.push(() => {
        if (isKept) {
          console.log(`kept ${folder}`);
          return undefined;
        }
        return rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
      });
      return folder;
    },
    end,
  };
}
