import { describe, expect, it } from 'vitest';
import { checkEndpointUrl, originOf } from '../../../../src/core/model/endpointUrl.ts';

describe('checkEndpointUrl', () => {
  it.each([
    ['https://api.openai.com/v1', 'https', 'https://api.openai.com/v1', 'https://api.openai.com'],
    ['https://API.OpenAI.com:443/v1/', 'https', 'https://api.openai.com/v1', 'https://api.openai.com'],
    ['https://api.openai.com./v1', 'https', 'https://api.openai.com/v1', 'https://api.openai.com'],
    ['https://gpu.corp:8443/v1', 'https', 'https://gpu.corp:8443/v1', 'https://gpu.corp:8443'],
    ['  https://api.x.ai/v1  ', 'https', 'https://api.x.ai/v1', 'https://api.x.ai'],
    ['http://localhost:11434/v1', 'loopback', 'http://localhost:11434/v1', 'http://localhost:11434'],
    ['http://localhost.:1234', 'loopback', 'http://localhost:1234', 'http://localhost:1234'],
    ['http://127.0.0.1', 'loopback', 'http://127.0.0.1', 'http://127.0.0.1'],
    ['http://127.8.9.1:80/v1', 'loopback', 'http://127.8.9.1/v1', 'http://127.8.9.1'],
    ['http://2130706433:8080', 'loopback', 'http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['http://0x7f.1', 'loopback', 'http://127.0.0.1', 'http://127.0.0.1'],
    ['http://[::1]:8000/v1', 'loopback', 'http://[::1]:8000/v1', 'http://[::1]:8000'],
    ['http://[::ffff:127.0.0.1]', 'loopback', 'http://[::ffff:7f00:1]', 'http://[::ffff:7f00:1]'],
    ['http://192.168.1.20:8000/v1', 'private', 'http://192.168.1.20:8000/v1', 'http://192.168.1.20:8000'],
    ['http://10.0.0.1', 'private', 'http://10.0.0.1', 'http://10.0.0.1'],
    ['http://172.31.255.1', 'private', 'http://172.31.255.1', 'http://172.31.255.1'],
    ['http://100.64.0.9', 'private', 'http://100.64.0.9', 'http://100.64.0.9'],
    ['http://[fd12:3456::1]', 'private', 'http://[fd12:3456::1]', 'http://[fd12:3456::1]'],
    ['http://gpubox:8000', 'private', 'http://gpubox:8000', 'http://gpubox:8000'],
    ['http://gpu.local', 'private', 'http://gpu.local', 'http://gpu.local'],
    // Cyrillic letters that look like "api": shown as what they are.
    [
      'https://арі.example.com',
      'https',
      'https://xn--80a6a1d.example.com',
      'https://xn--80a6a1d.example.com',
    ],
  ])('%s is %s', (text, kind, url, origin) => {
    expect(checkEndpointUrl(text)).toEqual({ ok: true, kind, url, origin });
    expect(originOf(text)).toBe(origin);
  });

  it.each([
    ['', 'not a URL'],
    ['api.openai.com/v1', 'write https://api.openai.com/v1'],
    ['localhost:1234/v1', 'write http://localhost:1234/v1'],
    ['localhost', 'write http://localhost'],
    ['127.0.0.1:8080', 'write http://127.0.0.1:8080'],
    ['[::1]:8080/v1/', 'write http://[::1]:8080/v1'],
    ['192.168.1.4:8000/v1', 'write http://192.168.1.4:8000/v1'],
    ['gpubox:8000', 'write http://gpubox:8000'],
    ['8.8.8.8:8000/v1', 'write https://8.8.8.8:8000/v1'],
    ['localhost:1234/v1/chat/completions', 'write http://localhost:1234/v1'],
    ['https://api.openai.com/v1/chat/completions', 'write https://api.openai.com/v1'],
    ['https://api.openai.com/v1/Chat/Completions/', 'write https://api.openai.com/v1'],
    ['https://api.openai.com/v1/responses', 'write https://api.openai.com/v1'],
    ['https://api.anthropic.com/v1/messages', 'write https://api.anthropic.com/v1'],
    // Maybe a key, put into the wrong field: quoted nowhere.
    ['sk-proj-4711.abc', 'not a URL; write it like'],
    ['https://', 'not a URL'],
    ['ftp://api.openai.com', 'ftp:// cannot be used'],
    ['file:///etc/passwd', 'file:// cannot be used'],
    ['javascript:alert(1)', 'cannot be used'],
    ['https://user:pw@api.openai.com', 'before the @'],
    ['https://@api.openai.com', 'before the @'],
    ['https://api.openai.com@evil.example/v1', 'before the @'],
    ['https://api.openai.com\\@evil.example', 'backslashes'],
    ['https://api.openai\u200B.com', 'invisible'],
    ['https://api.open\nai.com', 'blanks'],
    ['https://api.openai.com/v1?key=1', 'from ? or # on'],
    ['https://api.openai.com/v1#x', 'from ? or # on'],
    ['https://api.openai.com/v1?', 'from ? or # on'],
    ['http://api.openai.com/v1', 'write https://api.openai.com'],
    ['http://8.8.8.8', 'unencrypted'],
    ['http://172.32.0.1', 'unencrypted'],
    ['http://100.128.0.1', 'unencrypted'],
    ['http://169.254.169.254/latest', 'unencrypted'],
    ['http://[fe80::1]', 'unencrypted'],
    ['http://[2001:db8::1]', 'unencrypted'],
    ['http://[::ffff:8.8.8.8]', 'unencrypted'],
    ['http://localhost.evil.example', 'unencrypted'],
    ['http://127.0.0.1.evil.example', 'unencrypted'],
    ['http://0.0.0.0:8000', 'write 127.0.0.1'],
    ['http://[::]:8000', 'write 127.0.0.1'],
    ['https://300.1.1.1', 'not a URL'],
    ['http:///v1', 'right after the two slashes'],
    ['https:api.openai.com/v1', 'right after the two slashes'],
    ['https:////api.openai.com/v1', 'right after the two slashes'],
  ])('%j is refused with the mend', (text, problem) => {
    const check = checkEndpointUrl(text);
    expect(check.ok).toBe(false);
    expect(check.ok ? '' : check.problem).toContain(problem);
    expect(originOf(text)).toBeUndefined();
  });
});
