/** The network is the editor's: its proxy and its certificates hold for every request, since it is its `fetch` that sends. */
import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setup, suite, suiteSetup, suiteTeardown, teardown, test } from 'mocha';
import * as vscode from 'vscode';
import { selfSignedCertificate } from '../certificate.ts';
import { controlledServer, type ControlledServer } from './support/controlledServer.ts';
import { openFile } from './support/editors.ts';
import { openTestBed, type TestBed } from './support/testBed.ts';
import { until } from './support/until.ts';

suite('the network', () => {
  let server: ControlledServer;
  let bed: TestBed;
  suiteSetup(async function () {
    server = await controlledServer();
    bed = await openTestBed(this, server);
  });
  suiteTeardown(() => bed?.close());
  setup(() => bed.begin());
  teardown(() => bed.end());

  async function complete(): Promise<void> {
    await openFile('src/cart.ts', { behind: 'CartLine[]): number {\n' });
    bed.start('switchyard.complete');
  }

  test('is reached by the fetch that VS Code gives its extensions, but for this machine', async () => {
    const seen: string[] = [];
    const stop = watchFetch(seen);
    try {
      await complete();
      await bed.rows(1);
    } finally {
      stop();
    }
    assert.deepEqual(seen, []);
  });

  test('goes through the proxy that the person set', async () => {
    const reached: IncomingMessage['headers'][] = [];
    const target = await listening(
      createServer((request, response) => {
        reached.push(request.headers);
        void answer(request, response);
      }),
    );
    const tunnelled: string[] = [];
    const proxy = await listening(createServer());
    proxy.server.on('connect', ({ url }, socket) => {
      tunnelled.push(url ?? '');
      const onwards = connect(target.port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        socket.pipe(onwards).pipe(socket);
      });
      socket.on('error', () => onwards.destroy());
      onwards.on('error', () => socket.destroy());
    });
    const http = vscode.workspace.getConfiguration('http');
    const seen: string[] = [];
    const stop = watchFetch(seen);
    await http.update('proxy', proxy.origin, vscode.ConfigurationTarget.Global);
    try {
      const baseUrl = 'http://models.internal:8000/v1';
      await bed.set('providers', { [bed.providerId]: { baseUrl, dialect: 'openai' } });
      await bed.engine.keys.set(bed.providerId, { origin: 'http://models.internal:8000', key: 'sk-mine' });
      await complete();
      await bed.rows(1);
    } finally {
      stop();
      await http.update('proxy', undefined, vscode.ConfigurationTarget.Global);
      proxy.server.close();
      target.server.close();
    }
    assert.deepEqual(seen, ['http://models.internal:8000/v1/chat/completions']);
    assert.deepEqual(tunnelled, ['models.internal:8000']);
    // Unencrypted to another machine: the person was asked, and the key stayed.
    assert.deepEqual(
      bed.asked.map(({ type }) => type),
      ['consent'],
    );
    assert.deepEqual(
      reached.map(({ authorization }) => authorization),
      [undefined],
    );
  });

  test('is no place for a certificate that nobody vouches for: the key stays, and nothing is billed', async () => {
    const reached: string[] = [];
    const { key, cert } = selfSignedCertificate();
    const impostor = await listening(
      createSecureServer({ key, cert }, (request, response) => {
        reached.push(request.url ?? '');
        void answer(request, response);
      }),
    );
    const origin = impostor.origin.replace('http:', 'https:');
    try {
      const baseUrl = `${origin}/v1`;
      await bed.set('providers', { [bed.providerId]: { baseUrl, dialect: 'openai' } });
      await bed.engine.keys.set(bed.providerId, { origin, key: 'sk-mine' });
      await complete();
      await until('a refusal', () => bed.told().find((told) => told.includes('cannot be reached')));
    } finally {
      impostor.server.close();
    }
    assert.deepEqual(reached, []);
    assert.equal((await bed.rows(1)).at(-1)?.state, 'released');
  });
});

/** Notes what the editor's fetch is asked for; it is the one that VS Code gave, with no dispatcher of ours. */
function watchFetch(seen: string[]): () => void {
  const { fetch } = globalThis;
  globalThis.fetch = (input, init) => {
    seen.push(String(input instanceof Request ? input.url : input));
    assert.equal(init !== undefined && 'dispatcher' in init, false);
    return fetch(input, init);
  };
  return () => {
    globalThis.fetch = fetch;
  };
}

interface Listening {
  readonly server: Server;
  readonly port: number;
  readonly origin: string;
}

async function listening(server: Server): Promise<Listening> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { server, port, origin: `http://127.0.0.1:${port}` };
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  await text(request);
  const message = { role: 'assistant', content: '  return 0;' };
  response.setHeader('content-type', 'application/json');
  response.end(
    JSON.stringify({
      choices: [{ index: 0, message, finish_reason: 'stop' }],
      usage: { prompt_tokens: 5, completion_tokens: 5 },
    }),
  );
}
