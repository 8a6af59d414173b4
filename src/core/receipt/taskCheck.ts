/** What a task of the workspace said of an applied edit, on the receipt that was there before. */
import type { CheckResult } from '../route/check.ts';
import type { Receipt } from './receipt.ts';

export interface TaskCheck {
  /** As people know the task: `npm: test`. */
  readonly label: string;
  readonly result: CheckResult;
  /** Whether it had passed before this edit; undefined = not known. */
  readonly passedBefore: boolean | undefined;
}

/** What failed before the task stays failed. A task that could not judge changes no verdict, and is told. */
export function withTaskCheck(receipt: Receipt, { label, result, passedBefore }: TaskCheck): Receipt {
  const { check, notes } = receipt;
  switch (result.verdict) {
    case 'passed': {
      if (check.state === 'failed') return { ...receipt, notes: [...notes, `the task “${label}” passed`] };
      const before = check.state === 'checked' ? [check.what] : [];
      return { ...receipt, check: { state: 'checked', what: [...before, ...result.what].join(', ') } };
    }
    case 'failed': {
      const before = check.state === 'failed' ? [check.what] : [];
      return {
        ...receipt,
        check: { state: 'failed', what: [...before, ...result.what].join(', ') },
        notes: [...notes, beforeWords(passedBefore)],
      };
    }
    case 'notChecked':
      return { ...receipt, notes: [...notes, `not checked by the task “${label}”: ${result.why}`] };
  }
}

/** A failure is the edit's only where the task had passed without it. */
function beforeWords(passedBefore: boolean | undefined): string {
  if (passedBefore === undefined) return 'whether the task passed before this edit is not known';
  return passedBefore ? 'the task passed before this edit' : 'the task failed before this edit too';
}
