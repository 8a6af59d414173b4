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
