/** What becomes of an edit that was applied: taken back, made into something else, or left as it is. */
import * as vscode from 'vscode';
import { isSubstantiallyChanged, movedSpan, type Span } from '../core/answer/trackedSpan.ts';
import type { AppliedEdit } from './editReview.ts';

/** Later than this an undo says more about what was typed since. */
const undoMs = 60_000;
/** Later changes are the program's growth rather than a verdict on the edit. */
const editMs = 10 * 60_000;
/** A person in mid-word has not decided yet. */
const restMs = 1500;

export interface OutcomeWatch {
  /** Where the edit stands now, as long as nobody has touched it. */
  place(): vscode.Range | undefined;
  /** Where it stands, touched up or not; undefined once nobody follows it any more and it is not there. */
  standsAt(): vscode.Range | undefined;
}

/** Calls back at most once, with what the person did to the edit; never where they left it alone. */
export function watchOutcome(
  { document, start, original, replacement }: AppliedEdit,
  hear: (outcome: 'edited' | 'undone') => void,
): OutcomeWatch {
  const appliedAt = Date.now();
  const offset = document.offsetAt(start);
  let span: Span = { start: offset, end: offset + replacement.length };
  const now = (): string => document.getText().slice(span.start, span.end);
  const applied = now();
  let isFirst = true;
  let isFollowed = true;
  let resting: NodeJS.Timeout | undefined;

  const end = (): void => {
    isFollowed = false;
    clearTimeout(resting);
    clearTimeout(deadline);
    onChange.dispose();
    onClose.dispose();
  };
  const decide = (outcome: 'edited' | 'undone'): void => {
    end();
    hear(outcome);
  };
  const look = (): void => {
    const text = now();
    if (text === original && original !== applied) decide('undone');
    else if (isSubstantiallyChanged(applied, text)) decide('edited');
  };
  const onChange = vscode.workspace.onDidChangeTextDocument(
    ({ document: changed, contentChanges, reason }) => {
      // Saving fires without changes.
      if (changed !== document || contentChanges.length === 0) return;
      for (const { rangeOffset, rangeLength, text } of contentChanges) {
        span = movedSpan(span, { offset: rangeOffset, length: rangeLength, inserted: text.length });
      }
      const isUndo = reason === vscode.TextDocumentChangeReason.Undo;
      if (isFirst && isUndo && Date.now() - appliedAt < undoMs) return decide('undone');
      isFirst = false;
      clearTimeout(resting);
      resting = setTimeout(look, restMs);
    },
  );
  const onClose = vscode.workspace.onDidCloseTextDocument((closed) => {
    if (closed === document) end();
  });
  const deadline = setTimeout(end, editMs);
  const range = (): vscode.Range =>
    new vscode.Range(document.positionAt(span.start), document.positionAt(span.end));
  const isUntouched = (): boolean => !document.isClosed && now() === applied;
  return {
    place: () => (isUntouched() ? range() : undefined),
    standsAt: () => (isFollowed || isUntouched() ? range() : undefined),
  };
}
