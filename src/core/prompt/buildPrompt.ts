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
import { hashDigits, hashText } from '../model/hash.ts';
import type { AnswerForm } from '../answer/wholeAnswer.ts';
import type { Message } from '../model/provider.ts';
import type { RequestClass, RequestDiagnostic } from '../model/request.ts';
import { type PromptInput, type PromptKind, systemPrompts } from './promptInput.ts';

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
  return `switchyard-${hashDigits(hashText(prefix))}${hashDigits(hashText(prefix, 0x1234567))}`;
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

/**
 * The tagged blocks of a prompt: `<selection>` line, text, `</selection>` line. Code is never escaped:
 * where it holds the closing tag itself, the block takes a numbered tag (`<selection-2>`) instead, so
 * that what was written is always what is read.
 */
export const promptBlockNames = [
  'related',
  'file',
  'before_cursor',
  'selection',
  'after_cursor',
  'diagnostics',
  'request',
] as const;
export type PromptBlockName = (typeof promptBlockNames)[number];

export interface PromptBlock {
  readonly name: PromptBlockName;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
}

export function writeBlock(
  name: PromptBlockName,
  text: string,
  attributes: Readonly<Record<string, string>> = {},
): string {
  let tag: string = name;
  for (let number = 2; text.includes(`</${tag}>`); number += 1) tag = `${name}-${number}`;
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeAttribute(value)}"`);
  return `<${tag}${written.join('')}>\n${text}\n</${tag}>`;
}

const opening = new RegExp(`\\s*<((${promptBlockNames.join('|')})(?:-\\d+)?)((?: [a-z]+="[^"]*")*)>\\n`, 'y');

/** Reads blocks from the start of `text` up to the first thing that is none. */
export function readBlocks(text: string): readonly PromptBlock[] {
  const blocks: PromptBlock[] = [];
  let position = 0;
  for (;;) {
    opening.lastIndex = position;
    const match = opening.exec(text);
    const [all, tag, matchedName, attributes] = match ?? [];
    const name = promptBlockNames.find((each) => each === matchedName);
    if (all === undefined || name === undefined) return blocks;
    const start = position + all.length;
    const end = text.indexOf(`\n</${tag}>`, start);
    if (end < 0) return blocks;
    blocks.push({ name, attributes: readAttributes(attributes ?? ''), text: text.slice(start, end) });
    position = end + `\n</${tag}>`.length;
  }
}

function readAttributes(text: string): Record<string, string> {
  const found = text.matchAll(/ ([a-z]+)="([^"]*)"/g);
  return Object.fromEntries([...found].map(([, key = '', value = '']) => [key, unescapeAttribute(value)]));
}

const escapes = [
  ['&', '&amp;'],
  ['"', '&quot;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['\n', '&#10;'],
  ['\r', '&#13;'],
] as const;

function escapeAttribute(value: string): string {
  return escapes.reduce((text, [plain, escaped]) => text.replaceAll(plain, escaped), value);
}

function unescapeAttribute(value: string): string {
  return escapes.toReversed().reduce((text, [plain, escaped]) => text.replaceAll(escaped, plain), value);
}
