/** *Set Model Price*: a person's own price of a model, asked for where no price is known. */
import * as vscode from 'vscode';
import { modelTiers } from '../core/gatewaySettings.ts';
import { priceOverrideSchema } from '../core/pricing/priceOverrides.ts';
import { practiceProviderId } from '../settings/practiceChoice.ts';
import { problemText } from '../settings/settingProblem.ts';
import type { Engine } from './engine.ts';
import { showInformation, showWarning } from './messages.ts';
import { priceOfModel } from './modelPick.ts';
import { endpointOf } from '../settings/gatewaySettings.ts';
import { openSetting } from './settingProblems.ts';
import type { SettingsReader } from './settingsReader.ts';

const sides = ['input', 'output'] as const;
type Side = (typeof sides)[number];

/** Lets the person pick one of the models in use. */
export async function setModelPrice(engine: Engine): Promise<void> {
  const { models, settings } = await engine.settings.current();
  const items = modelTiers.flatMap((tier) => {
    const ref = models[tier];
    const endpoint = ref && ref.provider !== practiceProviderId && endpointOf(ref.provider, settings);
    if (!ref || !endpoint) return [];
    const description = priceOfModel({ endpoint, book: engine.book() }, ref.model);
    return [{ label: `${ref.provider}/${ref.model}`, description }];
  });
  const distinct = [...new Map(items.map((item) => [item.label, item])).values()];
  if (distinct.length === 0) {
    void showInformation('No model with a price is set up. Practice and local models cost nothing.');
    return;
  }
  const title = 'Switchyard: Set Model Price';
  const chosen = await vscode.window.showQuickPick(distinct, { title, placeHolder: 'Whose price?' });
  if (chosen) await askModelPrice(engine.settings, chosen.label);
}

/**
 * @param model as the settings name it: `provider/model`
 * @returns true where the price holds afterwards; false where the person left, too.
 */
export async function askModelPrice(settings: SettingsReader, model: string): Promise<boolean> {
  const { settings: values, problems } = await settings.current();
  // Writing the setting anew would drop its entries that cannot be read.
  const broken = problems.find(({ setting }) => setting.startsWith('switchyard.models.prices'));
  if (broken) {
    void showWarning(`Mend the other prices first. ${problemText(broken)}`);
    await openSetting(broken);
    return false;
  }
  const all = values['models.prices'];
  const before = all[model];
  const input = await askRate(model, 'input', before?.input);
  const output = input === undefined ? undefined : await askRate(model, 'output', before?.output);
  if (input === undefined || output === undefined) return false;
  const prices = { ...all, [model]: { ...before, input, output } };
  const trouble = await settings.write('models.prices', prices, 'localUser');
  if (trouble !== undefined) void showWarning(trouble);
  return trouble === undefined;
}

async function askRate(model: string, side: Side, before: number | undefined): Promise<number | undefined> {
  const text = await vscode.window.showInputBox({
    title: `Price of ${model} (${side === 'input' ? 1 : 2} of 2)`,
    prompt: `US dollars per million ${side} tokens, as its seller lists them${side === 'output' ? ', thinking included' : ''}. 0 where it costs nothing.`,
    placeHolder: side === 'input' ? '1.25' : '10',
    ignoreFocusOut: true,
    ...(before !== undefined && { value: String(before) }),
    validateInput: (typed) => rateProblem(typed, side),
  });
  return text === undefined ? undefined : rateOf(text);
}

function rateProblem(typed: string, side: Side): string | undefined {
  const parsed = priceOverrideSchema.shape[side].safeParse(rateOf(typed));
  return parsed.success ? undefined : `This ${parsed.error.issues[0]?.message}.`;
}

/** `1.25`, `$1.25`, `1,25`; undefined for anything else. */
function rateOf(typed: string): number | undefined {
  const plain = typed
    .trim()
    .replace(/^\$\s*/, '')
    .replace(',', '.');
  return /^(?:\d+(?:\.\d*)?|\.\d+)$/.test(plain) ? Number(plain) : undefined;
}
