import { textWithin } from './contentParts.ts';
import type { ThinkingField } from './dialect.ts';
import { objectsOf, type JsonObject } from './json.ts';

export interface FoundThinking {
  readonly text: string;
  /** Thinking is there that the provider keeps to itself. */
  readonly isHidden: boolean;
}

/**
 * Where servers put thinking, besides what their dialect is known for: a gateway hands on what the
 * server behind it says (`thinking_blocks` by LiteLLM, `reasoning_text` by GitHub's models).
 */
const everyField: readonly ThinkingField[] = [
  'reasoning_content',
  'reasoning',
  'reasoning_details',
  'reasoning_text',
  'thinking',
  'thinking_content',
  'thinking_blocks',
  'thought',
  'thoughts',
];

/** Types of parts whose text is encrypted or left out. */
const hiddenTypes: ReadonlySet<unknown> = new Set(['reasoning.encrypted', 'redacted_thinking']);

/**
 * Reads the thinking of deltas. The same text often stands in two fields at once: the first field
 * that holds any is read from then on, and the others are passed over.
 */
export class ThinkingText {
  #field: ThinkingField | undefined;
  readonly #fields: ReadonlySet<ThinkingField>;

  /** @param fields the dialect's own, which are looked into first */
  constructor(fields: readonly ThinkingField[]) {
    this.#fields = new Set([...fields, ...everyField]);
  }

  read(delta: JsonObject): FoundThinking {
    const isHidden = ['reasoning_details', 'thinking_blocks'].some((field) =>
      objectsOf(delta[field]).some(({ type }) => hiddenTypes.has(type)),
    );
    this.#field ??= [...this.#fields].find((field) => textWithin(delta[field]) !== '');
    return { text: this.#field === undefined ? '' : textWithin(delta[this.#field]), isHidden };
  }
}
