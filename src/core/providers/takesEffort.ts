/** Whether a model is known to think as much as it is asked to. */
import { dialects } from './dialects.ts';
import type { DialectName } from './provider.ts';

/** Where a vendor serves its own models its dialect knows them by name; elsewhere a name says nothing. */
const ownModels: Readonly<Partial<Record<DialectName, RegExp>>> = {
  openai: /^(?:gpt-[5-9](?!.*-chat)|o\d)/,
  deepseek: /^deepseek-v(?:[4-9]|3\.[12])/,
  google: /^gemini-(?:2\.5|[3-9])/,
  xai: /^grok-/,
  mistral: /^mistral-/,
};

/** True where an effort can be bought; undefined where nobody knows. */
export function takesEffort(dialect: DialectName, model: string): true | undefined {
  if (!ownModels[dialect]?.test(model)) return undefined;
  const ways = dialects[dialect].request.effort({ effort: 'low', model, maxOutputTokens: 4000 });
  return ways.length > 0 ? true : undefined;
}
