import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { EndUsage } from '../../../../src/core/meter/endUsage.ts';
import type { UsageReport } from '../../../../src/core/model/usage.ts';
import { dialectOfHost } from '../../../../src/core/providers/dialects.ts';
import type { Attempt, ProviderEvent } from '../../../../src/core/model/provider.ts';
import { readTruth, type Truth } from '../../../contract/conformance/truth.ts';
import { startedMeter } from '../../../unit/core/meter/meterEvents.ts';
import {
  anAttempt,
  answerOf,
  outcomeOf,
  replayFetch,
  streamed,
  thinkingOf,
  type Outcome,
} from '../../../unit/core/providers/replayFetch.ts';

const folder = new URL('../../../fixtures/dialects/', import.meta.url);
const streams = (await readTruth(folder.pathname)).filter(({ stream }) => stream);
const runsPerStream = 60;

/** mulberry32: the same numbers on every machine. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const joinedBytes = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));

/** Breaks `bytes` in one to four places: flipped, lost, repeated and foreign bytes. */
function mutated(bytes: Uint8Array, random: (below: number) => number): Uint8Array {
  let result = bytes;
  for (let times = 1 + random(4); times > 0 && result.length > 0; times--) {
    const at = random(result.length);
    const length = 1 + random(40);
    const [head, tail] = [result.subarray(0, at), result.subarray(at)];
    const flipped = Uint8Array.from(tail.subarray(0, 1), (byte) => byte ^ (1 << random(8)));
    const foreign = Uint8Array.from({ length }, () => random(256));
    const ways = [
      [head, flipped, tail.subarray(1)],
      [head, tail.subarray(length)],
      [head, tail.subarray(0, length), tail],
      [head, foreign, tail],
    ] as const;
    result = joinedBytes(...(ways[random(ways.length)] ?? []));
  }
  return result;
}

/** The message that holds the last usage, with the line ends around it. */
function usageMessage(text: string): { readonly start: number; readonly end: number } {
  const key = text.lastIndexOf('"usage":{');
  const start = Math.max(0, text.lastIndexOf('\n\n', key));
  const end = text.indexOf('\n\n', key) + 2;
  return { start, end };
}

function attemptFor({ baseUrl, api, model }: Truth): Attempt {
  const endpoint = { ...anAttempt().endpoint, dialect: dialectOfHost(baseUrl), api };
  return { ...anAttempt(), endpoint, model };
}

/** With what the meter makes of it, which is what is settled. */
async function run(truth: Truth, bytes: Uint8Array) {
  const { fetch } = replayFetch(() => streamed([bytes]));
  const outcome = await outcomeOf(fetch, attemptFor(truth));
  return { ...outcome, report: lastReport(outcome.events), settled: settledUsage(outcome) };
}

function settledUsage({ events, error }: Outcome): EndUsage {
  const { meter } = startedMeter();
  for (const event of events) meter.push(event);
  meter.end(error === undefined);
  return meter.usageAtEnd();
}

const saidSomething = (events: readonly ProviderEvent[]): boolean =>
  answerOf(events) + thinkingOf(events) !== '';

/** Usage that nobody may settle: figures that cannot be, or nothing where something came. */
function unsoundUsage({ usage }: EndUsage, events: readonly ProviderEvent[]): readonly unknown[] {
  const { input, output, hidden = 0, cacheRead = 0 } = usage;
  const unsound = Object.entries(usage).filter(
    ([, figure]) => figure !== undefined && !(Number.isSafeInteger(figure) && figure >= 0),
  );
  if (!input) unsound.push(['input', input ?? NaN]);
  if (output === undefined || (output === 0 && saidSomething(events)))
    unsound.push(['output', output ?? NaN]);
  if (hidden > (output ?? 0)) unsound.push(['hidden', hidden]);
  if (cacheRead > (input ?? 0)) unsound.push(['cacheRead', cacheRead]);
  return unsound;
}

function lastReport(events: readonly ProviderEvent[]): UsageReport | undefined {
  return events.flatMap((event) => (event.type === 'usage' ? [event.report] : [])).at(-1);
}

/** Figures that cannot be: negative, broken or endless ones. */
function unsoundFigures(events: readonly ProviderEvent[]): readonly unknown[] {
  return events
    .flatMap((event) => (event.type === 'usage' ? [event.report] : []))
    .flatMap(({ usage, billed }) => [...Object.values(usage), billed])
    .filter((figure) => figure !== undefined && !(Number.isSafeInteger(figure) && figure >= 0));
}

describe('a stream broken at random', () => {
  it.each(streams)('$file: ends well or with a known error', async (truth) => {
    const bytes = readFileSync(new URL(truth.file, folder));
    const random = randomNumbers(bytes.length);
    for (let turn = 0; turn < runsPerStream; turn++) {
      const { events, settled } = await run(truth, mutated(bytes, random));
      expect([...unsoundFigures(events), ...unsoundUsage(settled, events)]).toEqual([]);
    }
    for (let turn = 0; turn < runsPerStream; turn++) {
      const { events, settled } = await run(truth, bytes.subarray(0, random(bytes.length)));
      expect([...unsoundFigures(events), ...unsoundUsage(settled, events)]).toEqual([]);
    }
  });

  const withUsage = streams.filter(({ figures }) => figures.output !== '');

  it.each(withUsage)('$file: intact usage gives the same figures', async (truth) => {
    const bytes = readFileSync(new URL(truth.file, folder));
    const { report, settled } = await run(truth, bytes);
    const { start, end } = usageMessage(bytes.toString('latin1'));
    const random = randomNumbers(bytes.length + 1);
    for (let turn = 0; turn < runsPerStream; turn++) {
      const broken = joinedBytes(mutated(bytes.subarray(0, start), random), bytes.subarray(start));
      const found = await run(truth, broken);
      expect(found.report?.usage).toEqual(report?.usage);
      expect(found.report?.billed).toBe(report?.billed);
      expect(unsoundFigures(found.events)).toEqual([]);
      // Whole and last, the provider's counts are what is settled, whatever broke before them, unless
      // what came in the meantime was more.
      const { input, output = 0 } = found.settled.usage;
      expect(input).toBe(settled.usage.input);
      expect(output).toBeGreaterThanOrEqual(settled.usage.output ?? 0);
      expect(output > (settled.usage.output ?? 0)).toBe(found.settled.flags.includes('outputBelowText'));
    }
    expect(end).toBeGreaterThan(start);
  });

  const withOneUsage = withUsage.filter(
    ({ file }) => readFileSync(new URL(file, folder), 'latin1').split('"usage":{').length === 2,
  );

  it.each(withOneUsage)('$file: destroyed usage is estimated, never nothing', async (truth) => {
    const bytes = readFileSync(new URL(truth.file, folder));
    const text = bytes.toString('latin1');
    const random = randomNumbers(bytes.length + 2);
    const { end } = usageMessage(text);
    const key = text.lastIndexOf('"usage":{');
    for (let turn = 0; turn < runsPerStream; turn++) {
      const from = key + random(9);
      const to = Math.min(end - 2, from + 1 + random(60));
      const broken = joinedBytes(bytes.subarray(0, from), bytes.subarray(to));
      const { events, report, settled } = await run(truth, broken);
      expect([report, settled.provenance]).toEqual([undefined, 'estimated']);
      expect(unsoundUsage(settled, events)).toEqual([]);
    }
  });
});
