/** What a surface hands to the gateway: the words of the person and what the editor knows. */

export const requestClasses = ['format', 'complete', 'refactor', 'architect'] as const;
export type RequestClass = (typeof requestClasses)[number];

export const tiers = ['local', 'fast', 'reasoning'] as const;
export type Tier = (typeof tiers)[number];

export const surfaces = ['command', 'chat', 'inline', 'modelProvider'] as const;
export type Surface = (typeof surfaces)[number];

/** The command the person invoked; `ask` leaves the class open, the others name it. */
export const requestCommands = ['ask', ...requestClasses] as const;
export type RequestCommand = (typeof requestCommands)[number];

export interface RequestDiagnostic {
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  /** Who reports it: `ts`, `eslint`, `pylance` …; undefined when the editor does not say. */
  readonly source?: string | undefined;
  readonly message: string;
}

export interface PreviousRequest {
  readonly text: string;
  readonly class: RequestClass;
  readonly tier: Tier;
  /** The person said, or a check showed, that the answer did not do. */
  readonly failed: boolean;
}

/** The code a request is about, as the editor has it at that moment. */
export interface RequestSelection {
  readonly text: string;
  readonly lines: number;
  /** True where it starts or ends within the text of a line. */
  readonly cutsLines?: boolean | undefined;
  readonly shape: 'lines' | 'symbol' | 'several';
}

export type CursorContext = 'emptyBody' | 'afterSignature' | 'askingComment';

/**
 * One thing a person wants done. Only `text` and `surface` are always known: every other field is
 * undefined or empty where the surface cannot tell.
 */
export interface EditorRequest {
  readonly surface: Surface;
  readonly command?: RequestCommand | undefined;
  /** The instruction as typed; for `complete` and `format` it may be empty. */
  readonly text: string;
  /** A VS Code language id. */
  readonly language?: string | undefined;
  readonly selection?: RequestSelection | undefined;
  readonly cursor?: CursorContext | undefined;
  /** Those that touch the selection, else the whole document's. */
  readonly diagnostics?: readonly RequestDiagnostic[] | undefined;
  /** Workspace-relative paths mentioned, attached or open as the target; the target first. */
  readonly files?: readonly string[] | undefined;
  /** The target's path from the root, by which a glob may name it. */
  readonly fullPath?: string | undefined;
  /** Earlier requests of this conversation, oldest first. */
  readonly previous?: readonly PreviousRequest[] | undefined;
  readonly formatterPresent?: boolean | undefined;
  readonly hasImages?: boolean | undefined;
  /** True while a model's tool calls of this conversation are being answered: the model must not change. */
  readonly insideToolLoop?: boolean | undefined;
  /** Characters that must be read to answer; decides size, not class. */
  readonly contextCharacters?: number | undefined;
}

/** One feature that moved the decision, in words a person can read. */
export interface Evidence {
  /** Stable name of the feature, e.g. `diagnostics.type` or `word.refactor`. */
  readonly feature: string;
  /** The phrase shown on screen, e.g. `2 type errors`. */
  readonly phrase: string;
  /**
   * Log-odds it added to the chosen class, or, for a feature named `reasoning.…`, to deserving
   * reasoning; negative where it spoke against it.
   */
  readonly weight: number;
}

/**
 * What a request is. `basis` says where the answer comes from: the command that was invoked, what
 * the editor knows, the words, the request that this one follows, or nothing at all (`none`: the
 * policy's safe default decides, and the route says so).
 */
export interface Classification {
  readonly class: RequestClass;
  /** Calibrated probability of each class; they sum to 1. */
  readonly scores: Readonly<Record<RequestClass, number>>;
  /** Calibrated probability that the request deserves a reasoning model, 0 to 1. */
  readonly deservesReasoning: number;
  readonly basis: 'command' | 'editor' | 'text' | 'followUp' | 'none';
  /** Strongest first; at most eight. */
  readonly evidence: readonly Evidence[];
}
