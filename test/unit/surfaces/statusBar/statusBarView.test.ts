import { describe, expect, it } from 'vitest';
import { nanoFromUsd, nanoUsd } from '../../../../src/core/model/money.ts';
import {
  renderStatusBar,
  type DoneView,
  type RunningView,
} from '../../../../src/surfaces/statusBar/statusBarView.ts';

const usd = (amount: number) => nanoFromUsd(amount, 'halfUp');

const finished: DoneView = {
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
const running: RunningView = {
  tier: 'fast',
  seconds: 3.4,
  hidden: undefined,
  cost: usd(0.002),
  realm: 'real',
};
const idle = {
  kind: 'idle',
  realm: 'real',
  spent: usd(1.42),
  estimated: false,
  dayLimit: usd(5),
  hiddenShare: 0.71,
  near: false,
} as const;

describe('idle', () => {
  it('tells what today cost, the limit and the hidden share', () => {
    expect(renderStatusBar(idle)).toEqual({
      text: '$(arrow-swap) $1.42/$5 · 71% hidden',
      severity: 'normal',
    });
  });

  it('warns near the limit and leaves out what nobody knows', () => {
    expect(renderStatusBar({ ...idle, spent: usd(4.12), near: true })).toEqual({
      text: '$(arrow-swap) $4.12/$5',
      severity: 'warning',
    });
    expect(renderStatusBar({ ...idle, hiddenShare: undefined, dayLimit: undefined }).text).toBe(
      '$(arrow-swap) $1.42',
    );
    expect(renderStatusBar({ ...idle, spent: nanoUsd(0), hiddenShare: undefined }).text).toBe(
      '$(arrow-swap) $0/$5',
    );
    expect(renderStatusBar({ ...idle, estimated: true }).text).toContain('≈$1.42');
  });

  it('tells what a day of practice would have cost', () => {
    const practice = { ...idle, realm: 'practice', dayLimit: undefined, hiddenShare: undefined } as const;
    expect(renderStatusBar({ ...practice, spent: usd(0.0207) }).text).toBe(
      '$(arrow-swap) ≈$0.021 today · practice',
    );
    expect(renderStatusBar({ ...practice, spent: nanoUsd(0) }).text).toBe('$(arrow-swap) practice');
  });

  it('says when nothing is set up', () => {
    expect(renderStatusBar({ kind: 'notSetUp' }).text).toBe('$(arrow-swap) Set up');
  });
});

describe('running', () => {
  const text = (...tasks: RunningView[]) => renderStatusBar({ kind: 'running', tasks }).text;

  it.each([
    [[running], '$(sync~spin) fast 3s · ≈$0.002'],
    [
      [{ ...running, tier: 'reasoning' as const, seconds: 18, hidden: 2100, cost: usd(0.03) }],
      '$(sync~spin) 18s · ≈2.1k hidden · ≈$0.030',
    ],
    [
      [{ ...running, hidden: 1900, cost: usd(0.05) }, running, running],
      '$(sync~spin) 3 · ≈1.9k hidden · ≈$0.054',
    ],
    [[{ ...running, waits: true }], '$(watch) waits · fast 3s'],
    [[{ ...running, cost: undefined }], '$(sync~spin) fast 3s · $?'],
    [
      [{ ...running, realm: 'practice' as const, hidden: 900 }],
      '$(sync~spin) 3s · ≈900 hidden · ≈$0.002 · practice',
    ],
    [[{ ...running, realm: 'practice' as const, cost: usd(1) }, running], '$(sync~spin) 2 · ≈$0.002'],
  ])('%#', (tasks, expected) => expect(text(...tasks)).toBe(expected));
});

describe('done', () => {
  const text = (change: Partial<DoneView>) =>
    renderStatusBar({ kind: 'done', done: { ...finished, ...change } }).text;

  it.each<[Partial<DoneView>, string]>([
    [{}, '$(check) $0.031 · 2,304 hidden'],
    [{ tool: 'formatter' }, '$(check) formatter · $0'],
    [{ local: true, hidden: 840 }, '$(check) local 6s · 840 hidden'],
    [
      { includedBy: 'Copilot', output: 1900, hidden: undefined, cost: undefined },
      '$(check) Copilot · ≈1.9k tokens · hidden ?',
    ],
    [{ cost: undefined, hidden: 812 }, '$(check) $? · 812 hidden'],
    [{ estimated: true, hidden: 2300, hiddenExact: false }, '$(check) ≈$0.031 · ≈2.3k hidden'],
    [{ end: 'stopped', estimated: true, cost: usd(0.012) }, '$(debug-stop) ≈$0.012 · stopped'],
    [{ realm: 'practice' }, '$(check) ≈$0.031 · 2,304 hidden · practice'],
    [{ realm: 'practice', end: 'stopped', cost: usd(0.012) }, '$(debug-stop) ≈$0.012 · stopped · practice'],
    [{ realm: 'practice', end: 'failed', unbilled: true }, '$(error) failed · practice'],
    [{ end: 'failed', cost: nanoUsd(0) }, '$(error) $0 · failed'],
    [{ end: 'failed', cost: undefined, unbilled: true }, '$(error) not billed · failed'],
  ])('%#', (change, expected) => expect(text(change)).toBe(expected));
});

describe('refusing states', () => {
  it('are red and say what and until when', () => {
    expect(renderStatusBar({ kind: 'overBudget', limit: usd(5), period: 'day', resets: '00:00' })).toEqual({
      text: '$(circle-slash) $5 day limit · resets 00:00',
      severity: 'error',
    });
    expect(renderStatusBar({ kind: 'brokenSetting' })).toEqual({
      text: '$(circle-slash) Fix budget setting',
      severity: 'error',
    });
    expect(renderStatusBar({ kind: 'brokenLedger' })).toEqual({
      text: '$(circle-slash) Paid calls are off',
      severity: 'error',
    });
  });
});
