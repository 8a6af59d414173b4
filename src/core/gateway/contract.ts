/** What a surface gives the gateway, and what it gets back. */
import type { BudgetState } from '../model/budget.ts';
import type { SwitchyardError } from '../model/errors.ts';
import type { HoldOption, Realm, TaskFacts } from '../model/ledger.ts';
import type { MeterReading } from '../meter/liveMeter.ts';
import type { AnswerChange } from '../answer/edit.ts';
import type { AnswerForm } from '../answer/wholeAnswer.ts';
import type { Attempt, Endpoint, ToolCall } from '../model/provider.ts';
import type { PromptContext, Turn } from '../prompt/promptInput.ts';
import type { FinishedTask, Receipt } from '../model/receipt.ts';
import type { EditorRequest } from '../model/request.ts';
import type { CheckResult, ModelRoute, Route } from '../model/route.ts';
import type { ConversationState } from '../route/conversation.ts';
import type { RouteOverride } from '../route/override.ts';
import type { LocalTool } from '../tools/localTool.ts';

/** A question only the person can answer; the surface asks it. */
export type Question =
  /** The first sending to an endpoint; `unpriced` names the model where its price is unknown as well. */
  | { readonly type: 'consent'; readonly endpoint: Endpoint; readonly unpriced?: string | undefined }
  /** The surface may set a price instead, and says yes then. */
  | { readonly type: 'unknownPrice'; readonly model: string }
  /** No tool could do it: paying for a model needs the person's yes. */
  | { readonly type: 'payInstead'; readonly tool: string; readonly why: string }
  | { readonly type: 'letThroughOnce'; readonly why: string };

export type LocalOutcome =
  | { readonly kind: 'done'; readonly summary: string }
  | { readonly kind: 'cannot'; readonly why: string };

/** A file that is not sent, and why. */
export interface KeptFile {
  /** Names the file, in words. */
  readonly why: string;
  /** Nobody could tell whether it has to stay: a person who knows the file may let it go once. */
  readonly isUncertain: boolean;
}

/** Names, among `allowOnce`, files of which nobody can tell whether they have to stay. */
export const uncertainFiles = 'switchyard.files.neverSend';

/** One thing to be done, as data: who asks, what is classified, what is sent, and within what. */
export interface Request {
  readonly taskId: string;
  /** The words of the person and what the editor knows: what is classified. */
  readonly editor: EditorRequest;
  readonly content: EditorContent | GivenMessages;
  /** Addresses of the files of which it sends parts, without those of `turns`. */
  readonly sentFiles?: readonly string[] | undefined;
  readonly override?: RouteOverride | undefined;
  readonly conversation?: ConversationState | undefined;
  readonly workspaceId?: string | undefined;
  /** Finer than the class, for people: `explain`. */
  readonly verb?: string | undefined;
  /**
   * The settings of budgets of the person's own (`switchyard.budget.perDay`) that this one task may
   * go beyond: they then only warn. A workspace's limit is not theirs to lift. With `uncertainFiles`,
   * files that may or may not have to stay are sent.
   */
  readonly allowOnce?: readonly string[] | undefined;
  readonly limits?: SurfaceLimits | undefined;
}

/** What a prompt is built of, once the route is known. */
export interface EditorContent {
  readonly kind: 'editor';
  /** As the editor has it; what is too long for a prompt is cut when the prompt is built. */
  readonly context?: PromptContext | undefined;
  /** What the request goes on with, should it turn out to go on with anything. */
  readonly turns: readonly Turn[];
}

/** What another program wants sent, as it is. */
export interface GivenMessages extends Pick<
  Attempt,
  'messages' | 'tools' | 'options' | 'cacheKey' | 'wantsLines'
> {
  readonly kind: 'messages';
}

/** Caps of a surface in the place of those of the settings: an agent's calls are longer than a person's. */
export interface SurfaceLimits {
  /** Output tokens of an attempt, thinking included. */
  readonly tokens?: number | undefined;
  /** Of an attempt. */
  readonly seconds?: number | undefined;
  /** Further attempts after the first; 0 where nothing that was shown can be taken back. */
  readonly extraAttempts?: number | undefined;
}

/** How core calls the surface of a request. */
export interface Host {
  ask(question: Question): Promise<boolean>;
  runTool(tool: LocalTool): Promise<LocalOutcome>;
  /** @returns the first of the files, by their addresses, that must stay here; undefined when all may leave. */
  mayLeave(files: readonly string[]): Promise<KeptFile | undefined>;
  /** Judges a whole answer without a model; absent where nothing can. */
  check?(answer: string, about: RoutedAnswer): Promise<AnswerJudgement>;
}

