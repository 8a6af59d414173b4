/** Makes the gateway's task out of an editor request, and brings its answer into the editor. */
import { answerForm, type AnswerForm } from '../core/answer/answerForm.ts';
import type { Question, GatewayTask, TaskEnd } from '../core/gatewayTask.ts';
import { buildPrompt, cacheKeyOf } from '../core/prompt/buildPrompt.ts';
import { contextBudget, fitContext } from '../core/prompt/fitContext.ts';
import type { PromptInput } from '../core/prompt/promptInput.ts';
import type { Turn } from '../core/prompt/turn.ts';
import type { EditorRequest } from '../core/request.ts';
import type { RouteOverride } from '../core/route/override.ts';
import type { ModelRoute, Route } from '../core/route/route.ts';
import { checkAnswer } from './answerChange.ts';
import { checkOf, type EditCheck, type EditJudgement } from './answerCheck.ts';
import type { AppliedEdits } from './appliedEdits.ts';
import type { EditorSnapshot } from './editorSnapshot.ts';
import { runLocalAction } from './localActions.ts';
import { whyNeverSent } from './neverSend.ts';
import { placeCode, type PlaceCodeDeps, showCode } from './placeCode.ts';
import type { Scratch } from './scratch.ts';
import { openStreamedDocument, type StreamedDocument } from './streamedDocument.ts';
import type { Presenter } from './taskRunner.ts';
import { followVerdict } from './verdict.ts';

export interface RequestTaskDeps extends PlaceCodeDeps {
  readonly scratch: Scratch;
  readonly ask: (question: Question) => Promise<boolean>;
  readonly neverSend: () => Promise<readonly string[]>;
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
      if (!snapshot) return undefined;
      const why = await whyNeverSent(snapshot.uri, await deps.neverSend());
      return why === undefined ? undefined : `${snapshot.path} stays here, since ${why}`;
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
      else if (placed) deps.edits.applied(taskId, route, placed, check);
    },
  };
}

function headingOf(request: EditorRequest): string {
  const [line = ''] = request.text.trim().split('\n');
  return line === '' ? '' : `> ${line}\n\n`;
}
