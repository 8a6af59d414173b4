/** Makes the gateway's task out of an editor request, and brings its answer into the editor. */
import * as vscode from 'vscode';
import { answerForm, type AnswerForm } from '../core/answer/answerForm.ts';
import { blockIndent } from '../core/answer/blockIndent.ts';
import { editOf, insertionOf, type Edit } from '../core/answer/edit.ts';
import { anchoredInsertion } from '../core/answer/anchoredInsertion.ts';
import { extractCode } from '../core/answer/extractCode.ts';
import { isProse } from '../core/answer/prose.ts';
import { insertionPlaceOf } from '../core/answer/placeOf.ts';
import { answerScope } from '../core/answer/wholeAnswer.ts';
import type { Question, GatewayTask, TaskEnd } from '../core/gatewayTask.ts';
import { buildPrompt, cacheKeyOf } from '../core/prompt/buildPrompt.ts';
import { contextBudget, fitContext } from '../core/prompt/fitContext.ts';
import type { PromptInput } from '../core/prompt/promptInput.ts';
import type { Turn } from '../core/prompt/turn.ts';
import type { Check } from '../core/receipt/receipt.ts';
import type { EditorRequest } from '../core/request.ts';
import type { RouteOverride } from '../core/route/override.ts';
import type { CheckResult } from '../core/route/check.ts';
import type { ModelRoute, Policy, Route } from '../core/route/route.ts';
import { practicePlacement } from '../practice/practicePlacement.ts';
import { practiceProviderId } from '../settings/practiceChoice.ts';
import type { AppliedEdits } from './appliedEdits.ts';
import { showBeside } from './answerColumn.ts';
import { checkEdit } from './answerCheck.ts';
import { applyEdit, type AppliedEdit, type EditReview } from './editReview.ts';
import type { EditorSnapshot } from './editorSnapshot.ts';
import { runLocalAction } from './localActions.ts';
import { whyNeverSent } from './neverSend.ts';
import { isInSampleWorkspace } from './sampleWorkspace.ts';
import type { Scratch } from './scratch.ts';
import { openStreamedDocument, type StreamedDocument } from './streamedDocument.ts';
import type { Presenter } from './taskRunner.ts';

export interface RequestTaskDeps {
  readonly scratch: Scratch;
  readonly review: EditReview;
  readonly ask: (question: Question) => Promise<boolean>;
  /** Something the person must know, though the answer is there. */
  readonly tell: (message: string) => void;
  readonly neverSend: () => Promise<readonly string[]>;
  readonly workspaceId: string | undefined;
  readonly edits: Pick<AppliedEdits, 'applied' | 'appliedByTool' | 'rejected'>;
}

export interface RequestTask {
  readonly task: GatewayTask;
  readonly presenter: Presenter;
  readonly formOf: (route: Route) => AnswerForm;
  /** The turns that it goes on with, taken this way; none where it is a request of its own. */
  readonly turnsOf: (route: Route) => readonly Turn[];
}

/** A request with what it is about and what came before it. */
export interface PosedRequest {
  readonly request: EditorRequest;
  readonly snapshot: EditorSnapshot | undefined;
  /** What it goes on with, should it go on with anything. */
  readonly turns: readonly Turn[];
}

export function requestTask(
  deps: RequestTaskDeps,
  { request, snapshot, turns }: PosedRequest,
  override: RouteOverride | undefined,
): RequestTask {
  const turnsOf = ({ classification }: Route): readonly Turn[] =>
    classification.basis === 'followUp' ? turns : [];
  const formOf = (route: Route): AnswerForm =>
    answerForm({
      ...request,
      class: route.class,
      hasSelection: snapshot?.selection !== undefined,
      goesOnWith: turnsOf(route).at(-1)?.form,
    });
  const taken: { route: ModelRoute | undefined } = { route: undefined };
  const promptFor = (route: ModelRoute): PromptInput => ({
    class: route.class,
    form: formOf(route),
    text: request.text,
    previous: turnsOf(route),
    ...(snapshot && promptContext(snapshot)),
  });

  const taskId = crypto.randomUUID();
  const task: GatewayTask = {
    taskId,
    request,
    override,
    workspaceId: deps.workspaceId,
    messagesFor(route) {
      taken.route = route;
      return buildPrompt(promptFor(route));
    },
    cacheKeyFor: (route) => cacheKeyOf(promptFor(route)),
    runLocal: (tool) =>
      runLocalAction(tool, snapshot, deps.scratch, (edit) => deps.edits.appliedByTool(taskId, edit)),
    whyNeverSent: async () => {
      if (!snapshot) return undefined;
      const why = await whyNeverSent(snapshot.uri, await deps.neverSend());
      return why === undefined ? undefined : `${snapshot.path} stays here, since ${why}`;
    },
    ask: deps.ask,
    check: async (answer, route) => {
      const form = formOf(route);
      if (!snapshot || form === 'document') return { verdict: 'notChecked', why: 'words, not code' };
      return checkAnswer(deps.scratch, snapshot, form, answer, route.policy);
    },
  };
  return { task, presenter: createPresenter(deps, task, snapshot, formOf, taken), formOf, turnsOf };
}

