/**
 * The mark beside the ledger file: that a ledger began here, and how far it had come. Windows of earlier
 * versions ask only whether the file is there, and make it empty.
 */
import { createHash, randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fdatasyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { type HighWater, isHighWater } from '../core/ledger/highWater.ts';

/** Where the editor keeps a mark of its own, for the day on which the whole folder is gone. */
export interface MarkMemory {
  /** Whatever was remembered; anything may have become of it. */
  read(): unknown;
  /** Not awaited; may fail. */
  write(mark: HighWater | undefined): void;
}

export const noMarkMemory: MarkMemory = { read: () => undefined, write: () => undefined };

const markFile = (file: string) => `${file}.begun`;

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function lineOf(mark: HighWater): string {
  const text = JSON.stringify(mark);
  return `${checksum(text)} ${text}\n`;
}

export function hasBegun(file: string): boolean {
  return existsSync(markFile(file));
}

/** Says for good that a ledger began here, so that one found empty or gone is not taken for the first. */
export function markBegun(file: string): void {
  closeSync(openSync(markFile(file), 'a', 0o600));
}

export function clearMark(file: string): void {
  rmSync(markFile(file), { force: true });
}

/** @returns undefined where there is none, or one that is empty or damaged. */
function readMark(file: string): HighWater | undefined {
  try {
    const line = readFileSync(markFile(file), 'utf8').trimEnd();
    const [sum, text] = [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)];
    if (sum !== checksum(text)) return undefined;
    const mark: unknown = JSON.parse(text);
    return isHighWater(mark) ? mark : undefined;
  } catch {
    return undefined;
  }
}

/** What is known of how far the ledger had come, newest or not. */
export function marksOf(file: string, memory: MarkMemory): readonly HighWater[] {
  return [readMark(file), memory.read()].filter(isHighWater);
}

/** Put in place whole, so that neither a kill nor another window leaves half a mark. */
export async function writeMark(file: string, mark: HighWater): Promise<void> {
  const made = `${markFile(file)}.${randomUUID()}`;
  try {
    const handle = await open(made, 'wx', 0o600);
    try {
      await handle.writeFile(lineOf(mark));
      await handle.datasync();
    } finally {
      await handle.close();
    }
    await rename(made, markFile(file));
  } catch (error) {
    await rm(made, { force: true });
    throw error;
  }
}

/** For a window that closes. */
export function writeMarkNow(file: string, mark: HighWater): void {
  const made = `${markFile(file)}.${randomUUID()}`;
  try {
    const handle = openSync(made, 'wx', 0o600);
    try {
      writeSync(handle, lineOf(mark));
      fdatasyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(made, markFile(file));
  } catch (error) {
    rmSync(made, { force: true });
    throw error;
  }
}
