import type { ProviderEvent } from '../model/provider.ts';
import { isStartOf, TagFinder } from './thinkingTags.ts';

type Part = Extract<ProviderEvent, { type: 'text' | 'thinking' }>;

const messageMark = '<|message|>';
const bodyEnds = ['<|end|>', '<|return|>', '<|call|>', '<|start|>', '<|channel|>'] as const;
/** What a response begins with; servers leave out what the prompt ended with. */
const beginnings = [
  '<|start|>',
  '<|channel|>',
  messageMark,
  ...['assistant', 'analysis', 'commentary', 'final'].map((word) => `${word}${messageMark}`),
  'assistant<|channel|>',
];
/** A header names role, channel and receiver; what is longer is no header. */
const longestHeader = 200;

/** Whether `text` begins a response in channels; `cut` where it may yet. */
export function beginsChannels(text: string): boolean | 'cut' {
  const start = text.slice(0, 40);
  if (beginnings.some((beginning) => start.startsWith(beginning))) return true;
  return start.length < 40 && isStartOf(start, beginnings) ? 'cut' : false;
}

/**
 * The channels of gpt-oss where a server hands them on as text: `analysis` and `commentary` are
 * thinking, `final` is the answer (cookbook.openai.com/articles/openai-harmony).
 *
 * `<|channel|>analysis<|message|>…<|end|><|start|>assistant<|channel|>final<|message|>…<|return|>`
 */
export class HarmonyChannels {
  readonly #messageMark = new TagFinder([messageMark]);
  readonly #bodyEnds = new TagFinder(bodyEnds);
  #held = '';
  #header = '';
  #body: 'text' | 'thinking' | undefined;
  /** Of the kinds of body, those that have been begun by text. */
  readonly #begun = new Set<Part['type']>();
  #bodyHasBegun = false;

  push(text: string): Part[] {
    this.#held += text;
    const parts: Part[] = [];
    // Each step either moves on with what is left or waits for more text.
    for (;;) {
      const { length } = this.#held;
      const body = this.#body;
      parts.push(...(body === undefined ? this.#readHeader() : this.#readBody(body)));
      if (this.#held === '' || (this.#body === body && this.#held.length === length)) return parts;
    }
  }

  /** The content is over: what was held back is what it looks like. */
  end(): Part[] {
    const rest = this.#held;
    this.#held = '';
    if (this.#body !== undefined) return this.#say(this.#body, rest.trimEnd());
    // Markers at the end announce nothing; words would be an answer whose header was lost.
    const words = `${this.#header}${rest}`.replaceAll(/<\|\w*\|?>?/g, '').trim();
    return /^(?:assistant|analysis|commentary|final)?$/.test(words) ? [] : this.#say('text', words);
  }

  #readHeader(): Part[] {
    const mark = this.#messageMark.find(this.#held);
    if (mark === undefined) {
      const sure = this.#held.length - this.#messageMark.cutLength(this.#held);
      this.#header += this.#take(sure);
      if (this.#header.length <= longestHeader) return [];
      const text = this.#header;
      this.#begin('text');
      return this.#say('text', text);
    }
    this.#header += this.#take(mark.index);
    this.#take(messageMark.length);
    this.#begin(/\b(?:analysis|commentary)\b/.test(this.#header) ? 'thinking' : 'text');
    return [];
  }

  #begin(body: Part['type']): void {
    this.#header = '';
    this.#body = body;
    this.#bodyHasBegun = false;
  }

  #readBody(body: Part['type']): Part[] {
    const end = this.#bodyEnds.find(this.#held);
    // White space at the end belongs to nobody.
    const sure = this.#held.slice(0, end?.index ?? this.#held.length - this.#bodyEnds.cutLength(this.#held));
    const text = sure.trimEnd();
    if (end === undefined) {
      this.#take(text.length);
      return this.#say(body, text);
    }
    this.#take(end.index);
    // What opens the next message is of its header.
    if (end.tag !== '<|start|>' && end.tag !== '<|channel|>') this.#take(end.tag.length);
    this.#body = undefined;
    return this.#say(body, text);
  }

  #say(type: Part['type'], text: string): Part[] {
    const words = this.#bodyHasBegun ? text : text.trimStart();
    if (words === '') return [];
    const isNext = !this.#bodyHasBegun && this.#begun.has(type);
    this.#bodyHasBegun = true;
    this.#begun.add(type);
    return [{ type, text: isNext ? `\n${words}` : words }];
  }

  #take(length: number): string {
    const taken = this.#held.slice(0, length);
    this.#held = this.#held.slice(length);
    return taken;
  }
}
