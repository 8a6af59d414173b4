/** Who holds an attempt, and whether that process still lives. */
import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

export interface LedgerOwner {
  /** One open ledger: two in one process are told apart. */
  readonly id: string;
  readonly pid: number;
  /** In the units of the system; undefined where it cannot be read. */
  readonly startTime?: string | undefined;
  /** Within which a pid means one process: machine, boot and pid namespace. */
  readonly host: string;
}

/** `unknown`: another machine or container, or a pid that may have been given to another process. */
export type OwnerState = 'alive' | 'gone' | 'unknown';
export type OwnerProbe = (owner: LedgerOwner) => OwnerState;

function readOr<Fallback>(read: () => string, fallback: Fallback): string | Fallback {
  try {
    return read().trim();
  } catch {
    return fallback;
  }
}

/** Fields 3 and 22 of /proc/PID/stat, proc_pid_stat(5); the name before them may hold spaces and brackets. */
function readStat(pid: number): { readonly state?: string; readonly startTime?: string } {
  const stat = readOr(() => readFileSync(`/proc/${pid}/stat`, 'latin1'), undefined);
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, startTime] = [fields?.[0], fields?.[19]];
  return { ...(state === undefined ? {} : { state }), ...(startTime === undefined ? {} : { startTime }) };
}

function thisHost(): string {
  const boot = readOr(() => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1'), '');
  const namespace = readOr(() => readlinkSync('/proc/self/ns/pid'), '');
  return [hostname(), boot, namespace].filter((part) => part !== '').join(' ');
}

export function thisOwner(): LedgerOwner {
  const { pid } = process;
  return { id: randomUUID(), pid, startTime: readStat(pid).startTime, host: thisHost() };
}

function pidExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it exists and is somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

export function probeOwner(owner: LedgerOwner): OwnerState {
  if (owner.host !== thisHost()) return 'unknown';
  if (!pidExists(owner.pid)) return 'gone';
  const { state, startTime } = readStat(owner.pid);
  // A killed process whose parent has not fetched its exit status still has its pid.
  if (state === 'Z') return 'gone';
  if (startTime === undefined || owner.startTime === undefined) return 'unknown';
  return startTime === owner.startTime ? 'alive' : 'gone';
}
