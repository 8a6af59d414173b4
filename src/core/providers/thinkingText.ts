import type { ThinkingField } from './dialect.ts';
import { asText, objectsOf, type JsonObject } from './json.ts';

export interface FoundThinking {
  readonly text: string;
  /** Thinking is there that the provider keeps to itself. */
  readonly isHidden: boolean;
}

/**
 * Reads the thinking of deltas. The same text often stands in two fields at once: the first field
 * that holds any is read from then on, and the others are passed over.
 */
export class ThinkingText {
  #field: ThinkingField | undefined;
  readonly #fields: readonly ThinkingField[];

  constructor(fields: readonly ThinkingField[]) {
    this.#fields = fields;
  }

  read(delta: JsonObject): FoundThinking {
    const isHidden = objectsOf(delta['reasoning_details']).some(
      (detail) => detail['type'] === 'reasoning.encrypted',
    );
    this.#field ??= this.#fields.find((field) => textIn(delta, field) !== '');
    return { text: this.#field === undefined ? '' : textIn(delta, this.#field), isHidden };
  }
}

function textIn(delta: JsonObject, field: ThinkingField): string {
  if (field !== 'reasoning_details') return asText(delta[field]) ?? '';
  return objectsOf(delta[field])
    .map((detail) => asText(detail['text']) ?? asText(detail['summary']) ?? '')
    .join('');
}
