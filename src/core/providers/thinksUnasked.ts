/** Whether a model is sent an effort even where none is wanted. */
import { dialects } from './dialects.ts';
import type { Api, DialectName } from './provider.ts';

/**
 * True where "none" goes over the wire as "low" does, because the model cannot stop thinking; false
 * where thinking is switched off, or where nobody knows.
 */
export function thinksUnasked(dialect: DialectName, api: Api, model: string): boolean {
  // There `none` is always sent as such, and a refusal is known to the provider alone.
  if (api === 'responses') return false;
  const { effort: waysOf } = dialects[dialect].request;
  const [none, low] = (['none', 'low'] as const).map(
    (effort) => waysOf({ effort, model, maxOutputTokens: 4000 })[0],
  );
  return none !== undefined && JSON.stringify(none) === JSON.stringify(low);
}
