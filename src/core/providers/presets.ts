import type { Api, DialectName } from '../model/provider.ts';

/** What set-up offers; every other dialect is reached through `custom` and found by its host. */
export interface Preset {
  /** Also the id under `switchyard.providers`. */
  readonly id: string;
  readonly label: string;
  /** Empty where the user has to say. */
  readonly baseUrl: string;
  readonly dialect: DialectName;
  readonly api: Api;
  /**
   * Typical models of the two tiers, both served by one key; the same id where one model does both,
   * with thinking off and on. undefined where there is none to propose.
   */
  readonly models: { readonly fast: string; readonly reasoning: string } | undefined;
  /** Where a key is made; undefined for servers that need none. */
  readonly keyUrl: string | undefined;
}

export const presets: readonly Preset[] = [
  {
    id: 'openai',
    label: 'OpenAI',
    baseUrl: 'https://api.openai.com/v1',
    dialect: 'openai',
    api: 'chat',
    models: { fast: 'gpt-5.6-luna', reasoning: 'gpt-5.6-sol' },
    keyUrl: 'https://platform.openai.com/api-keys',
  },
  {
    id: 'deepseek',
    label: 'DeepSeek',
    baseUrl: 'https://api.deepseek.com/v1',
    dialect: 'deepseek',
    api: 'chat',
    models: { fast: 'deepseek-v4-flash', reasoning: 'deepseek-v4-pro' },
    keyUrl: 'https://platform.deepseek.com/api_keys',
  },
  {
    id: 'openrouter',
    label: 'OpenRouter',
    baseUrl: 'https://openrouter.ai/api/v1',
    dialect: 'openrouter',
    api: 'chat',
    models: { fast: 'deepseek/deepseek-v4-flash', reasoning: 'anthropic/claude-sonnet-5' },
    keyUrl: 'https://openrouter.ai/settings/keys',
  },
  {
    id: 'xai',
    label: 'xAI',
    baseUrl: 'https://api.x.ai/v1',
    dialect: 'xai',
    api: 'chat',
    models: { fast: 'grok-4.3', reasoning: 'grok-4.6' },
    keyUrl: 'https://console.x.ai',
  },
  {
    id: 'google',
    label: 'Google Gemini',
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai',
    dialect: 'google',
    api: 'chat',
    models: { fast: 'gemini-3.5-flash-lite', reasoning: 'gemini-3.8-flash' },
    keyUrl: 'https://aistudio.google.com/apikey',
  },
  {
    id: 'mistral',
    label: 'Mistral',
    baseUrl: 'https://api.mistral.ai/v1',
    dialect: 'mistral',
    api: 'chat',
    models: { fast: 'mistral-small-latest', reasoning: 'mistral-medium-3-5' },
    keyUrl: 'https://console.mistral.ai/api-keys',
  },
  {
    id: 'ollama',
    label: 'Ollama',
    baseUrl: 'http://127.0.0.1:11434/v1',
    dialect: 'ollama',
    api: 'chat',
    models: { fast: 'qwen3:8b', reasoning: 'qwen3:8b' },
    keyUrl: undefined,
  },
  {
    id: 'lmstudio',
    label: 'LM Studio',
    baseUrl: 'http://127.0.0.1:1234/v1',
    dialect: 'lmstudio',
    api: 'chat',
    models: { fast: 'qwen/qwen3-8b', reasoning: 'qwen/qwen3-8b' },
    keyUrl: undefined,
  },
  {
    id: 'custom',
    label: 'Another OpenAI-compatible server',
    baseUrl: '',
    dialect: 'custom',
    api: 'chat',
    models: undefined,
    keyUrl: undefined,
  },
];
