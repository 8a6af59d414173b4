/** Models as settings name them, `provider/model`, and the practice provider among them. */
import type { ModelRef } from '../core/model/route.ts';
import type { Settings } from './schema.ts';

export function parseModelRef(text: string): ModelRef | undefined {
  const match = /^([^/\s]+)\/\s*([^\s\p{Cc}][^\p{Cc}]*)$/u.exec(text.trim());
  const [, provider, model] = match ?? [];
  return provider === undefined || model === undefined ? undefined : { provider, model };
}

export function formatModelRef(ref: ModelRef): string {
  return `${ref.provider}/${ref.model}`;
}

/** Reserved: no entry under `switchyard.providers` may have this id. */
export const practiceProviderId = 'practice';

/** True where no real model is chosen: practice stands in. */
export function usesPractice({ settings }: { readonly settings: Settings }): boolean {
  return settings['models.fast'] === '' && settings['models.reasoning'] === '';
}
