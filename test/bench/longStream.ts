/** A long answer as an API streams it, and the least that anybody must do to read it. */
import type { Fetch } from '../../src/core/providers/openaiClient.ts';

export const chunkCount = 2000;
const pieceBytes = 16 * 1024;
const words = [
  'const ',
  'total',
  ' = ',
  'lines',
  '.reduce(',
  '(sum, line)',
  ' => ',
  'sum + line.price',
  ', 0);\n',
];

const usage = {
  prompt_tokens: 1200,
  completion_tokens: chunkCount + 800,
  total_tokens: chunkCount + 2000,
  completion_tokens_details: { reasoning_tokens: 800 },
};

function chunk(choices: readonly object[], more: object = {}): string {
  const body = { id: 'r1', object: 'chat.completion.chunk', created: 1, model: 'm', choices, ...more };
  return `data: ${JSON.stringify(body)}\n\n`;
}

/** Each chunk says a few characters, as tokens come. */
export const chunkTexts: readonly string[] = Array.from(
  { length: chunkCount },
  (_, index) => words[index % words.length] ?? '',
);

const text = [
  ...chunkTexts.map((content) => chunk([{ index: 0, delta: { content }, finish_reason: null }])),
  chunk([{ index: 0, delta: {}, finish_reason: 'stop' }]),
  chunk([], { usage }),
  'data: [DONE]\n\n',
].join('');
const bytes = new TextEncoder().encode(text);

/** Answers every request with the whole stream, in the pieces that a socket gives. */
export const streamingFetch: Fetch = async () => {
  let at = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= bytes.length) controller.close();
      else controller.enqueue(bytes.subarray(at, (at += pieceBytes)));
    },
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
};

interface BareChunk {
  readonly choices: readonly { readonly delta: { readonly content?: string } }[];
}

/** Fetch, split into lines, parse, join: no checks, no usage, no meter. */
export async function readBare(): Promise<string> {
  const response = await streamingFetch('https://models.example.com/v1/chat/completions');
  const decoder = new TextDecoder();
  let rest = '';
  let answer = '';
  for await (const piece of response.body ?? []) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (!line.startsWith('data: {')) continue;
      const { choices }: BareChunk = JSON.parse(line.slice(6));
      answer += choices[0]?.delta.content ?? '';
    }
  }
  return answer;
}