/** A route, and what its answer will be used as. */
export interface RoutedAnswer {
  readonly route: ModelRoute;
  readonly form: AnswerForm;
}

/** What a surface makes of a whole answer. */
export interface AnswerJudgement {
  readonly result: CheckResult;
  /** What the answer changes; undefined where it is words. */
  readonly change?: AnswerChange | undefined;
  /** What is said in the end, where not all was said in time. Never rejects. */
  readonly later?: Promise<CheckResult> | undefined;
  /** Looks once more. */
  again?(patienceMs: number): Promise<AnswerJudgement>;
}

/** One attempt as it runs: what was admitted, which may be less than what the route wished. */
export interface RunningAttempt {
  readonly attemptId: string;
  readonly number: number;
  readonly option: HoldOption;
}

/** What becomes of an answer, decided with the route, since the prompt depends on it. */
export interface AnswerPlan {
  readonly form: AnswerForm;
  /** What the request goes on with; none where it is one of its own. */
  readonly turns: readonly Turn[];
}

/** The way that is taken; comes again where a tool could not and a model is asked instead. */
export interface RoutedEvent extends AnswerPlan {
  readonly type: 'routed';
  readonly route: Route;
}

export type GatewayEvent =
  | RoutedEvent
  /** Nothing runs for now, and why: a pause the provider asked for, another request on a local model. */
  | { readonly type: 'waiting'; readonly because: string }
  | { readonly type: 'admitted'; readonly attempt: RunningAttempt; readonly budgets: readonly BudgetState[] }
  /** Only where the request wants lines; comes before what is read from it. */
  | { readonly type: 'line'; readonly text: string }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'thinking'; readonly text: string }
  /** All text so far was thinking; the answer begins anew. */
  | { readonly type: 'textWasThinking'; readonly text: string }
  | {
      readonly type: 'toolCall';
      readonly index: number;
      readonly id?: string | undefined;
      readonly name?: string | undefined;
      readonly argumentsDelta: string;
    }
  | { readonly type: 'reading'; readonly attempt: RunningAttempt; readonly reading: MeterReading }
  /** What the last attempt said is void: the next one starts over. */
  | { readonly type: 'again'; readonly because: string }
  | { readonly type: 'ended'; readonly end: TaskEnd };

export type TaskEnd = TaskResult & {
  /** What the receipt was read off; undefined where the task ended before it could be told apart. */
  readonly finished?: FinishedTask | undefined;
};

type TaskResult =
  | {
      readonly kind: 'answered';
      readonly answer: Answer;
      readonly receipt: Receipt;
      /** Of this answer, where it was judged. */
      readonly judgement?: AnswerJudgement | undefined;
    }
  | { readonly kind: 'local'; readonly summary: string; readonly receipt: Receipt }
  /** The person stopped it; what had come by then is theirs. */
  | { readonly kind: 'stopped'; readonly answer: Answer; readonly receipt: Receipt | undefined }
  | {
      readonly kind: 'failed';
      readonly error: SwitchyardError;
      readonly answer: Answer;
      /** Present once anything was sent. */
      readonly receipt: Receipt | undefined;
    };

export interface Answer {
  readonly text: string;
  /** Streamed thinking; kept in memory only. */
  readonly thinking: string;
  /** What the model said where it declined. */
  readonly refusal?: string | undefined;
  readonly toolCalls: readonly ToolCall[];
}

export const noAnswer: Answer = { text: '', thinking: '', toolCalls: [] };

/** Always ends with exactly one `ended` event; never throws. */
export interface GatewayRun extends AsyncIterable<GatewayEvent> {
  /**
   * Stops the thinking, pays for it, and asks the fast model; nothing stronger is tried after that.
   * Ignored where there is no fast model to turn to.
   */
  answerFastNow(): void;
}

/** What the ledger may know of a task: never its words. */
export function factsOf(
  request: Request,
  taken: Pick<Route, 'class' | 'policy' | 'because' | 'confidence'>,
  realm: Realm,
): TaskFacts {
  return {
    taskId: request.taskId,
    realm,
    surface: request.editor.surface,
    command: request.editor.command,
    verb: request.verb,
    class: taken.class,
    policy: taken.policy,
    because: taken.because,
    confidence: taken.confidence,
    language: request.editor.language,
    workspaceId: request.workspaceId,
  };
}
