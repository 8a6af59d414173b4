/** A server on loopback that answers as it is told, byte for byte, and a yard whose models are there. */
import { createServer, type ServerResponse } from 'node:http';
import { afterEach } from 'vitest';
import type { GatewaySettings } from '../../../../src/core/model/gatewaySettings.ts';
import { silentLog } from '../../../../src/core/model/ports.ts';
import { createOpenAiProvider } from '../../../../src/core/providers/openaiProvider.ts';
import { openYard, type Yard } from './yard.ts';

export interface RawYard extends Yard {
  /** True once the last reply was given up by the one who asked. */
  readonly abandoned: () => boolean;
}

/** Writes pieces of a body; false: the reader has had enough, or has gone. */
export type Say = (piece: string) => Promise<boolean>;

export interface RawReply {
  readonly type: 'text/event-stream' | 'application/json';
  readonly body: (say: Say) => Promise<void>;
}

export interface RawYardOptions {
  readonly reply: () => RawReply;
  readonly settings?: () => Partial<GatewaySettings>;
  /** `acme/MODEL` for both tiers, each with its price as the yard has it; another name has none. */
  readonly models?: { readonly fast: string; readonly reasoning: string };
}

/** Opens yards that are closed after the test. */
export function rawYardOpener(): (options: RawYardOptions) => Promise<RawYard> {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });
  return async ({ reply, settings, models }) => {
    let abandoned = false;
    const server = createServer((request, response) => {
      request.resume().on('end', () => {
        const { type, body } = reply();
        abandoned = false;
        response.on('close', () => (abandoned = !response.writableFinished));
        response.writeHead(200, { 'content-type': type });
        void body((piece) => sayTo(response, piece)).then(() => response.end());
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const { port } = address;
    const yard = await openYard({
      settings: ({ endpoint, model }) => {
        const here = {
          ...endpoint('acme'),
          dialect: 'custom',
          baseUrl: `http://127.0.0.1:${port}/v1`,
        } as const;
        const at = (tier: 'fast' | 'reasoning') =>
          model(tier, { endpoint: here, ref: { provider: 'acme', model: models?.[tier] ?? tier } });
        return { models: { fast: at('fast'), reasoning: at('reasoning') }, ...settings?.() };
      },
      deps: () => ({ providerFor: async () => createOpenAiProvider({ fetch, log: silentLog }) }),
    });
    closing.push(async () => {
      await yard.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    return { ...yard, abandoned: () => abandoned };
  };
}

function sayTo(response: ServerResponse, piece: string): Promise<boolean> {
  if (response.destroyed) return Promise.resolve(false);
  if (response.write(piece)) return Promise.resolve(true);
  return new Promise((resolve) => {
    const onEither = (): void => {
      response.off('drain', onEither).off('close', onEither);
      resolve(!response.destroyed);
    };
    response.on('drain', onEither).on('close', onEither);
  });
}

export function chunkOf(delta: object, more: object = {}): string {
  const choices = [{ index: 0, delta, finish_reason: null }];
  return `data: ${JSON.stringify({ id: 'r1', model: 'm', choices, ...more })}\n\n`;
}

/** The same chunk for as long as anybody reads, or `most` times. */
export function endless(delta: object, most = Number.POSITIVE_INFINITY): RawReply {
  const chunk = chunkOf(delta);
  return {
    type: 'text/event-stream',
    async body(say) {
      for (let count = 0; count < most; count += 1) if (!(await say(chunk))) return;
    },
  };
}

/** A whole answer with that usage object. */
export function answerWith(content: string, usage: string): RawReply {
  const choice = JSON.stringify({ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' });
  return {
    type: 'application/json',
    body: async (say) => void (await say(`{"id":"r1","model":"m","choices":[${choice}],"usage":${usage}}`)),
  };
}
