/** What an answer is to become in the editor, and the selection's part of one that repeats the whole document. */
import { isBlank } from './indentation.ts';
import { changedOutside } from './placeOf.ts';
import type { EditorRequest, RequestClass } from '../model/request.ts';

export type AnswerScope =
  /** The answer replaces the selection, as asked. */
  | { readonly covers: 'selection'; readonly code: string }
  /** The whole document, with lines changed that nobody asked about. */
  | { readonly covers: 'document'; readonly code: string };

/**
 * Takes the selection's part out of an answer that repeats the document around it unchanged.
 *
 * @param input.code the answer's code; the others are the document, cut at the selection.
 */
export function answerScope(input: {
  readonly code: string;
  readonly before: string;
  readonly selection: string;
  readonly after: string;
}): AnswerScope {
  const code = withLineFeeds(input.code).trimEnd();
  const [before, selection] = [withLineFeeds(input.before), withLineFeeds(input.selection)];
  const after = withLineFeeds(input.after).trimEnd();
  if (!repeatsDocument(code, before, selection, after)) return { covers: 'selection', code: input.code };
  const was = before + selection + after;
  if (changedOutside({ was, is: code, start: before.length, end: before.length + selection.length })) {
    return { covers: 'document', code: input.code };
  }
  return { covers: 'selection', code: code.slice(before.length, code.length - after.length) };
}

/** Judged by the document's outermost lines, where the selection does not begin or end with the same. */
function repeatsDocument(code: string, before: string, selection: string, after: string): boolean {
  const [first, last] = [edgeLine(before, 'first'), edgeLine(after, 'last')];
  const beginsLikeIt = first === undefined || edgeLine(code, 'first') === first;
  const endsLikeIt = last === undefined || edgeLine(code, 'last') === last;
  const isTold =
    (first !== undefined && edgeLine(selection, 'first') !== first) ||
    (first === undefined && last !== undefined && edgeLine(selection, 'last') !== last);
  return beginsLikeIt && endsLikeIt && isTold;
}

function edgeLine(text: string, edge: 'first' | 'last'): string | undefined {
  const lines = text.split('\n').filter((line) => !isBlank(line));
  return lines.at(edge === 'first' ? 0 : -1)?.trim();
}

function withLineFeeds(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

// Decides what an answer becomes in the editor, before it is asked for: the prompt depends on it.

/** Text at the cursor, a replacement of the selection shown as a diff, or Markdown in a document or chat. */
export type AnswerForm = 'insert' | 'diff' | 'document';

export interface AnswerFormInput extends Pick<EditorRequest, 'surface' | 'command' | 'text'> {
  readonly class: RequestClass;
  readonly hasSelection: boolean;
  /** Of the request before, where this one only says to go on with it. */
  readonly goesOnWith?: AnswerForm | undefined;
}

const opening = /^\s*(?:(?:hi|hey|hello|ok|okay|so|and|now|then|please)\b[,!]?\s+)*/i;
/** "Could you …?" is a wish in the clothes of a question. */
const courtesy = /^(?:can|could|would|will)\s+you\s+(?:(?:please|kindly|also|just|maybe)\s+)*/i;
const asking =
  /^(?:what|how|why|which|who|explain|describe|tell me|show me|compare|summari[sz]e|list|help me understand|(?:check|see) (?:if|whether|why|how|what))\b/i;
/**
 * Without a subject or another verb behind them these begin wishes: "do that", "does not compile", "when
 * null return 0".
 */
const askingVerb =
  /^(?:(?:is|are|was|were|does|did|has|have|should)\s+(?:(?:this|that|it|these|those|the|an?|we|you|i|they|there|my|our|your|any\w*|each|every)\b|`|\w+\(|\w*[a-z][A-Z_])|do\s+(?:we|you|i|they|any\w*)\b|(?:when|where)\s+(?:is|are|was|were|do|does|did|will|would|can|could|should|has|have)\b)/;
/** The question, too, is meant once more. */
const onceMore = /\b(?:same|also|too|again)\b/i;
const codeNoun =
  /\b(?:function|method|class|interface|type|enum|struct|tests?|code|snippet|regex|query|component|hook|script|loop|handler|endpoint|route|module|import|constant|variable|helper|parser|schema|mock|stub)s?\b/i;

/**
 * Only a plain wish for code touches the file: a question, a plan, or words that name no code get a
 * document, since prose in the middle of a source file is worse than code in a document.
 */
export function answerForm(input: AnswerFormInput): AnswerForm {
  if (input.surface === 'inline') return 'insert';
  if (input.surface !== 'command' || input.class === 'architect') return 'document';
  if (input.command === 'complete') return 'insert';
  if (input.goesOnWith === 'insert' && input.class === 'complete') return 'insert';
  const isQuestion = input.goesOnWith
    ? input.goesOnWith === 'document' && onceMore.test(input.text)
    : asksForWords(input.text);
  switch (input.class) {
    case 'format':
    case 'refactor':
      return input.hasSelection && (!isQuestion || input.command === input.class) ? 'diff' : 'document';
    case 'complete':
      return !isQuestion && codeNoun.test(input.text) ? 'insert' : 'document';
  }
}

function asksForWords(text: string): boolean {
  const said = text.replace(opening, '');
  const wish = said.replace(courtesy, '');
  const first = wish.charAt(0).toLowerCase() + wish.slice(1);
  return asking.test(first) || askingVerb.test(first) || (wish === said && /\?\s*$/.test(said));
}
