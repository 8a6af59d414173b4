/** Prose for a question: what can be said about the code without reading it like a model would. */
import { practiceNote } from './practiceAnswer.ts';
import type { PracticeTask } from './practiceTask.ts';

export function explanationOf(task: PracticeTask): string {
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
