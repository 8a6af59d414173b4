import { afterEach, describe, expect, it, vi } from 'vitest';
import { silentLog } from '../../../../src/core/model/ports.ts';
import { createOpenAiProvider } from '../../../../src/core/providers/openaiProvider.ts';
import { anAttempt, chunk, chunks, drain, replayFetch, sse } from './replayFetch.ts';

const good = chunks(chunk({ content: 'ok' }, 'stop'));
const key = { origin: 'https://models.example.com', key: 'k-123' };

async function sentWith(options: Partial<Parameters<typeof createOpenAiProvider>[0]>, attempt = anAttempt()) {
  const { fetch, sent } = replayFetch(good);
  const { error } = await drain(createOpenAiProvider({ fetch, log: silentLog, ...options }), attempt);
  return { error, sent };
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('what reaches the wire', () => {
  it('is these headers and no others', async () => {
    const { sent } = await sentWith({ apiKey: key, headers: { 'X-Title': 'Switchyard' } });
    expect(Object.fromEntries(sent[0]?.headers ?? [])).toEqual({
      accept: 'application/json, text/event-stream',
      authorization: 'Bearer k-123',
      'content-type': 'application/json',
      'user-agent': 'Switchyard',
      'x-title': 'Switchyard',
    });
    expect(sent[0]?.redirect).toBe('error');
  });

  it('is no key for a server that needs none', async () => {
    const { sent } = await sentWith({});
    expect(sent[0]?.headers.has('authorization')).toBe(false);
  });

  it('is the key in a header of its own at Azure', async () => {
    const { sent } = await sentWith({ apiKey: key }, anAttempt('azure'));
    expect(sent[0]?.headers.get('api-key')).toBe('k-123');
    expect(sent[0]?.headers.has('authorization')).toBe(false);
  });

  it('is not changed by any variable of the environment', async () => {
    const plain = await sentWith({ apiKey: key });
    vi.stubEnv('OPENAI_API_KEY', 'sk-env');
    vi.stubEnv('OPENAI_ADMIN_KEY', 'sk-admin');
    vi.stubEnv('OPENAI_BASE_URL', 'https://evil.example/v1');
    vi.stubEnv('OPENAI_ORG_ID', 'org-env');
    vi.stubEnv('OPENAI_PROJECT_ID', 'proj-env');
    vi.stubEnv('OPENAI_WEBHOOK_SECRET', 'whsec-env');
    vi.stubEnv('OPENAI_CUSTOM_HEADERS', 'x-evil: 1\nauthorization: Bearer evil');
    vi.stubEnv('OPENAI_LOG', 'debug');
    for (const apiKey of [key, undefined]) {
      const { sent } = await sentWith({ apiKey });
      const [request] = sent;
      expect(request?.url).toBe('https://models.example.com/v1/chat/completions');
      expect(JSON.stringify([...(request?.headers ?? [])])).not.toMatch(/env|evil|admin/);
    }
    const { sent } = await sentWith({ apiKey: key });
    expect([...(sent[0]?.headers ?? [])]).toEqual([...(plain.sent[0]?.headers ?? [])]);
  });

  it('is nothing where the environment breaks the client, with the mend', async () => {
    vi.stubEnv('OPENAI_CUSTOM_HEADERS', 'not a header name: 1');
    const { error, sent } = await sentWith({});
    expect(error).toMatchObject({ code: 'settingsBroken', unbilled: true });
    expect(error?.message).toContain('OPENAI_CUSTOM_HEADERS');
    expect(sent).toEqual([]);
  });

  it('logs neither prompt nor key nor answer, even of what is malformed', async () => {
    const logged: unknown[] = [];
    for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
      vi.spyOn(console, method).mockImplementation((...words) => void logged.push(words));
    }
    vi.stubEnv('OPENAI_LOG', 'debug');
    const { fetch } = replayFetch(sse('data: {"oops\n\n'));
    await drain(createOpenAiProvider({ fetch, log: silentLog, apiKey: key }), anAttempt());
    vi.restoreAllMocks();
    expect(logged).toEqual([]);
  });
});

describe('a key', () => {
  const at = (baseUrl: string) =>
    anAttempt('custom', { endpoint: { id: 'e1', baseUrl, dialect: 'custom', api: 'chat' } });

  it.each([
    'https://models.example.com.evil.example/v1',
    'https://models.example.com:8443/v1',
    'http://127.0.0.1/v1',
  ])('goes nowhere but where it was stored for: not to %s', async (baseUrl) => {
    const { error, sent } = await sentWith({ apiKey: key }, at(baseUrl));
    expect(error).toMatchObject({ code: 'endpointRefused', unbilled: true });
    expect(sent).toEqual([]);
  });

  it('never goes over plain http to another machine', async () => {
    const bound = { origin: 'http://192.168.1.9:8000', key: 'k-123' };
    const { sent } = await sentWith({ apiKey: bound }, at('http://192.168.1.9:8000/v1'));
    expect(sent).toHaveLength(1);
    expect(sent[0]?.headers.has('authorization')).toBe(false);
  });

  it('is not even needed to refuse an unfit address', async () => {
    const { error, sent } = await sentWith({}, at('http://api.example.com/v1'));
    expect(error?.code).toBe('endpointRefused');
    expect(error?.details['problem']).toContain('https://api.example.com');
    expect(sent).toEqual([]);
  });
});
