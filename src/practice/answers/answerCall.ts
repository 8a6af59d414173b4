/** Chooses the canned answer to a call. */
import type { PracticeCall } from '../practiceCall.ts';
import { hashOf } from '../prefixCache.ts';
import { answerCanonicalExample } from './canonicalExamples.ts';
import { completionOf } from './completionAnswer.ts';
import { explanationOf } from './explanationAnswer.ts';
import { planOf } from './planAnswer.ts';
import { fenced, type PracticeAnswer } from './practiceAnswer.ts';
import { type PracticeTask, practiceTaskOf } from './practiceTask.ts';
import { editedSelection } from './selectionEdits.ts';
import { hastyVersion, isTricky, parseDurationBody } from './trickyAnswer.ts';

export function answerCall(call: PracticeCall): PracticeAnswer {
  const task = practiceTaskOf(call);
  const example = answerCanonicalExample(task.instruction);
  if (example !== undefined) return example;
  const thinkingTokens = thinkingFor(task);
  switch (task.kind) {
    case 'insertion':
      return { text: codeAnswer(parseDurationBody(task) ?? completionOf(task), task, call), thinkingTokens };
    case 'replacement':
      return { text: codeAnswer(editedSelection(task), task, call), thinkingTokens };
    case 'plan':
      return { text: planOf(task), thinkingTokens };
    case 'explanation':
      return { text: explanationOf(task), thinkingTokens };
  }
}

function codeAnswer(code: string, task: PracticeTask, call: PracticeCall): string {
  const isHasty = call.model.thinking === 'none' && isTricky(task);
  return fenced(isHasty ? hastyVersion(code) : code, task.language);
}

const typicalThinking = { insertion: 320, replacement: 640, plan: 2304, explanation: 512 } as const;

/** Differs from prompt to prompt as thinking does, but is the same for the same prompt: ±25 %. */
function thinkingFor(task: PracticeTask): number {
  const spread = (hashOf(task.instruction + task.selection + task.before) % 501) / 1000 + 0.75;
  return Math.round(typicalThinking[task.kind] * spread);
}
