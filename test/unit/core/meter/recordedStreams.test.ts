/** The shapes of real streams through the meter: none is cut at the cap it kept, none is doubted. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentLog } from '../../../../src/core/model/ports.ts';
import type { UsageFlag } from '../../../../src/core/model/usage.ts';
import { searchesByItself } from '../../../../src/core/pricing/rateArithmetic.ts';
import { dialectOfHost } from '../../../../src/core/providers/dialects.ts';
import { createOpenAiProvider } from '../../../../src/core/providers/openaiProvider.ts';
import type { Attempt } from '../../../../src/core/model/provider.ts';
import {
  recordedReplay,
  serveReplays,
  type ReplayServer,
} from '../../../contract/conformance/replayServer.ts';
import { readTruth, type Truth } from '../../../contract/conformance/truth.ts';
import { startedMeter } from './meterEvents.ts';

const folder = fileURLToPath(new URL('../../../fixtures/dialects', import.meta.url));
const doubts: ReadonlySet<UsageFlag> = new Set([
  'impossibleCount',
  'inputAboveBound',
  'inputNotBelieved',
  'outputNotBelieved',
  'outputBelowText',
  'capNotKept',
]);

let truths: readonly Truth[];
let server: ReplayServer;
beforeAll(async () => {
  truths = await readTruth(folder);
  server = await serveReplays(
    await Promise.all(
      truths.map(async ({ file, stream }) => recordedReplay(await readFile(`${folder}/${file}`), stream)),
    ),
  );
});
afterAll(() => server.close());

test('no stream is cut or doubted where the cap is what it was billed', async () => {
  const found: string[] = [];
  for (const [id, truth] of truths.entries()) {
    const { baseUrl, api, model, stream } = truth;
    const maxOutputTokens = Math.max(1, Number(truth.figures.output));
    const inputBound = Math.max(1200, Number(truth.figures.input));
    const searches = searchesByItself(model);
    const { meter } = startedMeter({ maxOutputTokens, inputBound, searches });
    const attempt: Attempt = {
      endpoint: { id: 'fixture', baseUrl: server.urlOf(id), dialect: dialectOfHost(baseUrl), api },
      model,
      messages: [{ role: 'user', parts: [{ type: 'text', text: 'replay' }] }],
      maxOutputTokens,
      effort: 'none',
      stream,
    };
    let good = true;
    try {
      const provider = createOpenAiProvider({ fetch, log: silentLog });
      for await (const event of provider.stream(attempt, new AbortController().signal)) {
        meter.push(event);
        if (meter.overrun() !== undefined) found.push(`${truth.file}: cut`);
      }
    } catch {
      good = false;
    }
    meter.end(good);
    const { flags } = meter.usageAtEnd();
    found.push(...flags.filter((flag) => doubts.has(flag)).map((flag) => `${truth.file}: ${flag}`));
  }
  expect(found).toEqual([]);
  expect(truths.length).toBeGreaterThan(40);
});
