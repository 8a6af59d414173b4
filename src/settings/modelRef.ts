/** Models as settings name them: `provider/model`, split at the first slash. */

import type { ModelRef } from '../core/route/route.ts';

/** undefined unless both halves are there; a model's name may hold further slashes, colons and blanks. */
export function parseModelRef(text: string): ModelRef | undefined {
  const match = /^([^/\s]+)\/\s*([^\s\p{Cc}][^\p{Cc}]*)$/u.exec(text.trim());
  const [, provider, model] = match ?? [];
  return provider === undefined || model === undefined ? undefined : { provider, model };
}

export function formatModelRef(ref: ModelRef): string {
  return `${ref.provider}/${ref.model}`;
}
