/**
 * `npm run conformance -- DIR [--providers a,b]`: serves every recording of DIR over loopback HTTP to
 * the real provider code and compares with DIR/truth.tsv. Prints each difference and, last,
 * `exact N of M`; exits non-zero where one of the chosen providers is inexact.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { differences } from './conformance/compare.ts';
import { observe } from './conformance/replay.ts';
import { recordedReplay, serveReplays } from './conformance/replayServer.ts';
import { readTruth } from './conformance/truth.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { providers: { type: 'string' } },
});
const [folder] = positionals;
if (folder === undefined) {
  console.error('usage: npm run conformance -- DIR [--providers a,b]');
  process.exit(2);
}
const chosen = values.providers?.split(',').map((name) => name.trim());

const truths = await readTruth(folder);
const replays = await Promise.all(
  truths.map(async ({ file, stream }) => recordedReplay(await readFile(join(folder, file)), stream)),
);
const server = await serveReplays(replays);
let exact = 0;
let chosenInexact = 0;
for (const [id, truth] of truths.entries()) {
  const found = differences(truth, await observe(truth, server.urlOf(id)));
  if (found.length === 0) exact++;
  else if (chosen?.includes(truth.provider) ?? true) chosenInexact++;
  if (found.length > 0) console.log([truth.file, ...found].join('\n  '));
}
await server.close();
if (chosen !== undefined) {
  console.log(`inexact among ${chosen.join(', ')}: ${chosenInexact}`);
}
console.log(`exact ${exact} of ${truths.length}`);
process.exitCode = chosenInexact === 0 ? 0 : 1;
