/** What a check says of an answer while a person looks at it: a language server may take its time. */
import type { Check } from '../../core/model/receipt.ts';
import type { AnswerJudgement } from '../../core/gateway/contract.ts';
import type { CheckResult } from '../../core/model/route.ts';
import { checkForReceipt } from '../../core/receipt/receiptOf.ts';

export interface Verdict {
  /** True while a server may still speak. */
  isAwaited(): boolean;
  current(): Check;
  /** For the moment before an edit is applied: looks once more where nothing was said. */
  beforeApplying(): Promise<Check>;
}

/** Nobody is kept waiting longer for a word that may never come. */
const lastPatienceMs = 1000;

export function followVerdict(
  check: Check,
  judgement: Partial<AnswerJudgement> | undefined,
  onLater: (result: CheckResult) => void,
): Verdict {
  let current = check;
  let isAwaited = judgement?.later !== undefined;
  const take = (result: CheckResult): void => {
    if (result.verdict === 'notChecked' || current.state === 'failed') return;
    current = checkForReceipt(result);
    onLater(result);
  };
  const later = judgement?.later?.then((result) => {
    isAwaited = false;
    take(result);
    return undefined;
  });
  return {
    isAwaited: () => isAwaited,
    current: () => current,
    async beforeApplying() {
      if (current.state !== 'notChecked') return current;
      if (isAwaited)
        await Promise.race([later, new Promise((resolve) => setTimeout(resolve, lastPatienceMs))]);
      else if (judgement?.again) take((await judgement.again(lastPatienceMs)).result);
      return current;
    },
  };
}
