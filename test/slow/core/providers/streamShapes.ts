/** Streams in the shapes in which real providers send them, with what each bills. */
import type { Api, DialectName } from '../../../../src/core/model/provider.ts';

/** A whole number from 0 to `below` − 1. */
export type Random = (below: number) => number;

/** mulberry32: the same numbers on every machine. */
export function randomNumbers(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

export interface StreamShape {
  readonly name: string;
  readonly dialect: DialectName;
  readonly api: Api;
  readonly chunks: readonly object[];
  readonly done: boolean;
  /** Tokens that the last usage bills; undefined where there is none. */
  readonly billed: { readonly input: number; readonly output: number } | undefined;
}

/** What the shapes have in common: text in pieces and counts. */
interface Material {
  readonly text: readonly string[];
  readonly thinking: readonly string[];
  readonly input: number;
  readonly cached: number;
  readonly output: number;
  readonly hidden: number;
}

type Shape = (material: Material) => Partial<StreamShape> & Pick<StreamShape, 'chunks'>;

const chunk = (delta: object, finish: string | null = null, more: object = {}): object => ({
  id: 'r1',
  object: 'chat.completion.chunk',
  model: 'm',
  choices: [{ index: 0, delta, finish_reason: finish }],
  ...more,
});
const said = (text: readonly string[], field = 'content'): object[] =>
  text.map((piece) => chunk({ [field]: piece }));
const role = chunk({ role: 'assistant', content: '' });
const stop = chunk({}, 'stop');
const counts = ({ input, output }: Pick<Material, 'input' | 'output'>, more: object = {}) => ({
  prompt_tokens: input,
  completion_tokens: output,
  total_tokens: input + output,
  ...more,
});
const details = ({ cached, hidden }: Material) => ({
  prompt_tokens_details: { cached_tokens: cached },
  completion_tokens_details: { reasoning_tokens: hidden },
});
const alone = (usage: object): object => ({ id: 'r1', model: 'm', choices: [], usage });
const event = (type: string, fields: object): object => ({ type: `response.${type}`, ...fields });
const place = { output_index: 0, content_index: 0 };

const shapes: Readonly<Record<string, readonly [DialectName, Shape]>> = {
  'usage in a chunk of its own': [
    'openai',
    (m) => ({ chunks: [role, ...said(m.text), stop, alone(counts(m, details(m)))] }),
  ],
  'responses with an end that repeats all': [
    'openai',
    (m) => ({
      api: 'responses',
      done: false,
      chunks: [
        event('created', { response: { id: 'r1', status: 'in_progress', usage: null } }),
        event('output_item.added', { output_index: 0, item: { type: 'reasoning' } }),
        ...m.text.map((delta) => event('output_text.delta', { ...place, delta })),
        event('output_text.done', { ...place, text: m.text.join('') }),
        event('completed', {
          response: {
            status: 'completed',
            output: [{ type: 'message', content: [{ type: 'output_text', text: m.text.join('') }] }],
            usage: {
              input_tokens: m.input,
              input_tokens_details: { cached_tokens: m.cached },
              output_tokens: m.output,
              output_tokens_details: { reasoning_tokens: m.hidden },
              total_tokens: m.input + m.output,
            },
          },
        }),
      ],
    }),
  ],
  'filter results first': [
    'azure',
    (m) => ({
      chunks: [
        { choices: [], prompt_filter_results: [] },
        role,
        ...said(m.text),
        stop,
        alone(counts(m, details(m))),
      ],
    }),
  ],
  'usage with the finish reason': [
    'deepseek',
    (m) => ({
      chunks: [
        ...said(m.thinking, 'reasoning_content'),
        ...said(m.text),
        chunk({ content: '' }, 'stop', {
          usage: counts(m, { ...details(m), prompt_cache_hit_tokens: m.cached }),
        }),
      ],
    }),
  ],
  'thinking on top of the output': [
    'xai',
    (m) => ({
      chunks: [
        ...said(m.thinking, 'reasoning_content'),
        ...said(m.text),
        stop,
        alone({
          prompt_tokens: m.input,
          completion_tokens: m.output - m.hidden,
          total_tokens: m.input + m.output,
          ...details(m),
        }),
      ],
    }),
  ],
  'thinking in the total alone': [
    'google',
    (m) => ({
      chunks: [
        ...said(m.text),
        chunk({}, 'stop', {
          usage: {
            prompt_tokens: m.input,
            completion_tokens: m.output - m.hidden,
            total_tokens: m.input + m.output,
          },
        }),
      ],
    }),
  ],
  'thinking in two fields, and a bill': [
    'openrouter',
    (m) => ({
      chunks: [
        ...m.thinking.map((text) =>
          chunk({ content: '', reasoning: text, reasoning_details: [{ type: 'reasoning.text', text }] }),
        ),
        ...said(m.text),
        stop,
        chunk({ content: '' }, null, { usage: counts(m, { ...details(m), cost: 0.001 }) }),
      ],
    }),
  ],
  'usage twice, thinking in tags': [
    'groq',
    (m) => ({
      chunks: [
        ...said(['<thi', 'nk>\n', ...m.thinking, '\n</th', 'ink>\n\n', ...m.text]),
        chunk({}, 'stop', { x_groq: { id: 'q1', usage: counts(m) } }),
        alone(counts(m)),
      ],
    }),
  ],
  'content in parts': [
    'mistral',
    (m) => ({
      chunks: [
        ...m.thinking.map((text) =>
          chunk({ content: [{ type: 'thinking', thinking: [{ type: 'text', text }] }] }),
        ),
        ...m.text.map((text) => chunk({ content: [{ type: 'text', text }] })),
        chunk({ content: '' }, 'stop', { usage: counts(m) }),
      ],
    }),
  ],
  'usage in the choice': [
    'moonshot',
    (m) => ({
      chunks: [
        ...said(m.text),
        {
          id: 'r1',
          choices: [
            { index: 0, delta: {}, finish_reason: 'stop', usage: counts(m, { cached_tokens: m.cached }) },
          ],
          usage: null,
        },
      ],
    }),
  ],
  'the closing tag alone': [
    'minimax',
    (m) => ({
      chunks: [
        ...said([...m.thinking, '\n</thi', 'nk>\n\n', ...m.text]),
        chunk({}, 'stop', { usage: counts(m) }),
      ],
    }),
  ],
  'usage in each chunk': [
    'perplexity',
    (m) => ({
      chunks: [
        ...m.text.map((content, index) =>
          chunk({ content }, null, { usage: counts({ ...m, output: index + 1 }) }),
        ),
        chunk({}, 'stop', { usage: counts(m, { cost: { total_cost: 0.006 } }) }),
      ],
    }),
  ],
  'usage at the start': [
    'vllm',
    (m) => ({
      chunks: [
        alone(counts({ ...m, output: 0 })),
        ...said(m.thinking, 'reasoning'),
        ...said(m.text),
        stop,
        alone(counts(m)),
      ],
    }),
  ],
  'counts beside the usage': [
    'llamacpp',
    (m) => ({
      chunks: [
        ...said(m.text),
        stop,
        { ...alone(counts(m)), timings: { cache_n: m.cached, prompt_n: m.input, predicted_n: m.output } },
      ],
    }),
  ],
  'a tool call': [
    'ollama',
    (m) => ({
      chunks: [
        ...said(m.thinking, 'reasoning'),
        chunk({ tool_calls: [{ index: 0, id: 'c1', function: { name: 'look', arguments: '' } }] }),
        ...m.text.map((text) =>
          chunk({ tool_calls: [{ index: 0, function: { arguments: JSON.stringify(text) } }] }),
        ),
        chunk({}, 'tool_calls'),
        alone(counts(m)),
      ],
    }),
  ],
  'thinking in brackets': [
    'lmstudio',
    (m) => ({
      chunks: [...said(['[TH', 'INK]', ...m.thinking, '[/THI', 'NK]\n', ...m.text]), stop, alone(counts(m))],
    }),
  ],
  channels: [
    'custom',
    (m) => ({
      chunks: [
        ...said(['<|chan', 'nel|>analysis<|message|>', ...m.thinking, '<|end|><|start|>assis']),
        ...said(['tant<|channel|>final<|mess', 'age|>', ...m.text, '<|return|>']),
        chunk({}, 'stop', { usage: counts(m) }),
      ],
    }),
  ],
  'cache writes and a bill': [
    'litellm',
    (m) => ({
      chunks: [
        ...said(m.text),
        stop,
        chunk({}, null, { usage: counts(m, { ...details(m), cache_creation_input_tokens: 3, cost: 0.002 }) }),
      ],
    }),
  ],
  'text twice': [
    'together',
    (m) => ({
      chunks: [
        ...m.text.map((text) => ({ id: 'r1', choices: [{ index: 0, text, delta: { content: text } }] })),
        chunk({}, 'stop', { usage: counts(m, { cached_tokens: m.cached }) }),
      ],
    }),
  ],
  'no finish reason': ['custom', (m) => ({ chunks: [...said(m.text), alone(counts(m))], done: false })],
  'no usage': ['custom', (m) => ({ chunks: [...said(m.text), stop], billed: undefined })],
};

export const shapeCount = Object.keys(shapes).length;

const vocabulary = [
  'return',
  ' total',
  ' = ',
  '(a, b)',
  ';\n',
  ' if',
  ' the',
  ' größe',
  '日本',
  '🙂',
  '  ',
  '42',
];

/** Shape number `number`, of random text and counts. */
export function streamShape(number: number, random: Random): StreamShape {
  const [name, [dialect, shape]] = Object.entries(shapes)[number % shapeCount] ?? raise();
  const pieces = (most: number): string[] =>
    Array.from({ length: 1 + random(most) }, () =>
      Array.from({ length: 1 + random(5) }, () => vocabulary[random(vocabulary.length)]).join(''),
    );
  const hidden = random(300);
  const input = 20 + random(2000);
  const material = {
    text: pieces(12),
    thinking: pieces(8),
    input,
    cached: random(input),
    hidden,
    output: hidden + 100 + random(400),
  };
  const { output } = material;
  return { name, dialect, api: 'chat', done: true, billed: { input, output }, ...shape(material) };
}

function raise(): never {
  throw new RangeError('there is no such shape');
}