function promptContext(
  snapshot: EditorSnapshot,
): Pick<PromptInput, 'file' | 'before' | 'selection' | 'after' | 'diagnostics'> {
  const { before, after } = fitContext({ before: snapshot.before, after: snapshot.after }, contextBudget);
  return {
    file: { path: snapshot.path, language: snapshot.language },
    before,
    selection: snapshot.selection?.text,
    after,
    diagnostics: snapshot.diagnostics,
  };
}

function createPresenter(
  deps: RequestTaskDeps,
  { taskId, request }: GatewayTask,
  snapshot: EditorSnapshot | undefined,
  formOf: (route: Route) => AnswerForm,
  taken: { readonly route: ModelRoute | undefined },
): Presenter {
  let opening: Promise<StreamedDocument> | undefined;
  const streams = (): boolean => taken.route !== undefined && formOf(taken.route) === 'document';
  const document = (): Promise<StreamedDocument> => {
    opening ??= openStreamedDocument('markdown', headingOf(request));
    return opening;
  };
  return {
    onText(text) {
      if (streams()) void document().then((opened) => opened.append(text));
    },
    onAgain() {
      void opening?.then((opened) => opened.clear());
    },
    async onEnd(end: TaskEnd) {
      if (opening) await (await opening).done();
      if (end.kind !== 'answered' || streams() || !taken.route) return;
      if (!snapshot) return showCode('plaintext', end.answer.text);
      const { route } = taken;
      const { check } = end.receipt;
      const placed = await placeCode(deps, snapshot, route, formOf(route), end.answer.text, check);
      if (placed === 'discarded') deps.edits.rejected(taskId);
      else if (placed) deps.edits.applied(taskId, route, placed, check);
    },
  };
}

function headingOf(request: EditorRequest): string {
  const [line = ''] = request.text.trim().split('\n');
  return line === '' ? '' : `> ${line}\n\n`;
}

interface Change {
  readonly range: vscode.Range;
  readonly original: string;
  readonly edit: Edit;
  /** True where the answer rewrote lines that nobody selected. */
  readonly beyondSelection: boolean;
}

/** The exact text that an answer puts in the place of the selection, or at the cursor. */
function changeFrom(snapshot: EditorSnapshot, form: AnswerForm, code: string): Change {
  const { document } = snapshot.editor;
  const documentEol = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
  const { range, before, after, text, language, step } = snapshot;
  const linePrefix = document.lineAt(range.start.line).text.slice(0, range.start.character);
  const original = snapshot.selection?.text ?? '';
  if (form === 'insert' && original === '') {
    const wanted = blockIndent({ before, step, languageId: language, code });
    const edit = insertionOf({ code, linePrefix, documentEol, blockIndent: wanted });
    return { range, original, edit, beyondSelection: false };
  }
  const scope = answerScope({ code, before, selection: original, after });
  if (scope.covers === 'document') {
    const whole = new vscode.Range(new vscode.Position(0, 0), document.positionAt(text.length));
    const edit = editOf({ original: text, replacement: scope.code, documentEol, linePrefix: '' });
    return { range: whole, original: text, edit, beyondSelection: true };
  }
  const edit = editOf({ original, replacement: scope.code, documentEol, linePrefix });
  return { range, original, edit, beyondSelection: false };
}

/** A language server needs seconds where an escalation hangs on its word, and may not hold up the rest. */
const patienceMs: Readonly<Record<Policy, number>> = { avoid: 1500, maybe: 5000, use: 5000 };

