/**
 * Every setting of Switchyard: name (without the prefix `switchyard.`), type, default and words. The
 * manifest, package.nls.json, the README's table and the checks at run time all come from here.
 */
import * as z from 'zod';
import { dialectNames } from '../core/model/provider.ts';
import { whenReachedActions } from '../core/model/budget.ts';
import { priceOverrideSchema } from '../core/pricing/priceOverrides.ts';
import { efforts, profiles } from '../core/model/route.ts';
import {
  settingInfo,
  type SettingInfo,
  choice,
  countLimit,
  dollarLimit,
  globs,
  modelChoice,
  perDeveloper,
  policyFor,
  tightens,
  userOnly,
} from './settingKinds.ts';

// One entry of `switchyard.providers`.

/** Ids are used in `provider/model`, in the key store and in the ledger. */
export const providerIdPattern = /^[a-z0-9][a-z0-9._-]{0,39}$/;

export const providerSettingSchema = z.strictObject({
  baseUrl: z
    .string()
    .min(1)
    .describe('Base URL of the OpenAI-compatible API, e.g. https://api.openai.com/v1.'),
  dialect: z
    .enum(dialectNames)
    .optional()
    .describe('Whose habits the API has; found from the URL when left out.'),
  api: z
    .enum(['chat', 'responses'])
    .optional()
    .describe('Chat Completions or Responses; what suits the provider when left out.'),
  label: z.string().optional().describe('Name shown on screen.'),
});
export type ProviderSetting = z.output<typeof providerSettingSchema>;

export const settingPrefix = 'switchyard.';

