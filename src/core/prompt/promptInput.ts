/** What a prompt is built from. */
import type { AnswerForm } from '../answer/answerForm.ts';
import type { RequestClass, RequestDiagnostic } from '../request.ts';

export interface PromptFile {
  /** Workspace-relative, with forward slashes. */
  readonly path: string;
  /** A VS Code language id. */
  readonly language: string;
  readonly text: string;
}

export interface Exchange {
  readonly question: string;
  readonly answer: string;
}

export interface PromptInput {
  readonly class: RequestClass;
  readonly form: AnswerForm;
  /** The instruction; where it is blank a default one for the kind of answer is asked. */
  readonly text: string;
  /** The document in question. Its text is left out where `before`, `selection` and `after` hold it. */
  readonly file?: (Omit<PromptFile, 'text'> & { readonly text?: string | undefined }) | undefined;
  /** Text of the document up to the selection or cursor. */
  readonly before?: string | undefined;
  readonly selection?: string | undefined;
  readonly after?: string | undefined;
  readonly diagnostics?: readonly RequestDiagnostic[] | undefined;
  readonly related?: readonly PromptFile[] | undefined;
  /** Earlier turns of the conversation, oldest first. */
  readonly previous?: readonly Exchange[] | undefined;
}
