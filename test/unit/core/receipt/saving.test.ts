import { describe, expect, it } from 'vitest';
import type { ConfiguredModel } from '../../../../src/core/model/gatewaySettings.ts';
import { nanoUsd } from '../../../../src/core/model/money.ts';
import { savingOf, type SavingInputs } from '../../../../src/core/receipt/saving.ts';
import { emptyHistory, typicalThinking } from '../../../../src/core/route/history.ts';
import { attempt } from './receiptRows.ts';

const deep: ConfiguredModel = {
  ref: { provider: 'acme', model: 'deep' },
  endpoint: { id: 'acme', baseUrl: 'https://acme.test/v1', dialect: 'openai', api: 'chat' },
  realm: 'real',
  canThink: undefined,
  local: false,
};
/** 300 visible tokens for 1,000 read. */
const usage = { input: 1000, output: 300, hidden: 0 };
const fast = attempt({ usage, dollars: 400_000 }, { tier: 'fast', model: 'swift' });

function saving(change: Partial<SavingInputs> = {}) {
  return savingOf({
    requestClass: 'refactor',
    attempts: [fast],
    reasoning: deep,
    efforts: ['low', 'medium'],
    history: emptyHistory,
    costOf: (_, { input = 0, output = 0 }) => nanoUsd(input * 2000 + output * 8000),
    ...change,
  });
}

describe('the fast model alone', () => {
  it('saved the thinking that is typical, for the same text', () => {
    const thought = (effort: 'low' | 'medium') => 1000 * 2000 + (300 + typicalThinking(effort)) * 8000;
    expect(saving()).toEqual({
      low: thought('low') - 400_000,
      high: thought('medium') - 400_000,
      against: 'always reasoning',
    });
  });

  it('saved nothing but the price where the other model cannot think', () => {
    const plain = saving({ reasoning: { ...deep, canThink: false } });
    expect(plain).toMatchObject({ low: 4_000_000, high: 4_000_000 });
  });

  it('is judged by this machine’s own rows once there are enough', () => {
    const history = {
      costRange: (requestClass: string, { model, tier }: { model: string; tier: string }) =>
        requestClass === 'refactor' && model === 'acme/deep' && tier === 'reasoning'
          ? { low: nanoUsd(100_000), high: nanoUsd(9_400_000) }
          : undefined,
    };
    expect(saving({ history })).toMatchObject({ low: -300_000, high: 9_000_000 });
  });
});

it('an escalation cost what the fast tries before it cost', () => {
  const second = attempt({ usage, dollars: 9_000_000 }, { number: 2, tier: 'reasoning', model: 'deep' });
  expect(saving({ attempts: [fast, second] })).toMatchObject({ low: -400_000, high: -400_000 });
  const unpaid = attempt({}, { tier: 'fast', state: 'released', settlement: undefined });
  expect(saving({ attempts: [unpaid, second] })).toBeUndefined();
});

it.each([
  ['nothing ran', { attempts: [] }],
  ['it went to the reasoning model', { attempts: [attempt({ usage, dollars: 1 })] }],
  ['there is no reasoning model', { reasoning: undefined }],
  ['it was practice', { reasoning: { ...deep, realm: 'practice' } }],
  ['what it cost is not known', { attempts: [attempt({ usage, dollars: undefined }, { tier: 'fast' })] }],
  ['what it would have cost is not known', { costOf: () => undefined }],
  ['the counts are not known', { attempts: [attempt({ usage: {}, dollars: 1 }, { tier: 'fast' })] }],
] satisfies [string, Partial<SavingInputs>][])('says nothing where %s', (_, change) => {
  expect(saving(change)).toBeUndefined();
});
