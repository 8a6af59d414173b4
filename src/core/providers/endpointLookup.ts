import { readText, type BodyText } from '../bodyPieces.ts';
import { keyFor, type BoundKey } from './boundKey.ts';
import { dialects } from './dialects.ts';
import { parseJson } from './json.ts';
import { errorOfReply } from './providerErrors.ts';
import type { Endpoint } from './provider.ts';
import { largestErrorBody, largestLookUp, mostValuesInList } from './replyLimits.ts';
import { errorOfTransport } from './transportErrors.ts';
import { wireHeaders, type Fetch } from './wireHeaders.ts';

/** What a look-up beside the requests for models needs: nothing is billed for any of them. */
export interface Lookup {
  readonly endpoint: Pick<Endpoint, 'id' | 'baseUrl' | 'dialect'>;
  readonly apiKey: BoundKey | undefined;
  readonly fetch: Fetch;
  readonly signal: AbortSignal;
}

/**
 * Gets `path` below the base URL, or from the root of the host where it begins with `/`.
 *
 * @returns the parsed body; undefined where it is not JSON, or more than any true one
 * @throws SwitchyardError where there is no answer or it reports an error
 */
export async function getJson(lookup: Lookup, path: string): Promise<unknown> {
  const { endpoint, fetch, signal } = lookup;
  const apiKey = keyFor(endpoint, lookup.apiKey);
  const errors = {
    endpoint: endpoint.id,
    model: '',
    apiKey,
    promptTexts: [],
    now: Date.now,
  };
  const { auth } = dialects[endpoint.dialect].request;
  const url = new URL(path, `${endpoint.baseUrl.replace(/\/+$/, '')}/`);
  let response: Response;
  let said: BodyText;
  try {
    response = await fetch(url, {
      headers: wireHeaders({ auth, apiKey, headers: {} }),
      redirect: 'error',
      signal,
    });
    said = await readText(response.body, response.ok ? largestLookUp : largestErrorBody, signal);
  } catch (cause) {
    throw errorOfTransport(cause, signal, errors);
  }
  if (said.lost !== undefined || signal.aborted) throw errorOfTransport(said.lost, signal, errors);
  const body = parseJson(said.text, mostValuesInList);
  if (response.ok) return body;
  const { status, headers } = response;
  throw errorOfReply({ status, headers, body: body ?? said.text }, errors);
}
