/** Chooses the canned answer to a call; explains code where a question asks for words. */
import type { PracticeCall } from '../practiceCall.ts';
import { hashOf } from '../prefixCache.ts';
import { answerCanonicalExample } from './canonicalExamples.ts';
import { completionOf, hastyVersion, isTricky, parseDurationBody } from './completionAnswer.ts';
import { planOf } from './planAnswer.ts';
import {
  fenced,
  type PracticeAnswer,
  type PracticeTask,
  practiceTaskOf,
  practiceNote,
} from './practiceTask.ts';
import { editedSelection } from './selectionEdits.ts';

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

/** Prose for a question: what can be said about the code without reading it like a model would. */
function explanationOf(task: PracticeTask): string {
  const code = task.selection || task.file || `${task.before}${task.after}`;
  const facts = code.trim() === '' ? [] : factsAbout(code, task);
  const asked = task.instruction.split('\n')[0]?.trim().slice(0, 120) ?? '';
  const opening =
    asked === ''
      ? 'Nothing was asked, so there is nothing to answer.'
      : `A model you set up would answer this: *${asked.replaceAll('*', '')}*`;
  const body =
    facts.length === 0
      ? 'No code came with the question.'
      : `What came with the question:\n\n${facts.map((fact) => `- ${fact}`).join('\n')}`;
  return `${opening}\n\n${body}\n\n${practiceNote}`;
}

function factsAbout(code: string, task: PracticeTask): readonly string[] {
  const lines = code.split('\n').filter((line) => line.trim() !== '').length;
  const names = [...code.matchAll(/\b(?:function\*?|def|class|interface|func|fn)\s+([A-Za-z_]\w*)/g)];
  const defined = [...new Set(names.map(([, name]) => `\`${name}\``))];
  const branches = code.match(/\b(?:if|elif|case|catch|except|while|for)\b/g)?.length ?? 0;
  const where = task.path === undefined ? '' : ` of \`${task.path}\``;
  return [
    `${lines} ${lines === 1 ? 'line' : 'lines'}${where} (${task.language})`,
    ...(defined.length === 0 ? [] : [`defines ${defined.slice(0, 8).join(', ')}`]),
    `${branches} ${branches === 1 ? 'place' : 'places'} where it branches or repeats`,
  ];
}
