/** Makes the gateway's task out of an editor request, and brings its answer into the editor. */
import { followVerdict } from '../edits/verdict.ts';
import * as vscode from 'vscode';
import { answerForm, type AnswerForm } from '../../core/answer/wholeAnswer.ts';
import {
  uncertainFiles,
  type GatewayTask,
  type KeptFile,
  type Question,
  type TaskEnd,
} from '../../core/gateway/gatewayTask.ts';
import { buildPrompt, cacheKeyOf } from '../../core/prompt/buildPrompt.ts';
import { contextBudget, fitContext } from '../../core/prompt/fitContext.ts';
import type { PromptInput, Turn } from '../../core/prompt/promptInput.ts';
import type { EditorRequest } from '../../core/model/request.ts';
import type { RouteOverride } from '../../core/route/override.ts';
import type { ModelRoute, Route } from '../../core/model/route.ts';
import { checkAnswer } from '../edits/answerChange.ts';
import { checkOf, type EditCheck, type EditJudgement } from '../edits/answerCheck.ts';
import type { AppliedEdits } from '../edits/appliedEdits.ts';
import type { EditorSnapshot } from '../edits/editorSnapshot.ts';
import { runLocalAction } from '../edits/localActions.ts';
import { whyNeverSent, type Kept, type NeverSendList } from '../shell/neverSend.ts';
import { placeCode, type PlaceCodeDeps, showCode } from '../edits/placeCode.ts';
import type { Scratch } from '../shell/scratch.ts';
import type { Presenter } from '../shell/taskRunner.ts';
import { showBeside } from '../shell/notes.ts';

export interface RequestTaskDeps extends PlaceCodeDeps {
  readonly scratch: Scratch;
  readonly ask: (question: Question) => Promise<boolean>;
  readonly neverSend: () => Promise<NeverSendList>;
  /** Hears of a link that all of an open folder lies behind, once the person lets a request past it. */
  readonly onTrustedLink: (link: string) => void;
  readonly workspaceId: string | undefined;
  readonly edits: Pick<AppliedEdits, 'applied' | 'appliedByTool' | 'judgedLater' | 'rejected'>;
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
  allowOnce?: GatewayTask['allowOnce'],
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
  const taken: Taken = { route: undefined, judged: new Map() };
  let check: EditCheck | undefined;
  const checkOfText = ({ editor, text }: EditorSnapshot): EditCheck =>
    (check ??= checkOf(deps.scratch, editor.document, text));
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
    allowOnce,
    workspaceId: deps.workspaceId,
    messagesFor(route) {
      taken.route = route;
      if (snapshot && formOf(route) !== 'document') checkOfText(snapshot);
      return buildPrompt(promptFor(route));
    },
    cacheKeyFor: (route) => cacheKeyOf(promptFor(route)),
    runLocal: (tool) =>
      runLocalAction(tool, snapshot, deps.scratch, (edit) => deps.edits.appliedByTool(taskId, edit)),
    whyNeverSent: async () => {
      const turnFiles = filesOf(taken.route ? turnsOf(taken.route) : []);
      const kept = await keptOf([...(snapshot ? [snapshot.uri] : []), ...turnFiles], deps.neverSend);
      if (kept?.folderLink !== undefined && allowOnce?.includes(uncertainFiles)) {
        deps.onTrustedLink(kept.folderLink);
      }
      return kept;
    },
    ask: deps.ask,
    check: async (answer, route) => {
      const form = formOf(route);
      if (!snapshot || form === 'document') return { verdict: 'notChecked', why: 'words, not code' };
      const judged = await checkAnswer(checkOfText(snapshot), snapshot, form, answer, route.policy);
      taken.judged.set(answer, judged);
      return judged.result;
    },
  };
  return { task, presenter: createPresenter(deps, task, snapshot, formOf, taken), formOf, turnsOf };
}

/** What earlier answers were about is in them. */
function filesOf(turns: readonly Turn[]): readonly vscode.Uri[] {
  return turns.flatMap(({ file }) => (file === undefined ? [] : [vscode.Uri.parse(file)]));
}

/** What is certain comes before what a person may allow. */
async function keptOf(
  files: readonly vscode.Uri[],
  list: () => Promise<NeverSendList>,
): Promise<(KeptFile & Pick<Kept, 'folderLink'>) | undefined> {
  const all = await Promise.all(
    files.map(async (uri) => {
      const kept = await whyNeverSent(uri, await list());
      return kept && { ...kept, why: `${nameOf(uri)} stays here, since ${kept.since}` };
    }),
  );
  const kept = all.filter((each) => each !== undefined);
  return kept.find(({ isUncertain }) => !isUncertain) ?? kept[0];
}

function nameOf({ path }: vscode.Uri): string {
  return path.split('/').at(-1) ?? path;
}

/** What became of it on its way. */
interface Taken {
  route: ModelRoute | undefined;
  /** By the text of the answer. */
  readonly judged: Map<string, Partial<EditJudgement>>;
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
  taken: Taken,
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
      const { text } = end.answer;
      const verdict = followVerdict(check, taken.judged.get(text), (result) =>
        deps.edits.judgedLater(taskId, check, result),
      );
      const placed = await placeCode(deps, snapshot, route, formOf(route), text, verdict);
      if (placed === 'discarded') deps.edits.rejected(taskId);
      else if (placed) deps.edits.applied(taskId, route, placed);
    },
  };
}

function headingOf(request: EditorRequest): string {
  const [line = ''] = request.text.trim().split('\n');
  return line === '' ? '' : `> ${line}\n\n`;
}

/** An untitled document that an answer streams into: safe, since it is nobody's file. */
interface StreamedDocument {
  append(text: string): void;
  /** Drops what was written: the answer begins anew. */
  clear(): void;
  /** Resolves when all of it stands in the document. */
  done(): Promise<void>;
}

async function openStreamedDocument(language: string, heading: string): Promise<StreamedDocument> {
  const document = await vscode.workspace.openTextDocument({ language, content: heading });
  await showBeside(document, { keepsFocus: true });
  let wanted = heading;
  let written = heading;
  let writing: Promise<void> | undefined;

  async function write(): Promise<void> {
    while (written !== wanted && !document.isClosed) {
      const target = wanted;
      const edit = new vscode.WorkspaceEdit();
      const end = document.lineAt(document.lineCount - 1).range.end;
      if (target.startsWith(written)) edit.insert(document.uri, end, target.slice(written.length));
      else edit.replace(document.uri, new vscode.Range(new vscode.Position(0, 0), end), target);
      // One edit at a time: whatever streams in meanwhile goes with the next.
      if (!(await vscode.workspace.applyEdit(edit))) return;
      written = target;
    }
  }

  function schedule(): Promise<void> {
    writing ??= write().finally(() => {
      writing = undefined;
    });
    return writing;
  }

  return {
    append(text) {
      wanted += text;
      void schedule();
    },
    clear() {
      wanted = heading;
      void schedule();
    },
    // A write in progress takes up what came meanwhile; one more sees the rest.
    async done() {
      await schedule();
      await schedule();
    },
  };
}
