/** Ways to have a request, its key or its prompt arrive somewhere else. */
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Lookup, generationCost, listModels } from '../../../src/core/providers/endpointLookup.ts';
import { keyLimit } from '../../../src/core/providers/keyLimit.ts';
import { eventually } from '../../eventually.ts';
import { startAttacker, startScripted } from '../../doubles/attacker.ts';
import { changeInEditor } from '../../doubles/editor.ts';
import { openWorld, ownSettings, type World } from '../../doubles/hostileWorld.ts';

vi.mock('vscode', () => import('../../doubles/editor.ts'));

const nothingSent = { calls: 0, leaks: [] };
const redirects = [301, 302, 303, 307, 308] as const;

/** The person's own provider, under another address. */
function at(baseUrl: string): { readonly user: Record<string, unknown> } {
  return { user: { 'switchyard.providers': { home: { baseUrl, dialect: 'openai' } } } };
}

/** While the window is open, the address changes and the key stays. */
async function moved(world: World, baseUrl: string): Promise<World> {
  await world.engine.settings.current();
  changeInEditor({ user: { ...ownSettings(world.homeUrl), ...at(baseUrl).user } });
  return world;
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('a redirect is never followed', () => {
  it.each(redirects)('%i of a model’s answer', async (status) => {
    const world = await openWorld();
    world.home.control.queue({
      kind: 'redirect',
      status,
      location: `${world.attacker.origin}/v1/chat/completions`,
    });
    expect(await world.ask()).toMatchObject({ ended: 'endpointRefused', calls: 1, leaks: [] });
  });

  it('not even within the same address', async () => {
    const world = await openWorld();
    world.home.control.queue({ kind: 'redirect', status: 307, location: world.homeUrl });
    expect(await world.ask()).toMatchObject({ ended: 'endpointRefused', calls: 1, leaks: [] });
  });

  describe.each(redirects)('%i of a look-up', (status) => {
    it.each<[string, (lookup: Lookup) => Promise<unknown>]>([
      ['models', listModels],
      ['the limit of a key', keyLimit],
      ['the cost of a request', (lookup) => generationCost(lookup, 'gen-1')],
    ])('%s', async (_, lookUp) => {
      const attacker = await startAttacker();
      const location = `${attacker.origin}/stolen`;
      const server = await startScripted(() => ({ status, headers: { location }, body: '' }));
      onTestFinished(async () => {
        await server.close();
        await attacker.close();
      });
      const { origin } = server;
      const lookup: Lookup = {
        endpoint: { id: 'home', baseUrl: `${origin}/api/v1`, dialect: 'openrouter' },
        apiKey: { origin, key: 'sk-1' },
        fetch: globalThis.fetch,
        signal: new AbortController().signal,
      };
      await expect(lookUp(lookup)).rejects.toMatchObject({ code: 'endpointRefused' });
      expect(attacker.heard()).toEqual([]);
    });
  });
});

describe('a key goes nowhere but where it was stored for', () => {
  it.each<[string, (home: URL, attacker: URL) => string]>([
    ['another port', (_, attacker) => `${attacker.origin}/v1`],
    ['another scheme', (home) => `https://${home.host}/v1`],
    ['another name of the same machine', (home) => `http://localhost:${home.port}/v1`],
    ['another spelling of the attacker’s', (_, attacker) => `http://2130706433:${attacker.port}/v1`],
    ['a hexadecimal spelling', (_, attacker) => `http://0x7f.0.0.1:${attacker.port}/v1`],
    ['an IPv6-mapped spelling', (_, attacker) => `http://[::ffff:127.0.0.1]:${attacker.port}/v1`],
    ['a trailing dot', (_, attacker) => `http://localhost.:${attacker.port}/v1`],
    ['the home as user name', (home, attacker) => `http://${home.host}@${attacker.host}/v1`],
    ['the home as user name and password', (_, attacker) => `http://home:pw@${attacker.host}/v1`],
    ['an empty user name', (_, attacker) => `http://@${attacker.host}/v1`],
    ['a backslash', (home, attacker) => `http://${attacker.host}\\@${home.host}/v1`],
    ['a path that climbs', (home, attacker) => `${home.origin}/..//${attacker.host}/v1?`],
    ['a query that swallows the path', (_, attacker) => `${attacker.origin}/?x=`],
    ['a fragment that swallows the path', (_, attacker) => `${attacker.origin}/#`],
    ['a line break', (home, attacker) => `${home.origin}\r\n@${attacker.host}/v1`],
    ['an invisible character', (_, attacker) => `http://127.0.0.1\u{200B}:${attacker.port}/v1`],
    ['any address of this machine', (_, attacker) => `http://0.0.0.0:${attacker.port}/v1`],
    ['any address of this machine, short', (_, attacker) => `http://0:${attacker.port}/v1`],
    ['any IPv6 address of this machine', (_, attacker) => `http://[::]:${attacker.port}/v1`],
    ['a Cyrillic look-alike', () => 'https://арі.openai.com/v1'],
    ['a full-width look-alike', () => 'https://ａｐｉ．openai.com/v1'],
    ['a name that begins like home', (home) => `http://${home.hostname}.evil.example:${home.port}/v1`],
    ['a public address in the clear', () => 'http://api.evil.example/v1'],
    ['the address of a cloud’s secrets', () => 'http://169.254.169.254/v1'],
    ['an address with its default port', () => 'https://evil.example:443/v1'],
    ['a file', () => 'file:///etc/passwd'],
    ['data', () => 'data:application/json,{}'],
    ['a script', () => 'javascript:alert(1)'],
    ['a blob', (home) => `blob:${home.origin}/1`],
    ['another protocol', (_, attacker) => `ws://${attacker.host}/v1`],
    ['no host', () => 'http:///v1'],
  ])('not to %s', async (_, address) => {
    const world = await openWorld();
    const home = new URL(world.homeUrl);
    await moved(world, address(home, new URL(world.attacker.origin)));
    const asked = await world.ask();
    expect(asked).toMatchObject(nothingSent);
    expect(asked.ended).toMatch(/^(endpointRefused|notSetUp)$/);
    expect(JSON.stringify(asked.end)).not.toContain(world.home.apiKey);
  });

  it('but a path of the same address is the same address', async () => {
    const world = await openWorld();
    await moved(world, `${world.homeUrl}/./x/..`);
    expect(await world.ask()).toMatchObject({ ended: 'answered', calls: 1, leaks: [] });
  });
});

describe('the first sending to an address asks, and no is no', () => {
  it('to one that has no key', async () => {
    const world = await openWorld({ ...at('ATTACKER/v1'), key: 'none', trusts: false });
    expect(await world.ask()).toMatchObject({ ended: 'noConsent', questions: ['consent'], ...nothingSent });
  });

  it('to one that took the place of another', async () => {
    const world = await openWorld({ key: 'none' });
    await world.ask({ says: () => true });
    await moved(world, `${world.attacker.origin}/v1`);
    const asked = await world.ask({ says: () => false });
    expect(asked).toMatchObject({ ended: 'noConsent', questions: ['consent'] });
    expect(world.attacker.heard()).toEqual([]);
  });
});

describe('variables of the environment, as a dev container or a task sets them', () => {
  it.each([
    ['OPENAI_BASE_URL', 'ATTACKER/v1'],
    ['OPENAI_API_KEY', 'sk-of-the-attacker'],
    ['OPENAI_ADMIN_KEY', 'sk-admin-of-the-attacker'],
    ['OPENAI_ORG_ID', 'org-of-the-attacker'],
    ['OPENAI_PROJECT_ID', 'proj-of-the-attacker'],
    ['OPENAI_CUSTOM_HEADERS', 'x-evil: of-the-attacker\nauthorization: Bearer of-the-attacker'],
    ['OPENAI_WEBHOOK_SECRET', 'whsec-of-the-attacker'],
    ['HTTP_PROXY', 'ATTACKER'],
    ['HTTPS_PROXY', 'ATTACKER'],
    ['ALL_PROXY', 'ATTACKER'],
    ['http_proxy', 'ATTACKER'],
  ])('%s changes nothing on the wire', async (name, value) => {
    const world = await openWorld();
    vi.stubEnv(name, value.replace('ATTACKER', world.attacker.origin));
    expect(await world.ask()).toMatchObject({ ended: 'answered', calls: 1, leaks: [] });
    expect(JSON.stringify(world.home.control.requests())).not.toContain('of-the-attacker');
  });

  it('OPENAI_LOG prints nothing', async () => {
    const world = await openWorld();
    vi.stubEnv('OPENAI_LOG', 'debug');
    const printed: unknown[] = [];
    for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
      vi.spyOn(console, method).mockImplementation((...words) => void printed.push(words));
    }
    world.home.control.queue({ kind: 'malformedChunk' });
    await world.ask();
    vi.restoreAllMocks();
    expect(printed).toEqual([]);
  });
});

