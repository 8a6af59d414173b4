/** Which model: out of what an endpoint says it has, or typed where it says nothing. */
import * as vscode from 'vscode';
import type { Price, PriceBook } from '../core/pricing/price.ts';
import { listModels } from '../core/providers/listModels.ts';
import type { Endpoint } from '../core/providers/provider.ts';
import { editorFetch } from './editorFetch.ts';
import type { Engine } from './engine.ts';
import { systemClock } from './systemClock.ts';

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
