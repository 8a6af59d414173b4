import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { build } from '../../esbuild.config.mjs';

let dist = '';
let names: readonly string[] = [];
beforeAll(async () => {
  dist = await mkdtemp(path.join(tmpdir(), 'switchyard-dist-'));
  await build({ production: true, outdir: dist });
  names = await readdir(dist);
});
afterAll(() => rm(dist, { recursive: true, force: true }));

const isWeights = (name: string): boolean => name === 'weights.bin';

it('the code is at most 450 kB, packed as in the VSIX', async () => {
  const files = await Promise.all(
    names.filter((name) => !isWeights(name)).map((name) => readFile(path.join(dist, name))),
  );
  const bytes = files.reduce((sum, file) => sum + deflateRawSync(file).length, 0);
  expect(bytes).toBeGreaterThan(100_000);
  expect(bytes).toBeLessThanOrEqual(450_000);
});

it('the weights are at most 290 kB', async () => {
  const { size } = await stat(path.join(dist, 'weights.bin'));
  expect(size).toBeGreaterThan(0);
  expect(size).toBeLessThanOrEqual(290_000);
});

it('there are few files: activation, the engine, the heavy parts, what they share, the worker, the page', () => {
  const kinds = names.map((name) => name.replace(/-[A-Z0-9]{8}\.cjs$/, '.cjs')).toSorted();
  expect([...new Set(kinds)]).toEqual([
    'chunk.cjs',
    'dashboard.js',
    'dashboardSource.cjs',
    'engine.cjs',
    'extension.cjs',
    'openaiProvider.cjs',
    'practiceServer.cjs',
    'requestCommands.cjs',
    'walCheckpoint.worker.cjs',
    'weights.bin',
  ]);
  expect(names.length).toBeLessThanOrEqual(14);
});
