/** The dialects by name, and what is known of a model by its dialect. */
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
import { reachOf } from '../model/endpointUrl.ts';
import type { Api, DialectName } from '../model/provider.ts';

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

// Whether a model is known to think as much as it is asked to.

/** Where a vendor serves its own models its dialect knows them by name; elsewhere a name says nothing. */
const ownModels: Readonly<Partial<Record<DialectName, RegExp>>> = {
  openai: /^(?:gpt-[5-9](?!.*-chat)|o\d)/,
  deepseek: /^deepseek-v(?:[4-9]|3\.[12])/,
  google: /^gemini-(?:2\.5|[3-9])/,
  xai: /^grok-/,
  mistral: /^mistral-/,
};

/** True where an effort can be bought; undefined where nobody knows. */
export function takesEffort(dialect: DialectName, model: string): true | undefined {
  if (!ownModels[dialect]?.test(model)) return undefined;
  const ways = dialects[dialect].request.effort({ effort: 'low', model, maxOutputTokens: 4000 });
  return ways.length > 0 ? true : undefined;
}

/**
 * Whether a model is sent an effort even where none is wanted: true where "none" goes over the wire as "low"
 * does, because the model cannot stop thinking; false where thinking is switched off, or where nobody knows.
 */
export function thinksUnasked(dialect: DialectName, api: Api, model: string): boolean {
  // There `none` is always sent as such, and a refusal is known to the provider alone.
  if (api === 'responses') return false;
  const { effort: waysOf } = dialects[dialect].request;
  const [none, low] = (['none', 'low'] as const).map(
    (effort) => waysOf({ effort, model, maxOutputTokens: 4000 })[0],
  );
  return none !== undefined && JSON.stringify(none) === JSON.stringify(low);
}
