/**
 * The exact words that a person reads, one file per kind in `test/fixtures/words/`: whoever changes a wording sees it
 * there in the diff. `npm run test:unit -- golden -u` writes them anew.
 */
import { expect, test } from 'vitest';
import {
  errorCodes,
  SwitchyardError,
  type ErrorCode,
  type ErrorDetails,
} from '../../../../src/core/model/errors.ts';
import type { Settlement } from '../../../../src/core/model/ledger.ts';
import { nanoFromUsd, nanoUsd } from '../../../../src/core/model/money.ts';
import type { FinishedAttempt } from '../../../../src/core/model/receipt.ts';
import type { UsageFlag } from '../../../../src/core/model/usage.ts';
import { receiptOf } from '../../../../src/core/receipt/receiptOf.ts';
import { attemptNotes, doubtWords, type AttemptFacts } from '../../../../src/core/words/attemptNotes.ts';
import { errorText } from '../../../../src/core/words/errorText.ts';
import { keyLimitInWords } from '../../../../src/core/words/budgetWords.ts';
import { practiceSentence, receiptLines } from '../../../../src/core/words/receiptLines.ts';
import {
  renderStatusBar,
  type DoneView,
  type RunningView,
} from '../../../../src/surfaces/statusBar/statusBarView.ts';
import { settlementOf, taskFacts } from '../../storage/ledgerFixtures.ts';
import { recorded, attempt, itsCost, snapshot, thoughtful, thoughtTenTimes } from '../receipt/receiptRows.ts';

type Told = readonly [facts: string, ...words: readonly string[]];

function page(sections: readonly Told[]): string {
  return sections.map(([facts, ...words]) => [`# ${facts}`, ...words, ''].join('\n')).join('\n');
}

const golden = (kind: string): string => `../../../fixtures/words/${kind}.txt`;
const usd = (amount: number) => nanoFromUsd(amount, 'halfUp');

test('receipts', async () => {
  const practice = taskFacts('task-3', { realm: 'practice' });
  const unsent: Partial<FinishedAttempt> = { state: 'released', settlement: undefined };
  const estimated = { ...thoughtTenTimes, usageProvenance: 'estimated', provenance: 'estimated' } as const;
  const fast = { tier: 'fast', model: 'gpt-5-nano', effort: 'none' } as const;
  const receipts = {
    'an answer with thinking': receiptOf([thoughtful()]),
    'an answer that was checked, with what it saved': recorded([thoughtful()], {
      check: { verdict: 'passed', what: ['it parses'] },
      saving: { low: nanoUsd(-3_000_000), high: nanoUsd(40_000_000), against: 'always reasoning' },
    }),
    'a check that failed': recorded([thoughtful()], {
      check: { verdict: 'failed', what: ['1 new problem'] },
    }),
    'figures that are estimated': receiptOf([attempt({ ...estimated, dollars: 31_000_000 })]),
    'thinking that nobody counted': receiptOf([
      attempt({ usage: { input: 10, output: 500 }, price: snapshot, dollars: 5_010_000 }),
    ]),
    'no price is known': receiptOf([attempt({}, { priceState: 'unknown' })]),
    'a plan includes it': recorded([attempt({}, { priceState: 'included' })], { includedBy: 'Copilot' }),
    'a local model': receiptOf([attempt({ dollars: 0 }, { priceState: 'zero' })]),
    'three attempts': receiptOf([
      attempt({ usage: { input: 5, output: 9, hidden: 0 }, dollars: 2_000_000 }, fast),
      attempt({}, { number: 2, ...unsent, releasedBecause: 'rateLimited' }),
      thoughtful({ number: 3 }),
    ]),
    'no answer, and nothing billed': receiptOf([
      attempt({}, { ...unsent, releasedBecause: 'connectionRefused' }),
    ]),
    'an answer that was lost': receiptOf([
      attempt({ ...thoughtTenTimes, dollars: itsCost, end: 'connectionLost', errorCode: 'connectionLost' }),
    ]),
    'a tool instead of a model': receiptOf([
      {
        number: 1,
        task: taskFacts('task-4', { class: 'format', because: ['layout only'] }),
        tier: 'local',
        state: 'settled',
        priceState: 'zero',
        outcome: 'unknown',
        tool: 'formatter',
        avoided: nanoUsd(2_000_000),
      },
    ]),
    practice: receiptOf([thoughtful({ task: practice })]),
    'practice that was not sent': receiptOf([
      attempt({}, { task: practice, ...unsent, releasedBecause: 'rateLimited' }),
    ]),
  };
  const told = Object.entries(receipts).map(([facts, receipt]): Told => {
    const sentence = receipt.realm === 'practice' ? [practiceSentence(receipt)] : [];
    return [facts, ...receiptLines(receipt).map(({ label, value }) => `${label}: ${value}`), ...sentence];
  });
  await expect(page(told)).toMatchFileSnapshot(golden('receipts'));
});

