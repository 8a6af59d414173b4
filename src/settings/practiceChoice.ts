import type { Settings } from './schema.ts';

/** Reserved: no entry under `switchyard.providers` may have this id. */
export const practiceProviderId = 'practice';

/** True where no real model is chosen: practice stands in. */
export function usesPractice({ settings }: { readonly settings: Settings }): boolean {
  return settings['models.fast'] === '' && settings['models.reasoning'] === '';
}
