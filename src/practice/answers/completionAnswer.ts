/** Completes at the cursor: the body of a function known by its name, or a whole one asked for in words. */
import { indent, knownBody, knownFunction } from './functionBodies.ts';
import { isBodyEmpty, signatureBefore, commentOut } from './functionSignature.ts';
import type { PracticeTask } from './practiceTask.ts';

/** The text to insert. */
export function completionOf(task: PracticeTask): string {
  return (
    bodyAtCursor(task) ??
    knownFunction(`${task.instruction} ${commentAbove(task.before)}`, task.language) ??
    commentOut('Practice answer: no model was called, so nothing is completed here.', task.language)
  );
}

function bodyAtCursor(task: PracticeTask): string | undefined {
  const { before, after, language } = task;
  const signature = signatureBefore(before, language);
  if (signature === undefined || !isBodyEmpty(signature)) return undefined;
  const body = knownBody(signature.name, signature.parameters, language);
  return body === undefined ? undefined : bodyToInsert(body, { before, after, language });
}

/** `body`, indented and closed as the place of the cursor needs it. */
function bodyToInsert(
  body: string,
  place: { readonly before: string; readonly after: string; readonly language: string },
): string {
  const cursorLine = lastLineOf(place.before);
  const isOnText = cursorLine.trim() !== '';
  // The line of the signature is not part of the body; a comment or docstring is.
  const isOnSignature = /[{:]\s*$/.test(cursorLine);
  const ownIndent = /^\s*/.exec(cursorLine)?.[0] ?? '';
  const step = place.language === 'python' ? '    ' : place.language === 'go' ? '\t' : '  ';
  const bodyIndent = isOnSignature ? ownIndent + step : ownIndent;
  const indented = indent(body, bodyIndent);
  // On an empty line the first line already stands behind the indentation of the cursor's line.
  const start = isOnText ? `\n${indented}` : indented.slice(bodyIndent.length);
  if (place.language === 'python') return start;
  const closingIndent = isOnSignature ? ownIndent : ownIndent.slice(step.length);
  if (!/^\s*\}/.test(place.after)) return `${start}\n${closingIndent}}`;
  return place.after.startsWith('}') ? `${start}\n${closingIndent}` : start;
}

/** The last line with text where it is a comment: what the person wants next. */
function commentAbove(before: string): string {
  const line = lastLineOf(before.trimEnd());
  return /^\s*(?:\/\/|#|--|\/?\*)/.test(line) ? line : '';
}

export function lastLineOf(text: string): string {
  return text.slice(text.lastIndexOf('\n') + 1);
}

// The task at which the fast model fails, to show an escalation: a function named `parseDuration` or an
// instruction that calls itself tricky. The fast answer does not even parse; the reasoning one is right.

const isParseDuration = /\bparse_?duration\b/i;

export function isTricky(task: PracticeTask): boolean {
  const name = signatureBefore(task.before, task.language)?.name ?? '';
  return (
    /\btricky\b/i.test(task.instruction) ||
    isParseDuration.test(`${task.instruction} ${task.selection} ${name}`)
  );
}

/** The body of `parseDuration` at the cursor; undefined for any other completion. */
export function parseDurationBody(task: PracticeTask): string | undefined {
  const signature = signatureBefore(task.before, task.language);
  if (signature === undefined || !isBodyEmpty(signature)) return undefined;
  if (!isParseDuration.test(signature.name)) return undefined;
  const template = task.language === 'python' ? pythonBody : parseDurationJavascript;
  return bodyToInsert(template.replaceAll('$0', signature.parameters[0] ?? 'text'), task);
}

/** For a parameter `$0`. */
export const parseDurationJavascript = `const unitMs = new Map([['ms', 1], ['s', 1000], ['m', 60_000], ['h', 3_600_000], ['d', 86_400_000]]);
let total = 0;
const rest = $0.replace(/(\\d+(?:\\.\\d+)?)(ms|s|m|h|d)\\s*/g, (_, amount, unit) => {
  total += Number(amount) * (unitMs.get(unit) ?? 0);
  return '';
});
if ($0.trim() === '' || rest !== '') throw new RangeError(\`Not a duration: \${$0}\`);
return total;`;

const pythonBody = `units = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
part = re.compile(r"(\\d+(?:\\.\\d+)?)(ms|s|m|h|d)\\s*")
if not $0.strip() or part.sub("", $0) != "":
    raise ValueError(f"Not a duration: {$0}")
return sum(float(amount) * units[unit] for amount, unit in part.findall($0))`;

/** A hasty version: the last closing bracket is missing, as in an answer written without looking back. */
export function hastyVersion(code: string): string {
  const position = Math.max(code.lastIndexOf(')'), code.lastIndexOf('}'), code.lastIndexOf(']'));
  return position < 0 ? `${code} (` : code.slice(0, position) + code.slice(position + 1);
}
