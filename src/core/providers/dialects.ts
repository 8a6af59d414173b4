import type { Dialect } from './dialect.ts';
import { azure } from './dialects/azure.ts';
import { custom } from './dialects/custom.ts';
import { deepseek } from './dialects/deepseek.ts';
import { ollama } from './dialects/ollama.ts';
import { openai } from './dialects/openai.ts';
import { openrouter } from './dialects/openrouter.ts';
import { vercel } from './dialects/vercel.ts';
import { xai } from './dialects/xai.ts';
import { reachOf } from './hostReach.ts';
import type { DialectName } from './provider.ts';

/** Every dialect by its name; the compiler names one that is missing. */
export const dialects: Readonly<Record<DialectName, Dialect>> = {
  openai,
  azure,
  deepseek,
  xai,
  google: { ...custom, name: 'google' },
  anthropic: { ...custom, name: 'anthropic' },
  openrouter,
  vercel,
  groq: { ...custom, name: 'groq' },
  mistral: { ...custom, name: 'mistral' },
  dashscope: { ...custom, name: 'dashscope' },
  moonshot: { ...custom, name: 'moonshot' },
  zai: { ...custom, name: 'zai' },
  minimax: { ...custom, name: 'minimax' },
  together: { ...custom, name: 'together' },
  fireworks: { ...custom, name: 'fireworks' },
  cerebras: { ...custom, name: 'cerebras' },
  perplexity: { ...custom, name: 'perplexity' },
  huggingface: { ...custom, name: 'huggingface' },
  vllm: { ...custom, name: 'vllm' },
  llamacpp: { ...custom, name: 'llamacpp' },
  ollama,
  lmstudio: { ...custom, name: 'lmstudio' },
  litellm: { ...custom, name: 'litellm' },
  custom,
};

/**
 * The dialect that the host of `url` speaks: by its domain, or on this machine and in a private
 * network by the port that a server of the kind listens on. `custom` where nothing fits.
 */
export function dialectOfHost(url: string): DialectName {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined) return 'custom';
  const host = parsed.hostname.replace(/\.$/, '');
  const isNear = reachOf(host) !== 'public';
  const fits = ({ domains, localPort }: Dialect): boolean =>
    domains.some((domain) => host === domain || host.endsWith(`.${domain}`)) ||
    (isNear && localPort !== undefined && parsed.port === String(localPort));
  return Object.values(dialects).find(fits)?.name ?? 'custom';
}

/** Whether tokens at this endpoint cost nothing: a server of a local kind, on a near host. */
export function runsLocally(dialect: DialectName, url: string, model: string): boolean {
  // Ollama serves models of its cloud through the local server.
  if (!dialects[dialect].runsLocally || /[-:]cloud$/.test(model)) return false;
  return URL.canParse(url) && reachOf(new URL(url).hostname) !== 'public';
}
