/** Breaks the streams of streamShapes.ts in the ways in which servers, gateways and wires break them. */
import type { Random, StreamShape } from './streamShapes.ts';

export interface MutatedStream {
  readonly pieces: readonly Uint8Array[];
  readonly contentType: string | undefined;
  /** What was done, for the message of a failure. */
  readonly ways: readonly string[];
}

const oddValues: readonly unknown[] = [
  -1,
  0,
  0.5,
  1e15,
  1e300,
  99_999_999,
  '12',
  '',
  'null',
  null,
  true,
  [],
  {},
  [[[]]],
  { text: { text: 'x' } },
];
const words = [
  'stop',
  'length',
  'error',
  '',
  'null',
  'MAX_TOKENS',
  'network_error',
  'content_filter',
  'odd',
  'tool_calls',
];
const texts = [
  '<think>',
  '</think>',
  '[THINK]',
  '<|channel|>final<|message|>',
  '`',
  '\n',
  '\u0000',
  '\ud83d',
  'data: ',
  'x',
];
const extras: readonly string[] = [
  'data: [DONE]',
  'data: {"choices":[],"usage":{"prompt_tokens":12,"completion_tokens":1,"total_tokens":13}}',
  'data: {"choices":[{"index":0,"delta":{"content":" more"},"finish_reason":null}]}',
  'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}',
  'data: {"choices":[{"index":1,"delta":{"content":"another"}}]}',
  'data: {"error":{"message":"overloaded","code":503}}',
  'data: {"choices":[],"usage":null}',
  'data: {"choices":[],"usage":{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}}',
  'data: null',
  'data: 7',
  'data: : PROCESSING',
  'data:',
  ': keep-alive',
  'event: error',
  'event: ping',
  'id: 7',
  'retry: 10',
  '<html>',
  '',
];
const contentTypes = [
  'text/event-stream',
  'text/event-stream; charset=utf-8',
  'application/json',
  'text/plain',
  'application/octet-stream',
  undefined,
];

const pick = <T>(values: readonly T[], random: Random): T | undefined => values[random(values.length)];

/** A copy of `value` with one of its leaves replaced. */
function withOddLeaf(value: unknown, random: Random): unknown {
  if (typeof value !== 'object' || value === null) return pick(oddValues, random);
  const entries = Object.entries(value);
  const at = random(Math.max(1, entries.length));
  const isHere = random(4) === 0;
  const changed = entries.map(([key, inner], index): [string, unknown] =>
    index === at ? [key, isHere ? pick(oddValues, random) : withOddLeaf(inner, random)] : [key, inner],
  );
  return Array.isArray(value) ? changed.map(([, inner]) => inner) : Object.fromEntries(changed);
}

type ChunkWay = (chunks: object[], random: Random) => void;

const replaceAt = (chunks: object[], at: number, change: (chunk: object) => object): void => {
  const chunk = chunks[at];
  if (chunk !== undefined) chunks[at] = change(chunk);
};

const chunkWays: Readonly<Record<string, ChunkWay>> = {
  'odd value': (chunks, random) =>
    replaceAt(chunks, random(chunks.length), (chunk) => Object(withOddLeaf(chunk, random))),
  'odd value in the last': (chunks, random) =>
    replaceAt(chunks, chunks.length - 1, (chunk) => Object(withOddLeaf(chunk, random))),
  'another finish reason': (chunks, random) =>
    replaceAt(chunks, random(chunks.length), (chunk) => ({
      ...chunk,
      choices: [{ index: 0, delta: {}, finish_reason: pick(words, random) }],
    })),
  'a tag as text': (chunks, random) => {
    const content = pick(texts, random);
    chunks.splice(random(chunks.length), 0, { choices: [{ index: 0, delta: { content } }] });
  },
  order: (chunks, random) => {
    const [moved] = chunks.splice(random(chunks.length), 1);
    if (moved !== undefined) chunks.splice(random(chunks.length + 1), 0, moved);
  },
  twice: (chunks, random) => {
    const at = random(chunks.length);
    chunks.splice(at, 0, ...chunks.slice(at, at + 1 + random(3)));
  },
  lost: (chunks, random) => void chunks.splice(random(chunks.length), 1 + random(2)),
};

