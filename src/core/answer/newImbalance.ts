/** What an edit leaves open or closes too often, seen at once and without a language server. */
import { lexiconsOf } from './lexicon.ts';
import { scanBrackets, type BracketFault, type BracketScan } from './scanBrackets.ts';

export interface EditedText {
  readonly languageId: string;
  readonly before: string;
  /** What the edit replaces; empty where it inserts. */
  readonly original: string;
  readonly replacement: string;
  readonly after: string;
}

/** Characters; a longer text is left to its language server. */
const longestText = 1_000_000;

/**
 * Only what the edit brought: a text that was at fault before is judged by the replaced part alone, where
 * that was in order.
 *
 * @returns the first fault in words; undefined where there is none or where the language is not known well enough.
 */
export function newImbalance(edit: EditedText): string | undefined {
  const { languageId, before, original, replacement, after } = edit;
  if (before.length + original.length + replacement.length + after.length > longestText) return undefined;
  const was = scan(before + original + after, languageId);
  if (was.kind === 'balanced') return faultWords(scan(before + replacement + after, languageId), 0);
  if (was.kind === 'unsure' || original.trim() === '') return undefined;
  if (scan(original, languageId).kind !== 'balanced') return undefined;
  return faultWords(scan(replacement, languageId), before.split('\n').length - 1);
}

/** The kindest of its readings. */
function scan(text: string, languageId: string): BracketScan {
  if (languageId === 'markdown') return scanFences(text);
  const readings = lexiconsOf(languageId).map((lexicon) => scanBrackets(text, lexicon));
  return (
    readings.find(({ kind }) => kind === 'balanced') ??
    readings.find(({ kind }) => kind === 'unsure') ??
    readings[0] ?? { kind: 'unsure' }
  );
}

function scanFences(text: string): BracketScan {
  let open: BracketFault | undefined;
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    const [, marks = '', info = ''] = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (marks === '') continue;
    if (!open) open = { kind: 'fault', what: 'openFence', token: marks, line: index + 1 };
    else if (marks.startsWith(open.token) && info.trim() === '') open = undefined;
  }
  return open ?? { kind: 'balanced' };
}

function faultWords(scanned: BracketScan, linesBefore: number): string | undefined {
  if (scanned.kind !== 'fault') return undefined;
  const { what, token } = scanned;
  const where = `in line ${scanned.line + linesBefore}`;
  switch (what) {
    case 'closesNothing':
      return `“${token}” ${where} closes nothing`;
    case 'openBracket':
      return `“${token}” ${where} is not closed`;
    case 'openString':
      return `the string that begins ${where} is not closed`;
    case 'openComment':
      return `the comment that begins ${where} is not closed`;
    case 'openFence':
      return `the code block that begins ${where} is not closed`;
  }
}
