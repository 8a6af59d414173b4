/** The tags that models put around thinking inside the content; all are found in any capitals. */
export interface ThinkingTag {
  /** In small letters, like all tags here. */
  readonly opening: string;
  readonly closing: string;
}

/** `<think>` and its like: DeepSeek, Qwen, Gemini (`thought`), Seed (`seed:think`), LongCat and many more. */
const elementNames = [
  'think',
  'thinking',
  'thought',
  'thoughts',
  'reasoning',
  'reason',
  'thinking_process',
  'thought_process',
  'reasoning_process',
  'chain_of_thought',
  'inner_monologue',
  'inner_thoughts',
  'scratchpad',
  'reflection',
  'seed:think',
  'mm:think',
  'longcat_think',
  'antml:thinking',
];

/** In square brackets: Magistral and Ministral. */
const bracketNames = ['think', 'thinking', 'reasoning'];

const pairs: readonly (readonly [string, string])[] = [
  ...elementNames.map((name) => [`<${name}>`, `</${name}>`] as const),
  ...bracketNames.map((name) => [`[${name}]`, `[/${name}]`] as const),
  // Kimi
  ['◁think▷', '◁/think▷'],
  // Cohere
  ['<|start_thinking|>', '<|end_thinking|>'],
  // Sky-T1, OpenThinker
  ['<|begin_of_thought|>', '<|end_of_thought|>'],
  ['<|begin_of_thinking|>', '<|end_of_thinking|>'],
  ['<|think|>', '<|/think|>'],
  // Apertus
  ['<|inner_prefix|>', '<|inner_suffix|>'],
  // Gemma
  ['<unused94>thought', '<unused95>'],
  ['<|channel>thought', '<channel|>'],
];

export const thinkingTags: readonly ThinkingTag[] = pairs.map(([opening, closing]) => ({ opening, closing }));

/** What models that mark their thinking put around the answer: no part of it. */
export const answerOpenings = ['<|begin_of_solution|>', '<|start_response|>', '<|start_text|>'] as const;
export const answerClosings = ['<|end_of_solution|>', '<|end_response|>', '<|end_text|>'] as const;

export interface FoundTag {
  readonly tag: ThinkingTag;
  /** Characters of the opening tag. */
  readonly length: number;
  /** `<think/>`: there is nothing in it. */
  readonly isEmpty: boolean;
}

const element = new RegExp(`^<(${elementNames.join('|')})(?:\\s[^<>]{0,200})?>`, 'i');
const startOfElement = new RegExp(`^<(?:${elementNames.join('|')})(?:/|\\s[^<>]{0,200})?$`, 'i');

/** The opening tag that `text` begins with; `cut` where it may yet become one. */
export function openingTagOf(text: string): FoundTag | 'cut' | undefined {
  const lower = text.slice(0, 40).toLowerCase();
  const plain = thinkingTags.find(({ opening }) => lower.startsWith(opening));
  if (plain !== undefined) return { tag: plain, length: plain.opening.length, isEmpty: false };
  const name = /^<([\w:]+)\s*\/>/.exec(lower) ?? element.exec(text.slice(0, 300));
  const tag = thinkingTags.find(({ opening }) => opening === `<${name?.[1]?.toLowerCase()}>`);
  if (name !== null && tag !== undefined) {
    return { tag, length: name[0].length, isEmpty: name[0].endsWith('/>') };
  }
  const isCut = isStartOf(lower, openings) || (text.length < 300 && startOfElement.test(text));
  return isCut ? 'cut' : undefined;
}

const openings = thinkingTags.map(({ opening }) => opening);

/** Whether `text`, which is no tag yet, may become one of `tags`. */
export function isStartOf(text: string, tags: readonly string[]): boolean {
  return tags.some((tag) => tag.startsWith(text));
}

/** The tag of `tags` that `text` begins with. */
export function tagAtStart(text: string, tags: readonly string[]): string | undefined {
  const start = text.slice(0, 80).toLowerCase();
  return tags.find((tag) => start.startsWith(tag));
}

/** What closes thinking that `tag` opened: models mix up `think` and `thinking`. */
export function closingsOf({ closing }: ThinkingTag): readonly string[] {
  const alike = ['</think>', '</thinking>'];
  return alike.includes(closing) ? alike : [closing];
}

/** Finds the first of some tags in a text that comes in pieces. */
export class TagFinder {
  readonly #tags: readonly string[];
  readonly #firstLetters: ReadonlySet<string>;
  readonly #longest: number;
  readonly #pattern: RegExp;

  constructor(tags: readonly string[]) {
    this.#tags = tags;
    this.#firstLetters = new Set(tags.map((tag) => tag.charAt(0)));
    this.#longest = Math.max(...tags.map((tag) => tag.length));
    const escaped = tags.map((tag) => tag.replaceAll(/[|[\]()/]/g, String.raw`\$&`));
    this.#pattern = new RegExp(escaped.join('|'), 'gi');
  }

  /** @returns the tag in small letters and where it stands; undefined where there is none from `from` on */
  find(text: string, from = 0): { readonly index: number; readonly tag: string } | undefined {
    this.#pattern.lastIndex = from;
    const found = this.#pattern.exec(text);
    return found === null ? undefined : { index: found.index, tag: found[0].toLowerCase() };
  }

  /** Length of the end of `text` that may be the start of a tag. */
  cutLength(text: string): number {
    const from = Math.max(0, text.length - this.#longest + 1);
    for (let start = from; start < text.length; start++) {
      if (!this.#firstLetters.has(text.charAt(start))) continue;
      if (isStartOf(text.slice(start).toLowerCase(), this.#tags)) return text.length - start;
    }
    return 0;
  }
}
