/** The two models that the user chose, checked against the providers and the allow-list. */
import { parseModelRef, formatModelRef } from './modelRef.ts';
import type { ModelTier } from '../core/model/gatewaySettings.ts';
import type { ModelRef } from '../core/model/route.ts';
import { isModelAllowed } from './tighten.ts';
import type { Settings } from './schema.ts';
import { fullName, type SettingProblem } from './settingProblem.ts';

export type ChosenModels = Readonly<Partial<Record<ModelTier, ModelRef>>>;

/**
 * A model that fails a check is left out: no request goes to it, whatever is paid.
 *
 * @param brokenProviders ids whose own entry cannot be used; that problem is told where it lies, once
 */
export function resolveModels(
  settings: Settings,
  builtInProviders: readonly string[],
  brokenProviders: readonly string[],
  userLabel: string,
): { readonly models: ChosenModels; readonly problems: readonly SettingProblem[] } {
  const models: Partial<Record<ModelTier, ModelRef>> = {};
  const problems: SettingProblem[] = [];
  const providers = [...Object.keys(settings.providers), ...builtInProviders];
  for (const tier of ['fast', 'reasoning'] as const) {
    const text = settings[`models.${tier}`].trim();
    if (text === '') continue;
    const checked = checkModel(text, providers, settings['models.allowed']);
    if ('ref' in checked) {
      models[tier] = checked.ref;
    } else if (!brokenProviders.includes(parseModelRef(text)?.provider ?? '')) {
      const setting = fullName(`models.${tier}`);
      const { kind, what, mend } = checked;
      const message = `${setting} in ${userLabel} ${what}.`;
      problems.push({ kind, setting, where: userLabel, message, mend, blocksPaidCalls: false });
    }
  }
  return { models, problems };
}

type CheckedModel =
  | { readonly ref: ModelRef }
  | { readonly kind: 'badValue' | 'notAllowed'; readonly what: string; readonly mend: string };

function checkModel(
  text: string,
  providers: readonly string[],
  allowed: Settings['models.allowed'],
): CheckedModel {
  const ref = parseModelRef(text);
  if (ref === undefined) {
    const mend = 'Write it as "provider/model", or run "Switchyard: Set Up Models".';
    return { kind: 'badValue', what: 'names no model', mend };
  }
  if (!providers.includes(ref.provider)) {
    const known = providers.length === 0 ? '' : ` It knows ${providers.join(', ')}.`;
    return {
      kind: 'badValue',
      what: `names the provider "${ref.provider}", which is not set up`,
      mend: `Add it to switchyard.providers, or run "Switchyard: Set Up Models".${known}`,
    };
  }
  if (!isModelAllowed(formatModelRef(ref), allowed)) {
    const list = allowed === 'any' || allowed.length === 0 ? 'none' : allowed.join(', ');
    return {
      kind: 'notAllowed',
      what: `names ${formatModelRef(ref)}, which switchyard.models.allowed does not allow here`,
      mend: `Choose an allowed model (${list}), or add it to every list.`,
    };
  }
  return { ref };
}

// Models as settings name them: `provider/model`, split at the first slash.
