import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { probeOwner, thisOwner } from '../../../src/storage/ownerProbe.ts';
import { eventually } from '../../eventually.ts';

const hasProc = existsSync('/proc/self/stat');

async function idleProcess() {
  const program = `setInterval(() => {}, 1000); console.log('up')`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child;
}

test('this process lives, and every ledger it opens has an owner of its own', () => {
  const owner = thisOwner();
  expect(probeOwner(owner)).toBe(hasProc ? 'alive' : 'unknown');
  expect(thisOwner().id).not.toBe(owner.id);
});

test('a killed process is gone', async () => {
  const child = await idleProcess();
  const owner = { ...thisOwner(), pid: child.pid ?? 0 };
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(probeOwner(owner)).toBe('gone');
});

test.runIf(hasProc)('a pid that was given to another process does not keep its owner alive', () => {
  expect(probeOwner({ ...thisOwner(), startTime: '1' })).toBe('gone');
});

test('without a start time a living pid proves nothing', () => {
  expect(probeOwner({ ...thisOwner(), startTime: undefined })).toBe('unknown');
});

test('another machine or container cannot be asked', () => {
  expect(probeOwner({ ...thisOwner(), host: 'elsewhere' })).toBe('unknown');
});

test.runIf(hasProc)('a dead process whose parent does not fetch its status is gone', async () => {
  const script = 'sleep 0.05 & echo $!; exec sleep 600';
  const parent = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void parent.kill('SIGKILL'));
  const [line] = await once(parent.stdout, 'data');
  const owner = { ...thisOwner(), pid: Number(String(line).trim()), startTime: undefined };
  await eventually(() => expect(probeOwner(owner)).toBe('gone'));
  expect(existsSync(`/proc/${owner.pid}`)).toBe(true);
});
