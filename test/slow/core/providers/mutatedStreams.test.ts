import { describe, expect, it } from 'vitest';
import { estimateTokens } from '../../../../src/core/meter/tokenEstimate.ts';
import type { ProviderEvent } from '../../../../src/core/model/provider.ts';
import { startedMeter } from '../../../unit/core/meter/meterEvents.ts';
import { anAttempt, outcomeOf } from '../../../unit/core/providers/replayFetch.ts';
import { mutatedStream, type MutatedStream } from './streamMutations.ts';
import { randomNumbers, shapeCount, streamShape, type StreamShape } from './streamShapes.ts';

/** More of them: `MUTATED_STREAMS=10000`. */
const streams = Number(process.env['MUTATED_STREAMS'] ?? 420);

async function run(shape: StreamShape, { pieces, contentType }: Omit<MutatedStream, 'ways'>) {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
  const headers = contentType === undefined ? {} : { 'content-type': contentType };
  const fetch = () => Promise.resolve(new Response(body, { headers }));
  const { events, error } = await outcomeOf(fetch, anAttempt(shape.dialect, { api: shape.api }));
  const { meter } = startedMeter();
  for (const event of events) meter.push(event);
  meter.end(error === undefined);
  return { events, error, settled: meter.usageAtEnd() };
}

/** The tokens that the last usage bills, where it stands intact behind all that was said. */
function intactUsage(shape: StreamShape, body: string): StreamShape['billed'] {
  const whole = shape.chunks.map((chunk) => JSON.stringify(chunk));
  const last = whole.findLast((text) => /"usage":\{/.test(text));
  const lines = body.split(/\r\n|\r|\n/);
  const at = lines.lastIndexOf(`data: ${last}`);
  // Apart from its neighbours, or it would be a part of another message.
  if (last === undefined || at < 0 || lines[at + 1] !== '' || (at > 0 && lines[at - 1] !== ''))
    return undefined;
  const isHarmless = (line: string): boolean =>
    line === '' || line.startsWith(':') || line === 'data: [DONE]' || line === 'data:';
  if (lines.slice(0, at).some((line) => /^data: ?\[DONE\]/.test(line))) return undefined;
  return lines.slice(at + 1).every(isHarmless) ? shape.billed : undefined;
}

const countFields =
  /"(?:prompt_tokens|completion_tokens|input_tokens|output_tokens|total_tokens|reasoning_tokens)":\s*(-?[\d.eE+]+)/g;

/** The most that any of its usage objects can be read as. */
function mostReported(body: string): number {
  const found = [...body.matchAll(countFields)].map(([, figure]) => Math.round(Number(figure)));
  const believed = found.filter((figure) => figure > 0 && figure <= 1e8).toSorted((a, b) => b - a);
  return (believed[0] ?? 0) + (believed[1] ?? 0);
}

function tokensSeen(events: readonly ProviderEvent[]): number {
  const texts = events.map((event) => {
    if (event.type === 'toolCall') return `${event.name ?? ''}${event.argumentsDelta}`;
    return 'text' in event ? event.text : '';
  });
  return texts.reduce((sum, text) => sum + estimateTokens(text), 0);
}

/** What is wrong with one broken stream, and whether its usage came through intact. */
async function examine(
  seed: number,
): Promise<{ readonly faults: readonly string[]; readonly isIntact: boolean }> {
  const random = randomNumbers(seed);
  const shape = streamShape(seed, random);
  const stream = mutatedStream(shape, random);
  const body = Buffer.concat(stream.pieces).toString();
  const { events, error, settled } = await run(shape, stream);
  const { usage } = settled;
  const faults: string[] = [];
  if (error?.code === 'unexpected') faults.push('a fault of our own');
  for (const [name, figure] of Object.entries(usage)) {
    const isSound = figure === undefined || (Number.isSafeInteger(figure) && figure >= 0);
    if (!isSound) faults.push(`${name} ${figure}`);
  }
  const { input = 0, output = 0, hidden = 0 } = usage;
  if (hidden > output) faults.push(`hidden ${hidden} of ${output}`);
  const intact = intactUsage(shape, body);
  if (intact !== undefined && (input < intact.input || output < intact.output)) {
    faults.push(`${input}/${output} settled, ${intact.input}/${intact.output} reported`);
  }
  const seen = tokensSeen(events);
  // Pieces are rounded apart.
  const most = mostReported(body) + 1.05 * seen + 5;
  if (output > most) faults.push(`output ${output}, at most ${most}`);
  // The meter's cap is 16 000; beyond it only what was seen is believed.
  if (output > Math.max(16_000, 2 * seen) + seen) faults.push(`output ${output} is believed`);
  if (output < Math.min(seen, 1) || output < seen / 3 - 20) faults.push(`output ${output}, seen ${seen}`);
  const told = `${seed} ${shape.name}, ${stream.contentType} [${stream.ways.join(', ')}]`;
  return { faults: faults.map((fault) => `${told}: ${fault}`), isIntact: intact !== undefined };
}

const billedShapes = Array.from({ length: shapeCount }, (_, number) =>
  streamShape(number, randomNumbers(number)),
).filter(({ billed }) => billed !== undefined);

describe('streams of every shape', () => {
  it.each(billedShapes)('$name: whole, is settled as billed', async (shape) => {
    const text = shape.chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('');
    const pieces = [new TextEncoder().encode(shape.done ? `${text}data: [DONE]\n\n` : text)];
    const { error, settled } = await run(shape, { pieces, contentType: 'text/event-stream' });
    expect(error).toBeUndefined();
    const { input, output } = settled.usage;
    expect({ input, output }).toEqual(shape.billed);
  });

  it(`broken in ${streams} ways, end with a known error or well, and settle what was billed or seen`, async () => {
    const faults: string[] = [];
    let intact = 0;
    for (let seed = 0; seed < streams; seed++) {
      const found = await examine(seed);
      faults.push(...found.faults);
      if (found.isIntact) intact++;
    }
    expect(faults).toEqual([]);
    // With fewer of them a lost usage would not be seen.
    expect(intact).toBeGreaterThan(streams / 4);
  }, 600_000);
});
