/** Lays out JSON. */
import { applyEdits, format, parse, type ParseError } from 'jsonc-parser';
import type { EditorRequest } from '../model/request.ts';
import { type LocalTool, plainWish } from './localTool.ts';

const verbs =
  'pretty[- ]?print|prettify|beautify|(?:re)?format|(?:re)?indent|tidy(?: up)?|clean up|expand|unminify|minify|compact|compress|collapse';
const manner =
  '(?:nicely|properly|with (?<spaces>[1-8]) spaces|with (?<tabs>tabs)|(?:on|in)?to (?:one|a single) line)';
const asks = [
  new RegExp(
    `^(?<verb>${verbs})(?:\\s+(?:this|the|my|selected|it|as))*\\s*json(?:\\s+(?:file|document|object|string|selection))?(?:\\s+${manner})?$`,
    'i',
  ),
  /^(?:the |this )?json (?<verb>pretty[- ]?print|prettify|format)$/i,
  /^(?<verb>unminify|minify)(?:\s+(?:this|it))?$/i,
  /^(?<verb>put)(?: (?:this|the|it|my))* json (?:on|in) (?:one|a single) line$/i,
];
const toOneLine = /^(?:minify|compact|compress|collapse|put)/i;

/** Pretty-prints or minifies a selection that is one JSON value; with comments it is laid out only. */
export function prettyJson(request: EditorRequest): LocalTool | undefined {
  const wish = plainWish(request.text);
  const asked = asks.map((pattern) => pattern.exec(wish)).find((found) => found !== null)?.groups;
  const verb = asked?.['verb'];
  const source = request.selection?.text;
  if (verb === undefined || source === undefined) return undefined;
  const minify = toOneLine.test(verb);
  const step = asked?.['tabs'] === undefined ? ' '.repeat(Number(asked?.['spaces'] ?? 2)) : '\t';
  const text = laidOut(source, minify ? undefined : step);
  if (text === undefined) return undefined;
  const eol = source.includes('\r\n') ? '\r\n' : '\n';
  const trailing = /\r?\n$/.exec(source)?.[0] ?? '';
  return {
    name: minify ? 'minifyJson' : 'prettyJson',
    because: 'JSON: laid out here',
    action: { kind: 'replaceSelection', text: text.replaceAll('\n', eol) + trailing },
  };
}

/** @returns undefined where it is no JSON, or where a comment would have to share its line with what follows. */
function laidOut(source: string, step: string | undefined): string | undefined {
  if (isJson(source)) return layOutJson(source, step);
  return step !== undefined && isJsonWithComments(source) ? layOutComments(source, step) : undefined;
}

function isJson(source: string): boolean {
  try {
    JSON.parse(source);
    return true;
  } catch {
    return false;
  }
}

function isJsonWithComments(source: string): boolean {
  const errors: ParseError[] = [];
  parse(source, errors, { allowTrailingComma: true });
  return errors.length === 0;
}

function layOutComments(source: string, step: string): string {
  const options = { insertSpaces: step !== '\t', tabSize: step.length, eol: '\n' };
  const text = source.trim().replaceAll('\r\n', '\n');
  return applyEdits(text, format(text, undefined, options));
}

const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/**
 * Lays out valid JSON by its tokens. Unlike parsing and writing it anew this keeps what a parser
 * loses: long numbers, `1.0`, the order of numeric keys, keys that come twice, escapes.
 *
 * @param step one level of indentation; undefined puts all on one line.
 */
function layOutJson(source: string, step: string | undefined): string {
  const found = source.match(tokens) ?? [];
  if (step === undefined) return found.join('');
  let depth = 0;
  const newLine = (): string => `\n${step.repeat(depth)}`;
  return found
    .map((token, index) => {
      const before = found[index - 1] ?? '';
      switch (token) {
        case '{':
        case '[':
          depth++;
          return isClosing(found[index + 1]) ? token : token + newLine();
        case '}':
        case ']':
          depth--;
          return isOpening(before) ? token : newLine() + token;
        case ',':
          return token + newLine();
        case ':':
          return `${token} `;
        default:
          return token;
      }
    })
    .join('');
}

function isOpening(token: string | undefined): boolean {
  return token === '{' || token === '[';
}

function isClosing(token: string | undefined): boolean {
  return token === '}' || token === ']';
}