async function checkAnswer(
  scratch: Scratch,
  snapshot: EditorSnapshot,
  form: AnswerForm,
  answer: string,
  policy: Policy,
): Promise<CheckResult> {
  const extracted = extractCode(answer, { languageId: snapshot.language });
  if (!extracted) return { verdict: 'failed', what: ['no code in the answer'] };
  if (form === 'insert' && extracted.from === 'bare' && isProse(extracted.code, snapshot.language)) {
    return { verdict: 'failed', what: ['no code in the answer'] };
  }
  if (extracted.from === 'unclosed') return { verdict: 'failed', what: ['the code is cut off'] };
  const { edit, beyondSelection } = changeFrom(snapshot, form, extracted.code);
  if (edit.type === 'unchanged') return { verdict: 'notChecked', why: 'the answer changes nothing' };
  if (beyondSelection) return { verdict: 'failed', what: ['lines outside the selection changed'] };
  const edited = snapshot.before + edit.text + snapshot.after;
  return checkEdit(scratch, snapshot.editor.document, snapshot.text, edited, patienceMs[policy]);
}

/** @returns what the person made of it; undefined where it went elsewhere than into their file. */
async function placeCode(
  deps: RequestTaskDeps,
  snapshot: EditorSnapshot,
  route: ModelRoute,
  form: AnswerForm,
  answer: string,
  check: Check,
): Promise<AppliedEdit | 'discarded' | undefined> {
  const code = extractCode(answer, { languageId: snapshot.language })?.code ?? '';
  const { edit, range, original, beyondSelection } = changeFrom(snapshot, form, code);
  if (edit.type === 'unchanged') {
    deps.tell('The answer changes nothing.');
    return undefined;
  }
  if (route.model.provider === practiceProviderId && !(await practiceMayWrite(snapshot.uri))) {
    await showCode(snapshot.language, edit.text);
    deps.tell('Practice answers are canned, so your file stays as it was; this one is in a new document.');
    return undefined;
  }
  const change = { uri: snapshot.uri, range, original, replacement: edit.text };
  if (form === 'diff' || beyondSelection || check.state === 'failed') {
    const reviewed = anchored(snapshot, change);
    const title = reviewTitle(snapshot.path, route.class, beyondSelection, check);
    const end = reviewed && (await deps.review.review({ ...reviewed, title }));
    if (end && end !== 'refused') return end;
  } else {
    const applied = await insertAgain(snapshot, change);
    if (applied) return applied;
  }
  await showCode(snapshot.language, edit.text);
  deps.tell('The text changed while the answer came, so it is in a new document.');
  return undefined;
}

/** What failed its check goes into no file unseen, and is called so while it is looked at. */
function reviewTitle(path: string, requestClass: string, beyondSelection: boolean, check: Check): string {
  const warning = beyondSelection
    ? ', changes lines outside the selection'
    : check.state === 'failed'
      ? `, check failed: ${shortened(check.what)}`
      : '';
  return `${path}: ${requestClass}${warning} (Apply or Discard)`;
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

type PlacedChange = Parameters<typeof applyEdit>[0];

/** For a review, which may take its time: an insertion is found again by the lines around it. */
function anchored(snapshot: EditorSnapshot, change: PlacedChange): PlacedChange | undefined {
  if (change.original !== '') return change;
  const { before, after, editor } = snapshot;
  const document = editor.document.getText();
  const offset = insertionPlaceOf({ document, before, after });
  if (offset === undefined) return undefined;
  const { start, end, original, replacement } = anchoredInsertion({
    document,
    offset,
    text: change.replacement,
  });
  const range = new vscode.Range(editor.document.positionAt(start), editor.document.positionAt(end));
  return { ...change, range, original, replacement };
}

/** An insertion has no original to be found by: the lines around the cursor must be as they were. */
async function insertAgain(
  { before, after, editor: { document } }: EditorSnapshot,
  change: PlacedChange,
): Promise<AppliedEdit | undefined> {
  if (change.original !== '') return applyEdit(change);
  const offset = insertionPlaceOf({ document: document.getText(), before, after });
  if (offset === undefined) return undefined;
  const at = document.positionAt(offset);
  return applyEdit({ ...change, range: new vscode.Range(at, at) });
}

async function practiceMayWrite(uri: vscode.Uri): Promise<boolean> {
  const placement = practicePlacement({
    scheme: uri.scheme,
    isInSampleWorkspace: await isInSampleWorkspace(uri),
  });
  return placement === 'inPlace';
}

async function showCode(language: string, content: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language, content });
  await showBeside(document);
}
