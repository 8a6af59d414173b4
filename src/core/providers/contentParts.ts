import { asArray, asObject, asText } from './json.ts';

export interface ContentPart {
  readonly type: 'text' | 'thinking';
  readonly text: string;
}

/**
 * The content of a delta or message: a string, or an array whose elements are strings, text parts
 * and, at Mistral, thinking parts that hold text parts in turn.
 */
export function contentParts(content: unknown): readonly ContentPart[] {
  const whole = asText(content);
  if (whole !== undefined) return [{ type: 'text', text: whole }];
  return asArray(content).flatMap((part): readonly ContentPart[] => {
    const fields = asObject(part);
    if (fields === undefined) return contentParts(part);
    if (fields['type'] === 'thinking' || fields['type'] === 'reasoning') {
      const inner = contentParts(fields['thinking'] ?? fields['text'] ?? fields['content']);
      return inner.map(({ text }) => ({ type: 'thinking', text }));
    }
    return contentParts(fields['text']);
  });
}
