import { asText, objectsOf, type JsonObject } from './json.ts';

/** What an output item of the Responses API says. */
export type ItemPart =
  | { readonly type: 'text' | 'thinking' | 'refusal'; readonly text: string }
  | { readonly type: 'hiddenThinking' }
  | { readonly type: 'toolCall'; readonly index: number; readonly call: JsonObject };

/** Messages, reasoning and function calls; items of server-side tools say nothing to us. */
export function* partsOf(items: readonly JsonObject[]): Generator<ItemPart> {
  for (const [index, item] of items.entries()) {
    if (item['type'] === 'message') yield* messageParts(item);
    if (item['type'] === 'reasoning') yield reasoningPart(item);
    if (item['type'] === 'function_call') yield { type: 'toolCall', index, call: toolCallOf(item) };
  }
}

/** A function call as Chat Completions writes it. */
export function toolCallOf(item: JsonObject): JsonObject {
  return { id: item['call_id'], function: { name: item['name'], arguments: item['arguments'] } };
}

function* messageParts(item: JsonObject): Generator<ItemPart> {
  for (const part of objectsOf(item['content'])) {
    if (part['type'] === 'output_text') yield { type: 'text', text: asText(part['text']) ?? '' };
    if (part['type'] === 'refusal') yield { type: 'refusal', text: asText(part['refusal']) ?? '' };
  }
}

/** The reasoning itself, else its summary; most providers show neither. */
function reasoningPart(item: JsonObject): ItemPart {
  const shown = [objectsOf(item['content']), objectsOf(item['summary'])].map((parts) =>
    parts.map((part) => asText(part['text']) ?? '').join(''),
  );
  const text = shown.find((each) => each !== '');
  return text === undefined ? { type: 'hiddenThinking' } : { type: 'thinking', text };
}
