/**
 * Builds the messages of a request. What changes least comes first, since providers sell the repeated
 * start of a prompt at a discount:
 *
 * 1. the system prompt, one fixed text per kind of answer;
 * 2. related files and the file's name: the same for every request at that file;
 * 3. earlier turns, which only grow;
 * 4. the text around the cursor, the selection, the diagnostics;
 * 5. the instruction, always last.
 */
import type { AnswerForm } from '../answer/answerForm.ts';
import type { Message } from '../providers/provider.ts';
import type { RequestClass, RequestDiagnostic } from '../request.ts';
import { writeBlock } from './promptBlocks.ts';
import type { PromptInput } from './promptInput.ts';
import { type PromptKind, systemPrompts } from './systemPrompts.ts';

export function buildPrompt(input: PromptInput): readonly Message[] {
  const kind = promptKindFor(input.class, input.form);
  const context = contextBlocks(input);
  const request = requestBlocks(input, kind);
  const [first, ...later] = input.previous ?? [];
  const system: Message = { role: 'system', text: systemPrompts[kind] };
  if (first === undefined) return [system, userMessage(context, request)];
  return [
    system,
    userMessage(context, writeBlock('request', first.question)),
    { role: 'assistant', text: first.answer },
    ...later.flatMap((exchange): Message[] => [
      userMessage(writeBlock('request', exchange.question)),
      { role: 'assistant', text: exchange.answer },
    ]),
    userMessage(request),
  ];
}

/**
 * Groups requests that share a prompt's start (parts 1 and 2): 16 hexadecimal digits of a hash, from
 * which no text can be read back.
 */
export function cacheKeyOf(input: PromptInput): string {
  const kind = promptKindFor(input.class, input.form);
  const prefix = systemPrompts[kind] + contextBlocks(input);
  return `switchyard-${hash32(prefix, 0x811c9dc5)}${hash32(prefix, 0x1234567)}`;
}

export function promptKindFor(requestClass: RequestClass, form: AnswerForm): PromptKind {
  switch (form) {
    case 'insert':
      return 'insertion';
    case 'diff':
      return 'replacement';
    case 'document':
      return requestClass === 'architect' ? 'plan' : 'explanation';
  }
}

const defaultRequests: Readonly<Record<PromptKind, string>> = {
  insertion: 'Complete the code at the cursor.',
  replacement: 'Improve the selection without changing what it does.',
  plan: 'Plan the next change to this code.',
  explanation: 'Explain this code.',
};

function contextBlocks(input: PromptInput): string {
  const related = (input.related ?? []).map(({ path, language, text }) =>
    writeBlock('related', text, { path, language }),
  );
  const { file } = input;
  const named =
    file === undefined
      ? []
      : [writeBlock('file', file.text ?? '', { path: file.path, language: file.language })];
  return [...related, ...named].join('\n');
}

function requestBlocks(input: PromptInput, kind: PromptKind): string {
  const { before, selection, after, diagnostics = [] } = input;
  return [
    ...(before === undefined ? [] : [writeBlock('before_cursor', before)]),
    ...(selection === undefined ? [] : [writeBlock('selection', selection)]),
    ...(after === undefined ? [] : [writeBlock('after_cursor', after)]),
    ...(diagnostics.length === 0 ? [] : [writeBlock('diagnostics', diagnostics.map(lineOf).join('\n'))]),
    writeBlock('request', input.text.trim() === '' ? defaultRequests[kind] : input.text),
  ].join('\n');
}

function lineOf(diagnostic: RequestDiagnostic): string {
  const source = diagnostic.source === undefined ? '' : ` (${diagnostic.source})`;
  return `${diagnostic.severity}${source}: ${diagnostic.message}`;
}

function userMessage(...texts: readonly string[]): Message {
  const parts = texts.filter((text) => text !== '').map((text) => ({ type: 'text' as const, text }));
  return { role: 'user', parts };
}

/** FNV-1a over UTF-16 code units, as eight hexadecimal digits. */
function hash32(text: string, seed: number): string {
  let hash = seed;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}