type LineWay = (lines: string[], random: Random) => void;

const lineWays: Readonly<Record<string, LineWay>> = {
  'a line of another kind': (lines, random) =>
    void lines.splice(random(lines.length), 0, pick(extras, random) ?? '', ''),
  'no empty lines': (lines) => void lines.splice(0, lines.length, ...lines.filter((line) => line !== ''), ''),
  'a lost line': (lines, random) => void lines.splice(random(lines.length), 1),
  'a line in two': (lines, random) => {
    const at = random(lines.length);
    const line = lines[at] ?? '';
    const cut = random(line.length + 1);
    lines.splice(at, 1, line.slice(0, cut), line.slice(cut));
  },
  'no blank behind the colon': (lines) =>
    void lines.splice(0, lines.length, ...lines.map((line) => line.replace(/^data: /, 'data:'))),
};

type ByteWay = (bytes: Uint8Array, random: Random) => Uint8Array;

const joined = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));

const byteWays: Readonly<Record<string, ByteWay>> = {
  'a flipped bit': (bytes, random) => {
    const at = random(bytes.length);
    return bytes.map((byte, index) => (index === at ? byte ^ (1 << random(8)) : byte));
  },
  'lost bytes': (bytes, random) => {
    const at = random(bytes.length);
    return joined(bytes.subarray(0, at), bytes.subarray(at + 1 + random(40)));
  },
  'foreign bytes': (bytes, random) => {
    const at = random(bytes.length);
    const foreign = Uint8Array.from({ length: 1 + random(40) }, () => random(256));
    return joined(bytes.subarray(0, at), foreign, bytes.subarray(at));
  },
  cut: (bytes, random) => bytes.subarray(0, random(bytes.length)),
  'a byte order mark': (bytes) => joined(Uint8Array.of(0xef, 0xbb, 0xbf), bytes),
  'two bytes a character': (bytes) => Uint8Array.from(Buffer.from(Buffer.from(bytes).toString(), 'utf16le')),
};

const lineEnds = ['\n', '\n', '\r\n', '\r'];

/** One to three ways at once, each at the level of chunks, lines or bytes. */
export function mutatedStream(shape: StreamShape, random: Random): MutatedStream {
  const chunks = structuredClone([...shape.chunks]);
  const ways: string[] = [];
  const apply = <T>(all: Readonly<Record<string, T>>, odds: number, use: (way: T) => void): void => {
    for (let times = 0; times < 2 && random(100) < odds; times++) {
      const [name, way] = pick(Object.entries(all), random) ?? [];
      if (name === undefined || way === undefined) continue;
      ways.push(name);
      use(way);
    }
  };
  apply(chunkWays, 55, (way) => {
    if (chunks.length > 0) way(chunks, random);
  });
  const events = [...chunks.map((chunk) => JSON.stringify(chunk)), ...(shape.done ? ['[DONE]'] : [])];
  const lines = events.flatMap((data) => [`data: ${data}`, '']);
  lines.push('');
  apply(lineWays, 35, (way) => way(lines, random));
  let bytes: Uint8Array = new TextEncoder().encode(lines.join(pick(lineEnds, random)));
  apply(byteWays, 25, (way) => {
    if (bytes.length > 0) bytes = way(bytes, random);
  });
  const contentType = random(4) === 0 ? pick(contentTypes, random) : 'text/event-stream';
  return { pieces: [...piecesOf(bytes, random)], contentType, ways };
}

function* piecesOf(bytes: Uint8Array, random: Random): Generator<Uint8Array> {
  const most = [1, 7, 100, 5000][random(4)] ?? 1;
  for (let start = 0; start < bytes.length;) {
    const end = start + 1 + random(most);
    yield bytes.subarray(start, end);
    start = end;
  }
}
