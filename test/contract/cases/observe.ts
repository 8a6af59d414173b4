/** Runs one case on the real code and says what came of it, by the names of the cases' README. */
import { parseModelRef } from '../../../src/settings/modelRef.ts';
import { editOf } from '../../../src/core/answer/edit.ts';
import { extractCode } from '../../../src/core/answer/extractCode.ts';
import { periodKeysAt, resetsAt } from '../../../src/core/model/budget.ts';
import { settleCost } from '../../../src/core/pricing/cost.ts';
import type { Price } from '../../../src/core/model/price.ts';
import { createPriceBook } from '../../../src/core/pricing/priceBook.ts';
import { dialectOfHost } from '../../../src/core/providers/dialects.ts';
import { checkEndpointUrl } from '../../../src/core/model/endpointUrl.ts';
import type { LocalTool } from '../../../src/core/tools/localTool.ts';
import { findLocalTool } from '../../../src/core/tools/findLocalTool.ts';
import { errorText } from '../../../src/core/words/errorText.ts';
import type { Case, CaseOf } from './case.ts';
import type { Observed } from './compare.ts';
import { receive, type Received } from './reply.ts';

export async function observe(each: Case): Promise<Observed> {
  switch (each.kind) {
    case 'stream':
      return streamed(await receive(each, { ...each, path: '/v1' }));
    case 'cost':
      return costOf(each, await receive(each, { ...each, path: '/v1' }));
    case 'price':
      return priceOf(each);
    case 'extract':
      return extracted(each.answer, each.languageId);
    case 'streamExtract': {
      const { answer } = await receive(each, { ...each, path: '/v1' });
      return extracted(answer, each.languageId);
    }
    case 'omission': {
      const code = extractCode(each.answer, languageOf(each.languageId))?.code ?? '';
      const edit = editOf({ original: each.original, replacement: code, documentEol: '\n' });
      return { noticed: false, text: edit.type === 'unchanged' ? each.original : edit.text };
    }
    case 'edit': {
      const { original, replacement, eol, linePrefix } = each;
      const edit = editOf({ original, replacement, documentEol: eol, linePrefix });
      return { text: edit.type === 'unchanged' ? original : edit.text };
    }
    case 'tool':
      return toolOf(each);
    case 'url': {
      const checked = checkEndpointUrl(each.url);
      return { url: undefined, problem: undefined, ...checked };
    }
    case 'url404':
      return wrongAddress(each);
    case 'modelRef':
      return { provider: undefined, model: undefined, ...parseModelRef(each.text) };
    case 'period':
      return periodOf(each);
  }
}

function streamed({ answer, thinking, finish, report, error }: Received): Observed {
  return {
    answer,
    thinking,
    finish,
    usage: report?.usage,
    error: error?.code ?? null,
    unbilled: error?.unbilled ?? false,
    retryable: error?.retryable ?? false,
    retryAfterMs: error?.details.retryAfterMs,
    message: error && errorText(error, (at) => new Date(at).toISOString()).message,
  };
}

function bookPrice({
  baseUrl,
  model,
  at,
  dialect = dialectOfHost(baseUrl),
}: CaseOf<'price' | 'cost'>): Price {
  return createPriceBook().priceOf({ provider: 'case', dialect, baseUrl, model }, Date.parse(at));
}

function costOf(each: CaseOf<'cost'>, { report }: Received): Observed {
  const price = bookPrice(each);
  const { cost, provenance } = settleCost({ report, usage: report?.usage ?? {}, price });
  return { cost, provenance, rates: ratesOf(price) };
}

function ratesOf(price: Price) {
  return price.state === 'known' ? price.snapshot.rates : undefined;
}

function priceOf(each: CaseOf<'price'>): Observed {
  const price = bookPrice(each);
  const { input, output, cacheRead, cacheWrite } = ratesOf(price) ?? {};
  const { compareTo } = each;
  const other =
    compareTo === undefined ? undefined : ratesOf(bookPrice({ ...each, baseUrl: compareTo }))?.input;
  const ratio = input !== undefined && other !== undefined ? input / other : undefined;
  return { state: price.state, input, output, cacheRead, cacheWrite, ratio };
}

function languageOf(languageId: string | undefined) {
  return languageId === undefined ? {} : { languageId };
}

function extracted(answer: string, languageId: string | undefined): Observed {
  return { code: undefined, from: undefined, ...extractCode(answer, languageOf(languageId)) };
}

function toolOf({ text, selection, languageId }: CaseOf<'tool'>): Observed {
  const lines = selection.split('\n').length;
  const tool = findLocalTool({
    surface: 'command',
    command: 'ask',
    text,
    language: languageId,
    ...(selection !== '' && { selection: { text: selection, lines, shape: 'lines' } }),
  });
  return { tool: tool?.name ?? 'model', text: tool && resultOf(tool) };
}

function resultOf({ action }: LocalTool): string | undefined {
  if (action.kind === 'replaceSelection') return action.text;
  return action.kind === 'answer' ? action.result : undefined;
}

/** An address that is refused at once tells nobody anything wrong later. */
async function wrongAddress({ url, status, body }: CaseOf<'url404'>): Promise<Observed> {
  const checked = checkEndpointUrl(url);
  if (!checked.ok) return { ok: false, problem: checked.problem, message: undefined };
  const asked = {
    dialect: dialectOfHost(url),
    api: 'chat',
    model: 'm',
    path: new URL(url).pathname,
  } as const;
  const contentType = body.trimStart().startsWith('{') ? 'application/json' : 'text/plain';
  return { ok: true, ...streamed(await receive({ status, contentType, headers: {}, body }, asked)) };
}

function periodOf({ tz, at }: CaseOf<'period'>): Observed {
  process.env['TZ'] = tz;
  const time = Date.parse(at);
  const resets = resetsAt('day', time);
  return {
    ...periodKeysAt(time),
    dayResetsAt: resets === undefined ? undefined : new Date(resets).toISOString(),
  };
}
