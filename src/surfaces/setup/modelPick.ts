/** Which model: out of what an endpoint says it has, or typed where it says nothing; and its price. */
import * as vscode from 'vscode';
import type { Engine } from '../shell/engine.ts';
import { practiceProviderId } from '../../settings/modelRef.ts';
import type { Price, PriceBook } from '../../core/model/price.ts';
import { listModels } from '../../core/providers/endpointLookup.ts';
import type { Endpoint } from '../../core/model/provider.ts';
import { editorFetch } from '../shell/editorFetch.ts';
import { systemClock } from '../shell/ports.ts';
import { modelTiers } from '../../core/model/gatewaySettings.ts';
import { priceOverrideSchema } from '../../core/pricing/priceOverrides.ts';
import { problemText } from '../../settings/settingProblem.ts';
import { showInformation, showWarning } from '../shell/messages.ts';
import { endpointOf } from '../../settings/gatewaySettings.ts';
import { openSetting } from '../settings/settingProblems.ts';
import type { SettingsReader } from '../shell/settingsReader.ts';

const patienceMs = 8000;

/** Empty where the server does not say. */
export async function offeredModels(engine: Engine, endpoint: Endpoint): Promise<readonly string[]> {
  try {
    return await listModels({
      endpoint,
      apiKey: await engine.keys.get(endpoint.id),
      fetch: editorFetch,
      signal: AbortSignal.timeout(patienceMs),
    });
  } catch {
    return [];
  }
}

export interface ModelPick {
  readonly title: string;
  /** Ids, in the order in which they are shown. */
  readonly models: readonly string[];
  /** Whose prices are told beside the ids; left out where nothing is known of the place yet. */
  readonly at?: { readonly endpoint: Endpoint; readonly book: PriceBook } | undefined;
}

/** undefined where the person left. */
export async function pickModel({ title, models, at }: ModelPick): Promise<string | undefined> {
  if (models.length === 0) {
    const prompt = 'The server lists no models: type the id.';
    const typed = await vscode.window.showInputBox({ title, prompt, ignoreFocusOut: true });
    return typed?.trim() === '' ? undefined : typed?.trim();
  }
  const items = models.map((label) => ({ label, ...(at && { description: priceOfModel(at, label) }) }));
  const chosen = await vscode.window.showQuickPick(items, { title, ignoreFocusOut: true });
  return chosen?.label;
}

/** What a person reads of it. */
export function priceOfModel({ endpoint, book }: NonNullable<ModelPick['at']>, model: string): string {
  const { id: provider, dialect, isDialectGuessed, baseUrl } = endpoint;
  const priced = { provider, dialect, isDialectGuessed, baseUrl, model };
  return priceWords(book.priceOf(priced, systemClock.now()));
}

function priceWords(price: Price): string {
  switch (price.state) {
    case 'known': {
      const { input, output } = price.snapshot.rates;
      return `$${input ?? '?'} in · $${output ?? '?'} out per million tokens`;
    }
    case 'zero':
      return 'no charge';
    case 'included':
      return `included in ${price.by}`;
    case 'unknown':
      return 'price unknown';
  }
}

/** *Set Model Price*: a person's own price of a model, asked for where no price is known. */
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
