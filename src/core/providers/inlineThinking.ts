import type { ThinkingDialect } from './dialect.ts';
import type { ProviderEvent } from './provider.ts';

type Part = Extract<ProviderEvent, { type: 'text' | 'thinking' | 'textWasThinking' }>;

type State = 'start' | 'thinking' | 'afterThinking' | 'answer' | 'settledAnswer';

/**
 * Parts thinking that stands inside the content from the answer: `<think>…</think>` at its start, in
 * pieces of any size. White space around the thinking belongs to neither.
 *
 * Where the prompt template has eaten the opening tag, the first closing tag shows that all text
 * before it was thinking. That text has been yielded by then: `textWasThinking` takes it back. A
 * closing tag that is the model's own writing changes nothing.
 */
export class InlineThinking {
  #state: State = 'start';
  /** Text not yet yielded: it may turn out to be part of a tag, or white space to be dropped. */
  #held = '';
  /** All of the answer so far, since it may turn out to be thinking. */
  #yielded = '';
  #thinkingBegan = false;
  readonly #openingTags: readonly string[];
  readonly #closingTags: readonly string[];
  readonly #openingTagMayBeMissing: boolean;

  constructor(dialect: Pick<ThinkingDialect, 'inlineTags' | 'openingTagMayBeMissing'>) {
    this.#openingTags = dialect.inlineTags.map((tag) => `<${tag}>`);
    this.#closingTags = dialect.inlineTags.map((tag) => `</${tag}>`);
    this.#openingTagMayBeMissing = dialect.openingTagMayBeMissing;
  }

  /** Thinking came in a field of its own, so tags in the content are the model's own writing. */
  settle(): Part[] {
    if (this.#state !== 'start' && this.#state !== 'answer') return [];
    this.#state = 'settledAnswer';
    return this.#yieldText(this.#takeHeld());
  }

  push(text: string): Part[] {
    this.#held += text;
    const parts: Part[] = [];
    // Each step either moves on to another state with what is left or waits for more text.
    for (;;) {
      const before = this.#state;
      parts.push(...this.#step());
      if (this.#state === before) return parts;
    }
  }

  /** The content is over: what was held back is what it looks like. */
  end(): Part[] {
    const rest = this.#takeHeld();
    if (this.#state === 'thinking') return thinking(rest.trimEnd());
    return this.#state === 'afterThinking' ? [] : this.#yieldText(rest);
  }

  #step(): Part[] {
    switch (this.#state) {
      case 'start':
        return this.#start();
      case 'thinking':
        return this.#inThinking();
      case 'afterThinking':
        this.#held = this.#held.trimStart();
        if (this.#held !== '') this.#state = 'settledAnswer';
        return [];
      case 'answer':
        return this.#inAnswer();
      case 'settledAnswer':
        return this.#yieldText(this.#takeHeld());
    }
  }

  #start(): Part[] {
    const text = this.#held.trimStart();
    const opening = this.#openingTags.find((tag) => text.startsWith(tag));
    if (opening !== undefined) {
      this.#held = text.slice(opening.length);
      this.#state = 'thinking';
      return [];
    }
    const closing = this.#openingTagMayBeMissing
      ? this.#closingTags.find((tag) => text.startsWith(tag))
      : undefined;
    if (closing !== undefined) {
      this.#held = text.slice(closing.length);
      this.#state = 'afterThinking';
      return [];
    }
    const tags = this.#openingTagMayBeMissing
      ? [...this.#openingTags, ...this.#closingTags]
      : this.#openingTags;
    if (!tags.some((tag) => tag.startsWith(text))) this.#state = 'answer';
    return [];
  }

  #inThinking(): Part[] {
    if (!this.#thinkingBegan) this.#held = this.#held.trimStart();
    this.#thinkingBegan ||= this.#held !== '';
    const closing = firstOf(this.#held, this.#closingTags);
    if (closing !== undefined) {
      const inner = this.#held.slice(0, closing.index).trimEnd();
      this.#held = this.#held.slice(closing.index + closing.tag.length);
      this.#state = 'afterThinking';
      return thinking(inner);
    }
    const sure = this.#held.slice(0, this.#held.length - tagStartLength(this.#held, this.#closingTags));
    const inner = sure.trimEnd();
    this.#held = this.#held.slice(inner.length);
    return thinking(inner);
  }

  #inAnswer(): Part[] {
    if (!this.#openingTagMayBeMissing) return this.#yieldText(this.#takeHeld());
    const closing = firstOf(this.#held, this.#closingTags);
    if (closing === undefined) {
      const sure = this.#held.length - tagStartLength(this.#held, this.#closingTags);
      return this.#yieldText(this.#takeHeld(sure));
    }
    const before = this.#yielded + this.#held.slice(0, closing.index);
    if (this.#isOwnWriting(before))
      return this.#yieldText(this.#takeHeld(closing.index + closing.tag.length));
    this.#held = this.#held.slice(closing.index + closing.tag.length);
    this.#state = 'afterThinking';
    return [{ type: 'textWasThinking', text: before.trim() }];
  }

  /** In quotes, in a code block, or the end of a pair that the model opened itself. */
  #isOwnWriting(before: string): boolean {
    const isInCode = (before.split('```').length - 1) % 2 === 1;
    const isPair = this.#openingTags.some((tag) => before.includes(tag));
    return isInCode || isPair || /[`'"“‘]$/.test(before);
  }

  #takeHeld(length = this.#held.length): string {
    const taken = this.#held.slice(0, length);
    this.#held = this.#held.slice(length);
    return taken;
  }

  #yieldText(text: string): Part[] {
    if (text === '') return [];
    if (this.#state === 'answer') this.#yielded += text;
    return [{ type: 'text', text }];
  }
}

function thinking(text: string): Part[] {
  return text === '' ? [] : [{ type: 'thinking', text }];
}

function firstOf(
  text: string,
  tags: readonly string[],
): { readonly index: number; readonly tag: string } | undefined {
  let first: { index: number; tag: string } | undefined;
  for (const tag of tags) {
    const index = text.indexOf(tag);
    if (index >= 0 && (first === undefined || index < first.index)) first = { index, tag };
  }
  return first;
}

/** Length of the end of `text` that may be the start of a tag. */
function tagStartLength(text: string, tags: readonly string[]): number {
  const from = text.lastIndexOf('<');
  if (from < 0) return 0;
  const end = text.slice(from);
  return tags.some((tag) => tag.startsWith(end)) ? end.length : 0;
}
