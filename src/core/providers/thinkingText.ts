/** Finds the thinking in what a message says: in fields of its own, in tags, in parts of the content. */
import type { ThinkingField } from './dialect.ts';
import { objectsOf, type JsonObject, asArray, asObject, asText } from '../model/json.ts';

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

export interface ContentPart {
  readonly type: 'text' | 'thinking';
  readonly text: string;
}

/** Types of content parts that hold thinking: Mistral's, and those that gateways hand on. */
const thinkingTypes: ReadonlySet<unknown> = new Set([
  'thinking',
  'thought',
  'reasoning',
  'reasoning_text',
  'reasoning_content',
]);
/** Fields in which a part holds its text, or parts in turn. */
const textFields = ['text', 'thinking', 'reasoning', 'content', 'summary'] as const;
/** Deeper than any server nests its parts. */
const maxDepth = 6;

/**
 * The content of a delta or message: a string, or one or more parts, which are strings, text parts
 * and thinking parts; a thinking part may hold text parts in turn (Mistral).
 */
export function contentParts(content: unknown, depth = 0): readonly ContentPart[] {
  const whole = asText(content);
  if (whole !== undefined) return [{ type: 'text', text: whole }];
  if (depth > maxDepth) return [];
  const part = asObject(content);
  if (part === undefined) return asArray(content).flatMap((each) => contentParts(each, depth + 1));
  if (thinkingTypes.has(part['type']) || part['thought'] === true) {
    const text = textWithin(part);
    return text === '' ? [] : [{ type: 'thinking', text }];
  }
  return contentParts(part['text'], depth + 1);
}

/** All text of a value that may be a string, a part or a list of them. */
function textWithin(value: unknown, depth = 0): string {
  const whole = asText(value);
  if (whole !== undefined) return whole;
  if (depth > maxDepth) return '';
  const part = asObject(value);
  if (part === undefined)
    return asArray(value)
      .map((each) => textWithin(each, depth + 1))
      .join('');
  return textFields.map((field) => textWithin(part[field], depth + 1)).find((text) => text !== '') ?? '';
}
