/** Makes a request out of what the editor knows, and brings its answer into the editor. */
import { followVerdict } from '../edits/verdict.ts';
import * as vscode from 'vscode';
import {
  uncertainFiles,
  type Host,
  type KeptFile,
  type Question,
  type Request,
  type RoutedEvent,
  type TaskEnd,
} from '../../core/gateway/contract.ts';
import type { PromptContext, Turn } from '../../core/prompt/promptInput.ts';
import type { EditorRequest } from '../../core/model/request.ts';
import type { RouteOverride } from '../../core/route/override.ts';
import { checkOf, type EditCheck } from '../edits/answerCheck.ts';
import type { AppliedEdits } from '../edits/appliedEdits.ts';
import type { EditorSnapshot } from '../edits/editorSnapshot.ts';
import { runLocalAction } from '../edits/localActions.ts';
import { whyNeverSent, type Kept, type NeverSendList } from '../shell/neverSend.ts';
import { placeCode, type PlaceCodeDeps, showCode, changeOf, checkAnswer } from '../edits/placeCode.ts';
import type { Scratch } from '../shell/scratch.ts';
import type { Presenter } from '../shell/taskRunner.ts';
import { showBeside } from '../shell/notes.ts';

export interface RequestTaskDeps extends PlaceCodeDeps {
  readonly scratch: Scratch;
  readonly ask: (question: Question) => Promise<boolean>;
  readonly neverSend: () => Promise<NeverSendList>;
  /** Called with a link that all of an open folder lies behind, once the person lets a request past it. */
  readonly onTrustedLink: (link: string) => void;
  readonly workspaceId: string | undefined;
  readonly edits: Pick<AppliedEdits, 'applied' | 'appliedByTool' | 'judgedLater' | 'rejected'>;
}

/** A request with the surface that it comes from. */
export interface RequestTask {
  readonly request: Request;
  readonly host: Host;
  readonly presenter: Presenter;
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
  { request: editor, snapshot, turns }: PosedRequest,
  override: RouteOverride | undefined,
  allowOnce?: Request['allowOnce'],
): RequestTask {
  let check: EditCheck | undefined;
  const checkOfText = ({ editor: { document }, text }: EditorSnapshot): EditCheck =>
    (check ??= checkOf(deps.scratch, document, text));
  const taskId = crypto.randomUUID();
  const request: Request = {
    taskId,
    editor,
    content: { kind: 'editor', turns, context: snapshot && contextOf(snapshot) },
    sentFiles: snapshot && [snapshot.uri.toString()],
    override,
    allowOnce,
    workspaceId: deps.workspaceId,
  };
  const host: Host = {
    ask: deps.ask,
    runTool: (tool) =>
      runLocalAction(tool, snapshot, deps.scratch, (edit) => deps.edits.appliedByTool(taskId, edit)),
    async mayLeave(files) {
      const kept = await keptOf(
        files.map((file) => vscode.Uri.parse(file)),
        deps.neverSend,
      );
      if (kept?.folderLink !== undefined && allowOnce?.includes(uncertainFiles)) {
        deps.onTrustedLink(kept.folderLink);
      }
      return kept;
    },
    async check(answer, about) {
      if (!snapshot || about.form === 'document') {
        return { result: { verdict: 'notChecked', why: 'words, not code' } };
      }
      return checkAnswer(checkOfText(snapshot), snapshot, about, answer);
    },
  };
  const presenter = createPresenter(deps, request, snapshot, (about) => void checkOfText(about));
  return { request, host, presenter };
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

function contextOf({ path, language, before, selection, after, diagnostics }: EditorSnapshot): PromptContext {
  return { file: { path, language }, before, selection: selection?.text, after, diagnostics };
}

/** @param wakeCheck begins to check before there is an answer, so that the check is awake when one comes. */
function createPresenter(
  deps: RequestTaskDeps,
  { taskId, editor }: Request,
  snapshot: EditorSnapshot | undefined,
  wakeCheck: (snapshot: EditorSnapshot) => void,
): Presenter {
  let opening: Promise<StreamedDocument> | undefined;
  let routed: RoutedEvent | undefined;
  const streams = (): boolean => routed?.form === 'document' && routed.route.tier !== 'local';
  const document = (): Promise<StreamedDocument> => {
    opening ??= openStreamedDocument('markdown', headingOf(editor));
    return opening;
  };
  return {
    onRouted(event) {
      routed = event;
      if (snapshot && event.route.tier !== 'local' && event.form !== 'document') wakeCheck(snapshot);
    },
    onText(text) {
      if (streams()) void document().then((opened) => opened.append(text));
    },
    onAgain() {
      void opening?.then((opened) => opened.clear());
    },
    async onEnd(end: TaskEnd) {
      if (opening) await (await opening).done();
      if (end.kind !== 'answered' || streams() || !routed || routed.route.tier === 'local') return;
      if (!snapshot) return showCode('plaintext', end.answer.text);
      const { route, form } = routed;
      const { judgement, receipt, answer } = end;
      const { check } = receipt;
      const verdict = followVerdict(check, judgement, (result) =>
        deps.edits.judgedLater(taskId, check, result),
      );
      const change = judgement?.change ?? changeOf(snapshot, form, answer.text);
      const placed = await placeCode(deps, snapshot, { route, form }, change, verdict);
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
