/** Finds model servers that run on this machine at their usual ports, to offer them at set-up. */
import * as z from 'zod';
import { readText } from '../core/providers/bodyPieces.ts';
import { parseJson } from '../core/model/json.ts';
import { largestLookUp, mostValuesInList } from '../core/model/replyLimits.ts';

export type LocalServerKind = 'ollama' | 'lmstudio' | 'llamacpp';

export interface LocalServer {
  readonly kind: LocalServerKind;
  /** Of its OpenAI-compatible API. */
  readonly baseUrl: string;
  /** Ids of models that can answer; embedding models are left out. */
  readonly models: readonly string[];
}

export type FetchUrl = (url: string, init: RequestInit) => Promise<Response>;

interface Probe {
  readonly kind: LocalServerKind;
  readonly origin: string;
  readonly path: string;
  /** Model ids; throws where the answer is some other server's. */
  readonly readModels: (body: unknown) => readonly string[];
}

const ollamaTags = z.object({ models: z.array(z.object({ name: z.string() })) });
// What is found is taken to cost nothing, and ports belong to everybody, a gateway to paid models
// among them: a server counts by an answer that only its kind gives.
// https://lmstudio.ai/docs/api/rest-api: every model tells its architecture and state.
const lmStudioList = z.object({
  data: z.array(z.object({ id: z.string(), type: z.string(), arch: z.string(), state: z.string() })),
});
const llamaCppList = z.object({
  data: z.array(z.object({ id: z.string(), owned_by: z.literal('llamacpp') })),
});

const probes: readonly Probe[] = [
  {
    kind: 'ollama',
    origin: 'http://127.0.0.1:11434',
    path: '/api/tags',
    readModels: (body) => ollamaTags.parse(body).models.map((model) => model.name),
  },
  {
    kind: 'lmstudio',
    origin: 'http://127.0.0.1:1234',
    path: '/api/v0/models',
    readModels: (body) => lmStudioList.parse(body).data.map((model) => model.id),
  },
  {
    kind: 'llamacpp',
    origin: 'http://127.0.0.1:8080',
    path: '/v1/models',
    readModels: (body) => llamaCppList.parse(body).data.map((model) => model.id),
  },
];

/**
 * Asks all ports at once; a server that is absent, slow, or another one than expected is left out, as is
 * one without a model that can answer. Never throws.
 */
export async function findLocalServers(options: {
  readonly fetch: FetchUrl;
  readonly timeoutMs?: number;
}): Promise<readonly LocalServer[]> {
  const found = await Promise.allSettled(
    probes.map((probe) => ask(probe, options.fetch, AbortSignal.timeout(options.timeoutMs ?? 500))),
  );
  return found.flatMap((each) =>
    each.status === 'fulfilled' && each.value.models.length > 0 ? [each.value] : [],
  );
}

async function ask(probe: Probe, fetchUrl: FetchUrl, signal: AbortSignal): Promise<LocalServer> {
  const response = await fetchUrl(probe.origin + probe.path, { signal, redirect: 'error' });
  if (!response.ok) throw new Error(`${probe.kind} answered ${response.status}`);
  const { text } = await readText(response.body, largestLookUp, signal);
  const models = probe.readModels(parseJson(text, mostValuesInList));
  return {
    kind: probe.kind,
    baseUrl: `${probe.origin}/v1`,
    models: models.filter((id) => !/embed/i.test(id)),
  };
}
