/** What a surface gives the gateway, and what it hears back. */
import type { BudgetState } from '../model/budget.ts';
import type { SwitchyardError } from '../model/errors.ts';
import type { HoldOption, Realm, TaskFacts } from '../model/ledger.ts';
import type { MeterReading } from '../meter/liveMeter.ts';
import type { Endpoint, Message, ToolCall, ToolDefinition } from '../model/provider.ts';
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
  /** No tool could do it: paying for a model needs the person's word. */
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

export interface GatewayTask {
  readonly taskId: string;
  readonly request: EditorRequest;
  readonly override?: RouteOverride | undefined;
  readonly conversation?: ConversationState | undefined;
  readonly workspaceId?: string | undefined;
  /** Finer than the class, for people: `explain`. */
  readonly verb?: string | undefined;
  readonly tools?: readonly ToolDefinition[] | undefined;
  /**
   * The settings of budgets of the person's own (`switchyard.budget.perDay`) that this one task may
   * go beyond: they then only warn. A workspace's limit is not theirs to lift. With `uncertainFiles`,
   * files that may or may not have to stay are sent.
   */
  readonly allowOnce?: readonly string[] | undefined;
  /** Asked once a task: all its attempts send the same. */
  messagesFor(route: ModelRoute): readonly Message[];
  /** Groups tasks whose prompts share their start, for providers that keep prompts warm by such a key. */
  cacheKeyFor?(route: ModelRoute): string | undefined;
  runLocal(tool: LocalTool): Promise<LocalOutcome>;
  /** Of a file this request would send and that must stay here; undefined when all may leave. */
  whyNeverSent(): Promise<KeptFile | undefined>;
  /** Mechanical judgement of a whole answer; absent where nothing can judge it. */
  check?(answer: string, route: ModelRoute): Promise<CheckResult>;
  ask(question: Question): Promise<boolean>;
}

/** One attempt as it runs: what was admitted, which may be less than what the route wished. */
export interface RunningAttempt {
  readonly attemptId: string;
  readonly number: number;
  readonly option: HoldOption;
}

export type GatewayEvent =
  | { readonly type: 'routed'; readonly route: Route }
  /** Nothing runs for now, and why: a pause the provider asked for, another request on a local model. */
  | { readonly type: 'waiting'; readonly because: string }
  | { readonly type: 'admitted'; readonly attempt: RunningAttempt; readonly budgets: readonly BudgetState[] }
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
  | { readonly kind: 'answered'; readonly answer: Answer; readonly receipt: Receipt }
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
  task: Pick<GatewayTask, 'taskId' | 'request' | 'verb' | 'workspaceId'>,
  taken: Pick<Route, 'class' | 'policy' | 'because' | 'confidence'>,
  realm: Realm,
): TaskFacts {
  return {
    taskId: task.taskId,
    realm,
    surface: task.request.surface,
    command: task.request.command,
    verb: task.verb,
    class: taken.class,
    policy: taken.policy,
    because: taken.because,
    confidence: taken.confidence,
    language: task.request.language,
    workspaceId: task.workspaceId,
  };
}