export const settingsSchema = z.object({
  providers: z
    .record(z.string(), providerSettingSchema)
    .default({})
    .register(
      settingInfo,
      userOnly({
        section: 'models',
        description:
          'Where requests go: provider id → `{ "baseUrl", "dialect", "api", "label" }`. Keys never belong here: *Switchyard: Set API Key* stores them. Accepted from your user settings only.',
        expects: 'an object such as {"openai": {"baseUrl": "https://api.openai.com/v1"}}',
        ignoreSync: true,
      }),
    ),
  'models.fast': modelChoice('fast', 'everyday requests, thinking off'),
  'models.reasoning': modelChoice('reasoning', 'requests that deserve thinking; may be the same model'),
  'models.allowed': z
    .array(z.string().regex(/^[^/\s]+\/\S+$/))
    .default([])
    // An intersection may come out empty, which must not read as "any".
    .transform((list): 'any' | readonly string[] => (list.length === 0 ? 'any' : list))
    .register(settingInfo, {
      section: 'models',
      scope: 'resource',
      combine: { rule: 'intersection' },
      description:
        'Models that may be called, as `provider/model`; a `*` at the end stands for anything (`openai/*`). An empty list allows every model the user set up. Where user and workspace both have a list, only what is on both is allowed.',
      expects: 'a list of models as "provider/model" or "provider/*"',
      guardsSpending: true,
    }),
  'models.prices': z
    .record(z.string(), priceOverrideSchema)
    .default({})
    .register(
      settingInfo,
      userOnly({
        section: 'models',
        description:
          'Prices of your contract, `provider/model` → US dollars per million tokens: `{ "input", "output", "cacheRead", "cacheWrite", "cacheWriteHour" }`, and `"perRequest"` for a fee on top, in dollars per request. With `"winsOverBill": true` they are used even where the provider states its own cost.',
        expects: 'an object such as {"openai/gpt-5-mini": {"input": 0.25, "output": 2}}',
      }),
    ),
  'models.refreshPrices': z
    .boolean()
    .default(false)
    .register(
      settingInfo,
      userOnly({
        section: 'models',
        description:
          'Fetch the public price list that Switchyard brings along (pydantic/genai-prices on GitHub) anew, at most once a day. Nothing is sent but the request for it; should it fail, the list of before stays. Accepted from your user settings only.',
        expects: 'true or false',
      }),
    ),

  'routing.profile': choice(
    profiles,
    'balanced',
    {
      quick: 'Answer soon and cheaply: think only where it clearly pays.',
      balanced: 'Think where it probably pays.',
      thorough: 'Think wherever it may pay.',
    },
    {
      section: 'routing',
      order: profiles,
      description: `How readily requests of policy \`maybe\` go to the reasoning model. ${tightens}`,
    },
  ),
  'routing.policy.format': policyFor('format', 'avoid', 'layout, comments, small tidying'),
  'routing.policy.complete': policyFor('complete', 'avoid', 'completions, short explanations'),
  'routing.policy.refactor': policyFor('refactor', 'maybe', 'changes of existing code'),
  'routing.policy.architect': policyFor('architect', 'use', 'design, plans, hard bugs'),
  'routing.preferLocalTools': z
    .boolean()
    .default(true)
    .register(settingInfo, {
      section: 'routing',
      scope: 'resource',
      combine: { rule: 'strictest', order: [true, false] },
      description: `Let the formatter, the language server and small tools do what they can: no inference, no cost. ${tightens}`,
      expects: 'true or false',
      guardsSpending: false,
    }),
  'routing.escalate': z
    .boolean()
    .default(true)
    .register(settingInfo, {
      section: 'routing',
      scope: 'resource',
      combine: { rule: 'strictest', order: [false, true] },
      description: `Let a failed check try again with more effort or the reasoning model, inside the limits. ${tightens}`,
      expects: 'true or false',
      guardsSpending: false,
    }),
  'routing.highStakesFiles': globs(
    [
      '**/auth/**',
      '**/authentication/**',
      '**/authorization/**',
      '**/*oauth*',
      '**/*password*',
      '**/crypto/**',
      '**/payment*/**',
      '**/*payment*',
      '**/billing/**',
      '**/migrations/**',
      '**/*migration*',
    ],
    {
      section: 'routing',
      description:
        'Files where a mistake is dear: a request about them that *may* think does think, inside the limits. A workspace that you trust adds to your list.',
      guardsSpending: false,
      needsTrust: true,
    },
  ),

  'limits.costPerRequest': dollarLimit(
    'limits',
    0.5,
    'The most one request may cost, all its attempts together.',
  ),
  'limits.fastTokens': countLimit(
    4_000,
    16,
    1_000_000,
    'output tokens',
    'The most one call of the fast model may write.',
  ),
  'limits.reasoningTokens': countLimit(
    16_000,
    16,
    1_000_000,
    'output tokens',
    'The most one call of the reasoning model may write, hidden thinking included.',
  ),
  'limits.maxEffort': choice(
    efforts,
    'medium',
    {
      none: 'Thinking off wherever the model allows it.',
      low: 'A little thinking.',
      medium: 'A fair amount of thinking.',
      high: 'As much thinking as the token limit holds.',
    },
    {
      section: 'limits',
      order: efforts,
      description: `The most thinking that is bought for any request. ${tightens}`,
    },
  ),
  'limits.fastSeconds': countLimit(30, 1, 3_600, 'seconds', 'How long one call of the fast model may take.'),
  'limits.reasoningSeconds': countLimit(
    120,
    1,
    3_600,
    'seconds',
    'How long one call of the reasoning model may take.',
  ),
  'limits.extraAttempts': countLimit(
    2,
    0,
    10,
    'attempts',
    'How often one request may be tried again, retries and escalations together.',
  ),
  'limits.requestsPerMinute': countLimit(
    30,
    1,
    600,
    'requests per minute',
    'How many requests may start in a minute, against runaway loops. Counted in each window apart; the budgets hold across all windows.',
  ),

  'budget.perDay': dollarLimit('budget', 5, 'The most that may be spent in a day (local time).'),
  'budget.perWeek': dollarLimit(
    'budget',
    null,
    'The most that may be spent in a week (Monday to Sunday, local time).',
  ),
  'budget.perMonth': dollarLimit(
    'budget',
    50,
    'The most that may be spent in a calendar month (local time).',
  ),
  'budget.whenReached': choice(
    whenReachedActions,
    'downgrade',
    {
      warn: 'Only say so: the budget becomes an alert and refuses nothing.',
      downgrade: 'Smaller caps, then less effort, then the fast model; refuse only when none of it fits.',
      block: 'Refuse what does not fit.',
    },
    {
      section: 'budget',
      order: ['block', 'downgrade', 'warn'],
      description: `What happens to a request that does not fit into a budget. ${perDeveloper} ${tightens}`,
    },
  ),
  'budget.unknownPrice': choice(
    ['ask', 'block'],
    'ask',
    {
      ask: 'Ask before each model is first called without a known price.',
      block: 'Refuse models whose price is unknown.',
    },
    {
      section: 'budget',
      order: ['block', 'ask'],
      scope: 'application',
      combine: { rule: 'userOnly' },
      description: `What happens when the price of a model is unknown. ${perDeveloper} Accepted from your user settings only.`,
    },
  ),

  'inlineCompletion.enabled': z
    .boolean()
    .default(false)
    .register(
      settingInfo,
      userOnly({
        section: 'files',
        description:
          'Complete code while you type, with the fast model. Each pause in typing may cost money. Accepted from your user settings only.',
        expects: 'true or false',
      }),
    ),
  'files.neverSend': globs(
    [
      '**/.env*',
      '**/*.pem',
      '**/*.key',
      '**/*.p12',
      '**/*.pfx',
      '**/*.jks',
      '**/*.keystore',
      '**/*.kdbx',
      '**/id_rsa*',
      '**/id_ecdsa*',
      '**/id_ed25519*',
      '**/.ssh/**',
      '**/.npmrc',
      '**/.netrc',
      '**/.pgpass',
      '**/.git-credentials',
      '**/.aws/credentials',
    ],
    {
      section: 'files',
      description:
        'Files that leave this machine by no surface, under whatever name they are opened. Patterns as in .gitignore, without `!`; `~/` and `${workspaceFolder}/` may begin one, and capitals make no difference. Your list replaces the default; a workspace adds to yours.',
      guardsSpending: true,
    },
  ),
});

export type Settings = z.output<typeof settingsSchema>;
export type SettingName = keyof Settings;
export type SettingValue = Settings[SettingName];

export const settingNames: readonly SettingName[] = settingsSchema.keyof().options;

export const defaultSettings: Settings = settingsSchema.parse({});

/** @throws Error when a setting was added without its words, which the contract test would show first. */
export function infoOf(name: SettingName): SettingInfo {
  const info = settingInfo.get(settingsSchema.shape[name]);
  if (info === undefined) throw new Error(`switchyard.${name} has no entry in settingInfo`);
  return info;
}

export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(settingsSchema.shape, name);
}
