/**
 * Shows an edit as a diff and applies it as one undo step, once the person says so. Finds its text
 * again where that has moved, and refuses when it has changed: what was reviewed is what is applied.
 */
import * as vscode from 'vscode';
import type { Verdict } from './verdict.ts';
import { unchangedPlaceOf } from '../../core/answer/placeOf.ts';
import { contextKeys, previewScheme } from '../shell/commandTable.ts';
import type { choose } from '../shell/messages.ts';

export interface ReviewedEdit {
  readonly uri: vscode.Uri;
  readonly range: vscode.Range;
  /** The text of `range` when the request was made. */
  readonly original: string;
  readonly replacement: string;
  readonly title: string;
  readonly verdict: Verdict;
}

/** An edit as it stood in its document right after it was applied. */
export interface AppliedEdit {
  readonly document: vscode.TextDocument;
  readonly start: vscode.Position;
  readonly original: string;
  readonly replacement: string;
}

/** The edit where it was applied. */
export type ReviewEnd = AppliedEdit | 'discarded' | 'refused';

interface OpenReview {
  readonly edit: ReviewedEdit;
  readonly preview: vscode.Uri;
  readonly content: string;
  readonly settle: (end: ReviewEnd) => void;
}

export interface EditReview extends vscode.Disposable {
  /** Resolves when the person has applied or discarded it; `refused` when the text changed. */
  review(edit: ReviewedEdit): Promise<ReviewEnd>;
  applyShown(): Promise<void>;
  discardShown(): Promise<void>;
}

export interface EditReviewDeps {
  readonly tell: (message: string) => void;
  readonly choose: typeof choose;
}

export function createEditReview({ tell, choose: chooseFrom }: EditReviewDeps): EditReview {
  /** Language ids that the person wants no question about, until the window closes. */
  const unasked = new Set<string>();
  const asking = new Set<OpenReview>();
  const reviews = new Map<string, OpenReview>();
  let counter = 0;

  const provider = vscode.workspace.registerTextDocumentContentProvider(previewScheme, {
    provideTextDocumentContent: (uri) => reviews.get(uri.toString())?.content ?? '',
  });
  const onClose = vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
    for (const tab of closed) {
      const open = reviewOfTab(tab);
      if (open) finish(open, 'discarded');
    }
  });

  function reviewOfTab({ input }: vscode.Tab): OpenReview | undefined {
    return input instanceof vscode.TabInputTextDiff ? reviews.get(input.modified.toString()) : undefined;
  }

  function finish(open: OpenReview, end: ReviewEnd): void {
    if (!reviews.delete(open.preview.toString())) return;
    void vscode.commands.executeCommand('setContext', contextKeys.reviewing, reviews.size > 0);
    open.settle(end);
  }

  /** The diff in front, in this group or in another. */
  function shown(): OpenReview | undefined {
    const { activeTabGroup, all } = vscode.window.tabGroups;
    return [activeTabGroup, ...all]
      .map(({ activeTab }) => activeTab && reviewOfTab(activeTab))
      .find((open) => open !== undefined);
  }

  async function show({ edit, preview }: OpenReview, start?: vscode.Position): Promise<void> {
    await vscode.commands.executeCommand('vscode.diff', edit.uri, preview, edit.title, {
      // Reveals the change without marking it as chosen text.
      ...(start && { selection: new vscode.Range(start, start) }),
      // A preview would give way to the next file that is looked at, and the edit is paid for.
      preview: false,
    });
  }

  /** A person's word on an edit that failed its check, or that nothing has checked. */
  async function isMeantAllTheSame({ edit }: OpenReview): Promise<boolean> {
    const check = await edit.verdict.beforeApplying();
    if (check.state === 'checked') return true;
    if (check.state === 'failed') {
      const apply = 'Apply Anyway';
      return (
        (await chooseFrom('This edit failed its check. Apply it anyway?', sentence(check.what), apply)) ===
        apply
      );
    }
    const { languageId } = await vscode.workspace.openTextDocument(edit.uri);
    if (unasked.has(languageId)) return true;
    const [apply, never] = ['Apply Anyway', 'Apply, and Don’t Ask Again for This Language'];
    const detail = `${sentence(check.because)} Look at it yourself before you apply it.`;
    const chosen = await chooseFrom('This edit was not checked. Apply it anyway?', detail, apply, never);
    if (chosen === never) unasked.add(languageId);
    return chosen !== undefined;
  }

  async function close(open: OpenReview, end: ReviewEnd): Promise<void> {
    finish(open, end);
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    const tab = tabs.find(
      ({ input }) =>
        input instanceof vscode.TabInputTextDiff && input.modified.toString() === open.preview.toString(),
    );
    if (tab) await vscode.window.tabGroups.close(tab);
  }

  return {
    async review(edit) {
      const document = await vscode.workspace.openTextDocument(edit.uri);
      const place = placeIn(document, edit);
      if (!place) return 'refused';
      const text = document.getText();
      const content = text.slice(0, place.start) + edit.replacement + text.slice(place.end);
      const start = document.positionAt(place.start);
      const preview = vscode.Uri.from({
        scheme: previewScheme,
        path: edit.uri.path,
        query: String(++counter),
      });
      const { promise: ended, resolve: settle } = Promise.withResolvers<ReviewEnd>();
      const open = { edit, preview, content, settle };
      reviews.set(preview.toString(), open);
      await vscode.commands.executeCommand('setContext', contextKeys.reviewing, true);
      await show(open, start);
      return ended;
    },
    async applyShown() {
      const open = shown();
      if (!open) {
        // Nobody applies what they do not see.
        const hidden = [...reviews.values()].at(-1);
        if (hidden) await show(hidden);
        return;
      }
      if (asking.has(open)) return;
      asking.add(open);
      const isMeant = await isMeantAllTheSame(open).finally(() => asking.delete(open));
      if (!isMeant || !reviews.has(open.preview.toString())) return;
      const applied = await applyEdit(open.edit);
      if (!applied) {
        tell('Not applied: the text changed since you asked. Ask again on the new text.');
      }
      await close(open, applied ?? 'refused');
      if (applied) {
        const { document, start } = applied;
        await vscode.window.showTextDocument(document, { selection: new vscode.Range(start, start) });
      }
    },
    async discardShown() {
      const open = shown() ?? [...reviews.values()].at(-1);
      if (open) await close(open, 'discarded');
    },
    dispose() {
      provider.dispose();
      onClose.dispose();
      for (const open of reviews.values()) finish(open, 'discarded');
    },
  };
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

type Placed = Pick<ReviewedEdit, 'uri' | 'range' | 'original'>;

/** Nothing to compare is at its own place: the caller has looked at the text around it. */
function placeIn(document: vscode.TextDocument, { range, original }: Placed) {
  return unchangedPlaceOf({
    document: document.getText(),
    original,
    offset: document.offsetAt(range.start),
  });
}

/** @returns undefined, and nothing is changed, where the original stands there no more. */
export async function applyEdit(
  edit: Placed & Pick<ReviewedEdit, 'replacement'>,
): Promise<AppliedEdit | undefined> {
  const document = await vscode.workspace.openTextDocument(edit.uri);
  const place = placeIn(document, edit);
  if (!place) return undefined;
  const range = new vscode.Range(document.positionAt(place.start), document.positionAt(place.end));
  const change = new vscode.WorkspaceEdit();
  change.replace(edit.uri, range, edit.replacement);
  const { original, replacement } = edit;
  const isApplied = await vscode.workspace.applyEdit(change);
  return isApplied ? { document, start: range.start, original, replacement } : undefined;
}
