import { asArray, asObject, asText } from './json.ts';

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
export function textWithin(value: unknown, depth = 0): string {
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
