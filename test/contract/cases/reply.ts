/** A case's response on its real way: loopback HTTP, the provider code, what its events come to. */
import { isSwitchyardError, type SwitchyardError } from '../../../src/core/model/errors.ts';
import { silentLog } from '../../../src/core/model/ports.ts';
import type { UsageReport } from '../../../src/core/model/usage.ts';
import { createOpenAiProvider } from '../../../src/core/providers/openaiProvider.ts';
import type { Api, DialectName, FinishReason, ProviderEvent } from '../../../src/core/model/provider.ts';
import { serveReplays } from '../conformance/replayServer.ts';

export interface Reply {
  readonly status: number;
  readonly contentType?: string | null | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Received {
  readonly answer: string;
  readonly thinking: string;
  readonly finish: FinishReason | undefined;
  readonly report: UsageReport | undefined;
  readonly error: SwitchyardError | undefined;
}

export interface Asked {
  readonly dialect: DialectName;
  readonly api: Api;
  readonly model: string;
  /** Path of the base URL on the server. */
  readonly path: string;
}

/** Asks a server on loopback that answers with `reply`. */
export async function receive(reply: Reply, { dialect, api, model, path }: Asked): Promise<Received> {
  const { status, contentType, body } = reply;
  const headers = { ...reply.headers, ...(contentType != null && { 'content-type': contentType }) };
  const server = await serveReplays([{ status, headers, body: new TextEncoder().encode(body) }]);
  const provider = createOpenAiProvider({ fetch: globalThis.fetch, log: silentLog });
  const events: ProviderEvent[] = [];
  try {
    const attempt = {
      endpoint: { id: 'case', baseUrl: `${server.urlOf(0)}${path}`, dialect, api },
      model,
      messages: [{ role: 'user', parts: [{ type: 'text', text: 'a case' }] }],
      maxOutputTokens: 32_000,
      effort: 'none',
      stream: true,
    } as const;
    for await (const event of provider.stream(attempt, new AbortController().signal)) events.push(event);
  } catch (error) {
    if (!isSwitchyardError(error)) throw error;
    return { ...said(events), error };
  } finally {
    await server.close();
  }
  return { ...said(events), error: undefined };
}

function said(events: readonly ProviderEvent[]): Omit<Received, 'error'> {
  let [answer, thinking] = ['', ''];
  let finish: FinishReason | undefined;
  let report: UsageReport | undefined;
  for (const event of events) {
    if (event.type === 'text') answer += event.text;
    if (event.type === 'thinking') thinking += event.text;
    if (event.type === 'textWasThinking') [answer, thinking] = ['', thinking + event.text];
    if (event.type === 'finish') finish = event.reason;
    if (event.type === 'usage') ({ report } = event);
  }
  return { answer, thinking, finish, report };
}
