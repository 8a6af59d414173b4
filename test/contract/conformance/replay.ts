import { isSwitchyardError, type SwitchyardError } from '../../../src/core/model/errors.ts';
import { silentLog } from '../../../src/core/model/ports.ts';
import type { UsageReport } from '../../../src/core/model/usage.ts';
import { dialectOfHost } from '../../../src/core/providers/dialects.ts';
import { createOpenAiProvider } from '../../../src/core/providers/openaiProvider.ts';
import type { Attempt, ProviderEvent } from '../../../src/core/model/provider.ts';
import type { Truth } from './truth.ts';

/** What the provider code made of one recording. */
export interface Observation {
  readonly report: UsageReport | undefined;
  /** Unicode code points. */
  readonly visibleLength: number;
  readonly thinkingLength: number;
  /** The provider's own word, or the code of the error that ended the response. */
  readonly finish: string;
}

/** Reads the recording served at `url` through the real provider. */
export async function observe(truth: Truth, url: string): Promise<Observation> {
  const provider = createOpenAiProvider({ fetch: globalThis.fetch, log: silentLog });
  const events: ProviderEvent[] = [];
  try {
    const { signal } = new AbortController();
    for await (const event of provider.stream(attemptOf(truth, url), signal)) events.push(event);
  } catch (error) {
    if (!isSwitchyardError(error)) throw error;
    return observationOf(events, error);
  }
  return observationOf(events, undefined);
}

/** What events and the error that ended them come to. */
export function observationOf(
  events: readonly ProviderEvent[],
  error: SwitchyardError | undefined,
): Observation {
  let report: UsageReport | undefined;
  let visible = '';
  let thinking = '';
  let finish = '';
  for (const event of events) {
    if (event.type === 'text') visible += event.text;
    if (event.type === 'thinking') thinking += event.text;
    if (event.type === 'textWasThinking') {
      visible = '';
      thinking += event.text;
    }
    if (event.type === 'usage') report = event.report;
    if (event.type === 'finish') finish = event.raw;
  }
  return {
    report,
    visibleLength: lengthOf(visible),
    thinkingLength: lengthOf(thinking),
    // A finish reason that came before the error is the provider's own word for it.
    finish: finish || (error?.code ?? ''),
  };
}

/** In Unicode code points. */
function lengthOf(text: string): number {
  return Array.from(text).length;
}

function attemptOf({ baseUrl, api, model, stream }: Truth, url: string): Attempt {
  return {
    endpoint: { id: 'recording', baseUrl: url, dialect: dialectOfHost(baseUrl), api },
    model,
    messages: [{ role: 'user', parts: [{ type: 'text', text: 'replay' }] }],
    maxOutputTokens: 4096,
    effort: 'none',
    stream,
  };
}
