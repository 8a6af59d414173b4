import { describe, expect, it } from 'vitest';
import { type FetchUrl, findLocalServers } from '../../../src/practice/localServers.ts';

/** Answers by URL; everything else refuses the connection. */
function network(answers: Readonly<Record<string, () => Response | Promise<Response>>>): FetchUrl {
  return (url) => {
    const answer = answers[url];
    return answer === undefined ? Promise.reject(new TypeError('fetch failed')) : Promise.resolve(answer());
  };
}

const ollama = 'http://127.0.0.1:11434/api/tags';
const lmstudio = 'http://127.0.0.1:1234/api/v0/models';
const llamacpp = 'http://127.0.0.1:8080/v1/models';

describe('findLocalServers', () => {
  it('finds nothing where nothing runs', async () => {
    expect(await findLocalServers({ fetch: network({}) })).toEqual([]);
  });

  it('finds all three, without their embedding models', async () => {
    const servers = await findLocalServers({
      fetch: network({
        [ollama]: () =>
          Response.json({ models: [{ name: 'qwen3:4b' }, { name: 'nomic-embed-text:latest' }] }),
        [lmstudio]: () =>
          Response.json({
            data: [
              { id: 'gemma-3-4b', type: 'llm', arch: 'gemma3', state: 'not-loaded' },
              { id: 'text-embedding-bge', type: 'embeddings', arch: 'bert', state: 'loaded' },
            ],
          }),
        [llamacpp]: () => Response.json({ data: [{ id: 'model.gguf', owned_by: 'llamacpp' }] }),
      }),
    });
    expect(servers).toEqual([
      { kind: 'ollama', baseUrl: 'http://127.0.0.1:11434/v1', models: ['qwen3:4b'] },
      { kind: 'lmstudio', baseUrl: 'http://127.0.0.1:1234/v1', models: ['gemma-3-4b'] },
      { kind: 'llamacpp', baseUrl: 'http://127.0.0.1:8080/v1', models: ['model.gguf'] },
    ]);
  });

  it.each([
    ['another program on the port', () => new Response('<html>', { status: 200 })],
    ['an error', () => new Response('', { status: 500 })],
    ['another shape', () => Response.json({ models: 'none' })],
    ['no model', () => Response.json({ models: [] })],
    ['an embedding model alone', () => Response.json({ models: [{ name: 'mxbai-embed-large' }] })],
  ])('leaves out %s', async (_, answer) => {
    expect(await findLocalServers({ fetch: network({ [ollama]: answer }) })).toEqual([]);
  });

  it.each([llamacpp, lmstudio, lmstudio.replace('/api/v0/', '/v1/')])(
    'takes a gateway that lists models at %s for no server of this machine',
    async (url) => {
      const answer = () => Response.json({ data: [{ id: 'gpt-5', object: 'model', owned_by: 'openai' }] });
      expect(await findLocalServers({ fetch: network({ [url]: answer }) })).toEqual([]);
    },
  );

  it('gives up on a server that does not answer, keeping the others', async () => {
    const answers = network({ [ollama]: () => Response.json({ models: [{ name: 'qwen3' }] }) });
    const servers = await findLocalServers({
      timeoutMs: 1,
      fetch: (url, init) =>
        url === lmstudio
          ? new Promise((_, reject) => {
              init.signal?.addEventListener('abort', () => reject(new Error('timed out')));
            })
          : answers(url, init),
    });
    expect(servers.map((server) => server.kind)).toEqual(['ollama']);
  });

  it('follows no redirect off this machine', async () => {
    const redirects: (string | undefined)[] = [];
    await findLocalServers({
      fetch: (_, init) => {
        redirects.push(init.redirect);
        return Promise.reject(new TypeError('fetch failed'));
      },
    });
    expect(redirects).toEqual(['error', 'error', 'error']);
  });
});
