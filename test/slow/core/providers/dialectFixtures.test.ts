import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../../../../src/core/model/ports.ts';
import { dialectOfHost } from '../../../../src/core/providers/dialects.ts';
import { createOpenAiProvider } from '../../../../src/core/providers/openaiProvider.ts';
import type { Attempt } from '../../../../src/core/model/provider.ts';
import { differences } from '../../../contract/conformance/compare.ts';
import { observationOf } from '../../../contract/conformance/replay.ts';
import { readTruth, type Truth } from '../../../contract/conformance/truth.ts';
import {
  anAttempt,
  drain,
  joined,
  outcomeOf,
  replayFetch,
  streamed,
} from '../../../unit/core/providers/replayFetch.ts';

const folder = new URL('../../../fixtures/dialects/', import.meta.url);
const truths = await readTruth(folder.pathname);

function attemptFor({ baseUrl, api, model, stream }: Truth, url: string): Attempt {
  const endpoint = { id: 'fixture', baseUrl: url, dialect: dialectOfHost(baseUrl), api };
  return { ...anAttempt(), endpoint, model, stream };
}

const bodyOf = ({ file }: Truth): Buffer => readFileSync(new URL(file, folder));

function answer({ stream }: Truth, pieces: Iterable<Uint8Array>): () => Response {
  const type = stream ? 'text/event-stream' : 'application/json';
  return () => streamed(pieces, type);
}

async function replay(truth: Truth, pieces: Iterable<Uint8Array>) {
  const { fetch } = replayFetch(answer(truth, pieces));
  const attempt = attemptFor(truth, 'https://models.example.com/v1');
  const { events, error } = await outcomeOf(fetch, attempt);
  return { events: joined(events), error };
}

const stride = 37;

function* piecesOf(body: Uint8Array, offset: number, size: number): Generator<Uint8Array> {
  if (offset > 0) yield body.subarray(0, offset);
  for (let start = offset; start < body.length; start += size) {
    yield body.subarray(start, start + size);
  }
}

describe('every fixture', () => {
  // What the server answers next; requests come one at a time.
  let next: { readonly truth: Truth; readonly pieces: readonly Uint8Array[] } | undefined;
  const server = createServer((request, response) => {
    request.resume();
    response.setHeader('content-type', next?.truth.stream ? 'text/event-stream' : 'application/json');
    for (const piece of next?.pieces ?? []) response.write(piece);
    response.end();
  });
  let address = '';
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port }: Partial<AddressInfo> = Object(server.address());
    address = `http://127.0.0.1:${port}/v1`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it.each(truths)('$file: $quirks', async (truth) => {
    const body = bodyOf(truth);
    const whole = await replay(truth, [body]);
    expect(whole.error).toBeUndefined();
    expect(differences(truth, observationOf(whole.events, undefined))).toEqual([]);

    // Every byte is the end of a piece in one of these; in the last, each byte is a piece.
    for (let offset = 0; offset < stride; offset++) {
      expect(await replay(truth, piecesOf(body, offset, stride))).toEqual(whole);
    }
    expect(await replay(truth, piecesOf(body, 0, 1))).toEqual(whole);

    const cuts = fc.array(fc.nat({ max: body.length }), { maxLength: 12 });
    const provider = createOpenAiProvider({ fetch: globalThis.fetch, log: silentLog });
    await fc.assert(
      fc.asyncProperty(cuts, async (places) => {
        const ends = [...places.toSorted((a, b) => a - b), body.length];
        const pieces = ends.map((end, index) => body.subarray(ends[index - 1] ?? 0, end));
        next = { truth, pieces };
        const { events, error } = await drain(provider, attemptFor(truth, address));
        expect({ events: joined(events), error }).toEqual(whole);
      }),
      { numRuns: 3 },
    );
  });
});
