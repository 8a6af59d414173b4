import type { Dialect } from './dialect.ts';
import { anthropic } from './dialects/anthropic.ts';
import { azure } from './dialects/azure.ts';
import { cerebras } from './dialects/cerebras.ts';
import { custom } from './dialects/custom.ts';
import { dashscope } from './dialects/dashscope.ts';
import { deepseek } from './dialects/deepseek.ts';
import { fireworks } from './dialects/fireworks.ts';
import { google } from './dialects/google.ts';
import { groq } from './dialects/groq.ts';
import { huggingface } from './dialects/huggingface.ts';
import { litellm } from './dialects/litellm.ts';
import { llamacpp } from './dialects/llamacpp.ts';
import { lmstudio } from './dialects/lmstudio.ts';
import { minimax } from './dialects/minimax.ts';
import { mistral } from './dialects/mistral.ts';
import { moonshot } from './dialects/moonshot.ts';
import { ollama } from './dialects/ollama.ts';
import { openai } from './dialects/openai.ts';
import { openrouter } from './dialects/openrouter.ts';
import { perplexity } from './dialects/perplexity.ts';
import { together } from './dialects/together.ts';
import { vercel } from './dialects/vercel.ts';
import { vllm } from './dialects/vllm.ts';
import { xai } from './dialects/xai.ts';
import { zai } from './dialects/zai.ts';
import { reachOf } from './hostReach.ts';
import type { Api, DialectName } from './provider.ts';

/** Every dialect by its name; the compiler names one that is missing. */
export const dialects: Readonly<Record<DialectName, Dialect>> = {
  openai,
  azure,
  deepseek,
  xai,
  google,
  anthropic,
  openrouter,
  vercel,
  groq,
  mistral,
  dashscope,
  moonshot,
  zai,
  minimax,
  together,
  fireworks,
  cerebras,
  perplexity,
  huggingface,
  vllm,
  llamacpp,
  ollama,
  lmstudio,
  litellm,
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

/** Whether the model seems to run nearby: a server of a local kind, on a near host. */
export function runsLocally(dialect: DialectName, url: string, model: string): boolean {
  // Ollama serves models of its cloud through the local server.
  if (!dialects[dialect].runsLocally || /[-:]cloud$/.test(model)) return false;
  return URL.canParse(url) && reachOf(new URL(url).hostname) !== 'public';
}

/** Whether thinking is certain to come as text. The Responses API sends a summary at best. */
export function showsThinking(dialect: DialectName, api: Api): boolean {
  return api === 'chat' && dialects[dialect].thinking.showsThinking;
}
