/** Finds out, in the very folder, how SQLite can keep its promises there. */
import type { JournalMode } from '../core/model/ledgerPorts.ts';
import { randomUUID } from 'node:crypto';
import { rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';

/**
 * File systems of several machines, statfs(2): write-ahead logging needs memory that all of them
 * share (https://sqlite.org/wal.html), and seems to work until a second machine joins.
 */
const networkFileSystems: ReadonlySet<number> = new Set([
  0x6969, // NFS
  0x517b, // SMB
  0xff534d42, // CIFS
  0xfe534d42, // SMB2
  0x01021997, // 9P
  0x65735546, // FUSE: sshfs and the like
  0x5346414f, // AFS
  0x00c36400, // Ceph
]);

export function isNetworkFolder(directory: string): boolean {
  return networkFileSystems.has(statfsSync(directory).type);
}

type Open = (file: string) => DatabaseSync;

function tryMode(open: Open, file: string, mode: JournalMode): boolean {
  const connections: DatabaseSync[] = [];
  try {
    const writer = open(file);
    connections.push(writer);
    // What the probe writes need not outlive a power cut, and waiting for a disk is long.
    writer.exec('PRAGMA synchronous = OFF');
    const granted = writer.prepare(`PRAGMA journal_mode = ${mode}`).get();
    if (granted?.['journal_mode'] !== mode) return false;
    writer.exec('CREATE TABLE probe (value INTEGER); BEGIN IMMEDIATE; INSERT INTO probe VALUES (1); COMMIT');
    const reader = open(file);
    connections.push(reader);
    return reader.prepare('SELECT value FROM probe').get()?.['value'] === 1;
  } finally {
    for (const connection of connections) connection.close();
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${file}${suffix}`, { force: true });
  }
}

/**
 * Writes and reads back a scratch database.
 *
 * @throws the SQLite error of the rollback journal where neither mode works: a read-only folder, a
 *   full disk, no locks.
 */
export function probeJournal(
  open: Open,
  directory: string,
  isNetwork: (directory: string) => boolean,
): JournalMode {
  const scratch = () => join(directory, `.probe-${randomUUID()}.db`);
  if (!isNetwork(directory)) {
    try {
      if (tryMode(open, scratch(), 'wal')) return 'wal';
    } catch {
      // The rollback journal below succeeds, or says what is wrong.
    }
  }
  tryMode(open, scratch(), 'delete');
  return 'delete';
}