const at = { endpoint: 'acme', model: 'm-1' };
const budget = {
  scope: 'user',
  period: 'day',
  limit: usd(5),
  left: usd(0.1),
  needed: usd(0.18),
  usual: usd(0.02),
  resetsAt: 1,
  setting: 'switchyard.budget.perDay',
};

/** Every code, so that the compiler asks for a new one here. */
const failures: Readonly<Record<ErrorCode, readonly ErrorDetails[]>> = {
  badRequest: [
    { ...at, providerMessage: 'no such field' },
    { ...at, tooLarge: true },
  ],
  unauthorized: [at],
  paymentRequired: [at],
  forbidden: [at],
  modelNotFound: [at],
  wrongAddress: [at],
  quotaExhausted: [{ ...at, providerMessage: 'add funds' }],
  rateLimited: [at, { ...at, retryAfterMs: 4_200 }],
  serverError: [{ ...at, status: 503 }],
  contentFilter: [at],
  modelRefused: [at],
  providerError: [{ ...at, providerMessage: 'overloaded' }],
  connectionRefused: [at],
  connectionLost: [at],
  malformedResponse: [at, { ...at, webPage: true }],
  incompleteStream: [at],
  firstTokenTimeout: [{ ...at, seconds: 60 }],
  totalTimeout: [{ ...at, seconds: 120 }],
  aborted: [at],
  cutAtCap: [
    { ...at, limit: 'cap', tokens: 5200, cap: 4000 },
    { ...at, limit: 'hold', cost: usd(0.069), hold: usd(0.041) },
  ],
  emptyAnswer: [{ ...at, why: 'thinking ate the whole cap' }],
  budgetRefused: [
    budget,
    { ...budget, scope: 'workspace', period: 'request', usual: undefined, resetsAt: undefined },
    { ...budget, heldByOthers: true },
    { ...at, unknownPrice: true },
  ],
  settingsBroken: [{ why: 'switchyard.budget.perDay is no number (settings.json, line 3)' }],
  ledgerUnavailable: [at],
  notSetUp: [{}],
  noConsent: [at],
  neverSend: [
    { why: '.env is on the list of files that stay here' },
    { why: 'a.md is a link', isUncertain: true },
  ],
  endpointRefused: [{ ...at, problem: 'plain http leaves this machine' }],
  modelNotAllowed: [at],
  capBreached: [{ ...at, cap: 4000 }],
  tooManyRequests: [{ why: '31 requests in a minute' }],
  circuitOpen: [{ ...at, retryAfterMs: 30_000 }],
  unexpected: [{}],
};

test('failures and refusals, with the buttons that mend them', async () => {
  const told = errorCodes.flatMap((code) =>
    failures[code].map((details): Told => {
      const { message, actions } = errorText(
        new SwitchyardError(code, 'what the log says', { details }),
        () => 'at 00:00',
      );
      const facts = Object.entries(details).map(([name, value]) => `${name} ${value}`);
      return [[code, ...facts].join(', '), message, ...actions.map(({ title }) => `[${title}]`)];
    }),
  );
  await expect(page(told)).toMatchFileSnapshot(golden('failures'));
});