describe('a line break in what becomes a header sends nothing', () => {
  it('in a key', async () => {
    const world = await openWorld();
    const { origin } = new URL(world.homeUrl);
    await world.engine.keys.set('home', { origin, key: `${world.home.apiKey}\r\nx-evil: 1` });
    const asked = await world.ask();
    expect(asked).toMatchObject(nothingSent);
    expect(JSON.stringify([asked.end, world.logged])).not.toContain(world.home.apiKey);
  });

  it('in the mark of a conversation', async () => {
    const world = await openWorld();
    changeInEditor({
      user: {
        ...ownSettings(world.homeUrl),
        'switchyard.providers': { home: { baseUrl: world.homeUrl, dialect: 'xai' } },
      },
    });
    expect(
      await world.ask({ content: { kind: 'messages', messages: [], cacheKey: 'c-1\r\nx-evil: 1' } }),
    ).toMatchObject(nothingSent);
  });
});

describe('what is asked beside requests', () => {
  const asLiteLlm = (url: string) => ({
    'switchyard.providers': { home: { baseUrl: url, dialect: 'litellm' } },
  });

  it('goes only where the person let a request go', async () => {
    const world = await openWorld({ answer: () => ({ body: '{}' }) });
    changeInEditor({ user: { ...ownSettings(world.homeUrl), ...asLiteLlm(world.homeUrl) } });
    await world.engine.settings.current();
    const asked = vi.spyOn(world.engine.keys, 'get');
    world.engine.keyLimits.refresh();
    // Nothing but promises stands between the look and the key.
    for (let turn = 0; turn < 100; turn += 1) await Promise.resolve();
    expect(asked).not.toHaveBeenCalled();
  });

  it('is the limit of the key, once it may be asked for', async () => {
    const world = await openWorld({
      answer: () => ({ body: JSON.stringify({ info: { max_budget: 50, spend: 8 } }) }),
    });
    changeInEditor({ user: { ...ownSettings(world.homeUrl), ...asLiteLlm(world.homeUrl) } });
    await world.ask();
    world.engine.keyLimits.refresh();
    const limit = { endpointId: 'home', limit: 50e9, remaining: 42e9 };
    await eventually(() => expect(world.engine.keyLimits.known()).toEqual([limit]));
    expect(world.attacker.heard()).toEqual([]);
  });
});
