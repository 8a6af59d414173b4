import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  dialectOfHost,
  dialects,
  runsLocally,
  showsThinking,
} from '../../../../src/core/providers/dialects.ts';
import { dialectNames } from '../../../../src/core/model/provider.ts';

describe('dialectOfHost', () => {
  it.each([
    ['https://api.openai.com/v1', 'openai'],
    ['https://eu.api.openai.com/v1', 'openai'],
    ['https://corp.openai.azure.com/openai/v1', 'azure'],
    ['https://corp.services.ai.azure.com/openai/v1', 'azure'],
    ['https://api.deepseek.com', 'deepseek'],
    ['https://eu-west-1.api.x.ai/v1', 'xai'],
    ['https://generativelanguage.googleapis.com/v1beta/openai', 'google'],
    ['https://openrouter.ai/api/v1', 'openrouter'],
    ['https://ai-gateway.vercel.sh/v1', 'vercel'],
    ['https://dashscope-us.aliyuncs.com/compatible-mode/v1', 'dashscope'],
    ['https://open.bigmodel.cn/api/paas/v4', 'zai'],
    ['https://api.together.xyz./v1', 'together'],
    ['http://127.0.0.1:11434/v1', 'ollama'],
    ['http://localhost:1234/v1', 'lmstudio'],
    ['http://192.168.1.9:8000/v1', 'vllm'],
    ['http://[::1]:8080/v1', 'llamacpp'],
    ['http://gpubox:4000', 'litellm'],
    ['https://models.example.com:8000/v1', 'custom'],
    ['http://127.0.0.1:9999/v1', 'custom'],
    ['https://openai.com.evil.example/v1', 'custom'],
    ['https://notopenai.com/v1', 'custom'],
    ['not a url', 'custom'],
  ])('%s speaks %s', (url, name) => {
    expect(dialectOfHost(url)).toBe(name);
  });
});

describe('dialects', () => {
  it('stand under their own names', () => {
    expect(Object.entries(dialects).map(([key, { name }]) => [key, name])).toEqual(
      dialectNames.map((name) => [name, name]),
    );
  });

  it('each have a fixture', () => {
    const table = new URL('../../../fixtures/dialects/truth.tsv', import.meta.url);
    const providers = readFileSync(table, 'utf8')
      .split('\n')
      .map((line) => line.split('\t')[1]);
    expect(dialectNames.filter((name) => !providers.includes(name))).toEqual([]);
  });

  it('cost nothing only where a local server runs on a near host', () => {
    expect(runsLocally('ollama', 'http://127.0.0.1:11434/v1', 'qwen3:8b')).toBe(true);
    expect(runsLocally('vllm', 'http://192.168.1.9:8000/v1', 'qwen3')).toBe(true);
    expect(runsLocally('ollama', 'https://ollama.com/v1', 'qwen3')).toBe(false);
    expect(runsLocally('ollama', 'http://127.0.0.1:11434/v1', 'gpt-oss:120b-cloud')).toBe(false);
    expect(runsLocally('litellm', 'http://127.0.0.1:4000', 'gpt-5')).toBe(false);
    expect(runsLocally('custom', 'http://127.0.0.1:9999', 'x')).toBe(false);
  });
});

describe('showsThinking', () => {
  const table = new URL('../../../fixtures/dialects/truth.tsv', import.meta.url);
  const [head = '', ...lines] = readFileSync(table, 'utf8').trimEnd().split('\n');
  const names = head.split('\t');
  const rows = lines.map((line) => {
    const cells = line.split('\t');
    return (name: string): string => cells[names.indexOf(name)] ?? '';
  });

  it('holds of no dialect whose fixtures count thinking that came unseen', () => {
    const unseen = rows.filter(
      (cell) => Number(cell('reasoning')) > 0 && Number(cell('thinking_chars')) === 0,
    );
    const claims = unseen.filter((cell) => {
      const name = dialectNames.find((each) => each === cell('provider'));
      return name !== undefined && cell('endpoint') === 'chat' && showsThinking(name, 'chat');
    });
    expect(unseen.length).toBeGreaterThan(5);
    expect(claims.map((cell) => cell('file'))).toEqual([]);
  });

  it('is said of APIs that stream it, never of the Responses API', () => {
    expect(showsThinking('deepseek', 'chat')).toBe(true);
    expect(showsThinking('ollama', 'chat')).toBe(true);
    expect(showsThinking('openai', 'chat')).toBe(false);
    expect(showsThinking('openrouter', 'chat')).toBe(false);
    expect(dialectNames.filter((name) => showsThinking(name, 'responses'))).toEqual([]);
  });
});