test('notes of an attempt', async () => {
  const note = (settlement: Partial<Settlement>, facts: Partial<AttemptFacts> = {}): readonly string[] =>
    attemptNotes({
      effort: 'medium',
      maxOutputTokens: 4000,
      disagreement: undefined,
      settlement: settlementOf(undefined, settlement),
      ...facts,
    });
  const flags: Readonly<Record<UsageFlag, true>> = {
    cacheExceedsInput: true,
    hiddenExceedsOutput: true,
    negative: true,
    notAnInteger: true,
    derivedFromTotal: true,
    totalsDisagree: true,
    hiddenUncounted: true,
    hiddenEstimated: true,
    billDiffersFromComputed: true,
    tierUnpriced: true,
    impossibleCount: true,
    inputAboveBound: true,
    outputBelowText: true,
    inputNotBelieved: true,
    outputNotBelieved: true,
    billNotBelieved: true,
    capNotKept: true,
  };
  const isFlag = (name: string): name is UsageFlag => name in flags;
  const disagreement = { billed: usd(0.031), computed: usd(0.01), ratio: 3.1 };
  const told: readonly Told[] = [
    ...Object.keys(flags)
      .filter(isFlag)
      .map((flag): Told => [
        `flag ${flag}`,
        ...note({ flags: [flag], usage: { output: flag === 'capNotKept' ? 4100 : 300 }, billed: usd(9) }),
      ]),
    ['thought unasked', ...note({ usage: { output: 300, hidden: 200 } }, { effort: 'none' })],
    ['thinking used up the cap', ...note({ usage: { output: 4000, hidden: 3900 }, finish: 'length' })],
    ['no final count', ...note({ usage: { output: 300 }, usageProvenance: 'estimated' })],
    ['the bill is not the list price', ...note({ usage: { output: 300 } }, { disagreement })],
    ['a count that is not believed', doubtWords({ of: 'input', reported: 9_000_000, most: 1200 })],
    ['and of output', doubtWords({ of: 'output', reported: 9_000_000, most: 1200 })],
    [
      'a key with a limit',
      keyLimitInWords({ endpointId: 'acme', limit: usd(50), remaining: usd(12.3) }) ?? '',
    ],
    ['a key without', keyLimitInWords({ endpointId: 'acme', limit: undefined, remaining: usd(12.3) }) ?? ''],
  ];
  await expect(page(told)).toMatchFileSnapshot(golden('notes'));
});

test('status bar', async () => {
  const idle = {
    kind: 'idle',
    realm: 'real',
    spent: usd(1.42),
    estimated: false,
    dayLimit: usd(5),
    hiddenShare: 0.71,
    near: false,
  } as const;
  const running: RunningView = {
    tier: 'fast',
    seconds: 3.4,
    hidden: undefined,
    cost: usd(0.002),
    realm: 'real',
  };
  const thinking: RunningView = {
    ...running,
    tier: 'reasoning',
    seconds: 12,
    hidden: 1840,
    cost: usd(0.021),
  };
  const done: DoneView = {
    realm: 'real',
    end: 'answered',
    local: false,
    cost: usd(0.031),
    unbilled: false,
    estimated: false,
    output: 2600,
    hidden: 2304,
    hiddenExact: true,
    seconds: 6,
  };
  const states: Readonly<Record<string, Parameters<typeof renderStatusBar>[0]>> = {
    'not set up': { kind: 'notSetUp' },
    idle,
    'near the limit': { ...idle, spent: usd(4.12), near: true },
    'idle, no limit, nothing known of thinking': { ...idle, dayLimit: undefined, hiddenShare: undefined },
    'idle, practice': { ...idle, realm: 'practice' },
    running: { kind: 'running', tasks: [running] },
    thinking: { kind: 'running', tasks: [thinking] },
    'two run': { kind: 'running', tasks: [running, thinking] },
    'waits for a rate limit': { kind: 'running', tasks: [{ ...running, waits: true }] },
    answered: { kind: 'done', done },
    'answered, estimated': { kind: 'done', done: { ...done, estimated: true, hiddenExact: false } },
    'answered, hidden unknown': { kind: 'done', done: { ...done, hidden: undefined } },
    stopped: { kind: 'done', done: { ...done, end: 'stopped' } },
    'failed, not billed': { kind: 'done', done: { ...done, end: 'failed', unbilled: true } },
    'by a tool': { kind: 'done', done: { ...done, tool: 'formatter' } },
    'by a local model': { kind: 'done', done: { ...done, local: true } },
    'in a plan': { kind: 'done', done: { ...done, includedBy: 'Copilot' } },
    'over budget': { kind: 'overBudget', limit: usd(5), period: 'day', resets: 'at 00:00' },
    'a setting is broken': { kind: 'brokenSetting' },
    'the ledger is broken': { kind: 'brokenLedger' },
  };
  const told = Object.entries(states).map(([facts, state]): Told => [facts, renderStatusBar(state).text]);
  await expect(page(told)).toMatchFileSnapshot(golden('statusBar'));
});
