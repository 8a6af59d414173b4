import { followVerdict } from '../../../../src/surfaces/edits/verdict.ts';
import { describe, expect, it, vi } from 'vitest';
import type { CheckResult } from '../../../../src/core/model/route.ts';

const silent = { state: 'notChecked', because: 'the language server gave no answer in time' } as const;
const passed: CheckResult = { verdict: 'passed', what: ['syntax'] };
const failed: CheckResult = { verdict: 'failed', what: ['“{” in line 1 is not closed'] };
const nothing: CheckResult = { verdict: 'notChecked', why: 'no word' };

function following(later: Promise<CheckResult> | undefined, again: CheckResult = nothing, check = silent) {
  const heard: CheckResult[] = [];
  const looks: number[] = [];
  const judgement = {
    later,
    again: async () => {
      looks.push(1);
      return { result: again, again: () => Promise.reject(new Error('not asked for')) };
    },
  };
  return { verdict: followVerdict(check, judgement, (result) => heard.push(result)), heard, looks };
}

describe('a word that comes late', () => {
  it.each([passed, failed])('replaces a silence: $verdict', async (result) => {
    const later = Promise.withResolvers<CheckResult>();
    const { verdict, heard } = following(later.promise);
    expect([verdict.isAwaited(), verdict.current()]).toEqual([true, silent]);
    later.resolve(result);
    expect((await verdict.beforeApplying()).state).toBe(result === passed ? 'checked' : 'failed');
    expect(heard).toEqual([result]);
    expect(verdict.isAwaited()).toBe(false);
  });

  it('does not replace a failure', async () => {
    const later = Promise.resolve(passed);
    const verdict = followVerdict({ state: 'failed', what: 'x' }, { later }, () => expect.unreachable());
    await later;
    expect((await verdict.beforeApplying()).state).toBe('failed');
  });
});

describe('before an edit is applied', () => {
  it('what nobody judged is looked at once more', async () => {
    const { verdict, heard, looks } = following(undefined, failed);
    expect(await verdict.beforeApplying()).toEqual({
      state: 'failed',
      what: failed.verdict === 'failed' && failed.what[0],
    });
    expect([heard, looks]).toEqual([[failed], [1]]);
  });

  it('a word that never comes leaves it not checked', async () => {
    vi.useFakeTimers();
    try {
      const { verdict, heard } = following(new Promise(() => {}));
      const before = verdict.beforeApplying();
      await vi.advanceTimersByTimeAsync(1000);
      expect(await before).toBe(silent);
      expect(heard).toEqual([]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('what was judged is not looked at again', async () => {
    const verdict = followVerdict({ state: 'checked', what: 'syntax' }, undefined, () =>
      expect.unreachable(),
    );
    expect((await verdict.beforeApplying()).state).toBe('checked');
  });
});
