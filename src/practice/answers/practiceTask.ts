/**
 * What the messages of a call ask for, read from the blocks that src/core/prompt writes, and what an answer
 * to it is.
 */
import { type PromptBlockName, readBlocks } from '../../core/prompt/buildPrompt.ts';
import { type PromptKind, promptKindOf } from '../../core/prompt/promptInput.ts';
import type { PracticeCall } from '../practiceCall.ts';

export interface PracticeTask {
  readonly kind: PromptKind;
  readonly instruction: string;
  /** A VS Code language id; `plaintext` where the prompt names none. */
  readonly language: string;
  readonly path: string | undefined;
  /** Text of the open file, where it was sent whole. */
  readonly file: string;
  readonly before: string;
  readonly selection: string;
  readonly after: string;
}

/** A prompt without blocks, from any other client, is an instruction as it stands. */
export function practiceTaskOf(call: PracticeCall): PracticeTask {
  const users = call.messages.filter((message) => message.role === 'user');
  const blocks = users.flatMap((message) => readBlocks(message.text));
  const last = (name: PromptBlockName) => blocks.findLast((block) => block.name === name);
  const textOf = (name: PromptBlockName): string => last(name)?.text ?? '';
  const system = call.messages[0]?.role === 'user' ? '' : (call.messages[0]?.text ?? '');
  return {
    kind: promptKindOf(system) ?? 'explanation',
    instruction: blocks.length === 0 ? (users.at(-1)?.text ?? '') : textOf('request'),
    language: last('file')?.attributes['language'] ?? 'plaintext',
    path: last('file')?.attributes['path'],
    file: textOf('file'),
    before: textOf('before_cursor'),
    selection: textOf('selection'),
    after: textOf('after_cursor'),
  };
}

/** What a practice model answers, before any cap. */
export interface PracticeAnswer {
  readonly text: string;
  /** Tokens of thinking at effort `medium`; other efforts scale it. */
  readonly thinkingTokens: number;
}

/** Ends every answer made of prose, wherever it is read. */
export const practiceNote =
  '*This is a practice answer: canned text, no model was called and no money was spent.*';

export function fenced(code: string, language: string): string {
  return `\`\`\`${language}\n${code}\n\`\`\``;
}
