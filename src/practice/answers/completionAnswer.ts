/** Completes at the cursor: the body of a function known by its name, or a whole one asked for in words. */
import { indent, knownBody, knownFunction } from './functionBodies.ts';
import { isBodyEmpty, signatureBefore } from './functionSignature.ts';
import { commentOut } from './lineComments.ts';
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
export function bodyToInsert(
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
