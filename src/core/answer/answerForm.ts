/** Decides what an answer becomes in the editor, before it is asked for: the prompt depends on it. */
import type { EditorRequest, RequestClass } from '../request.ts';

/** Text at the cursor, a replacement of the selection shown as a diff, or Markdown in a document or chat. */
export type AnswerForm = 'insert' | 'diff' | 'document';

export interface AnswerFormInput extends Pick<EditorRequest, 'surface' | 'command' | 'text'> {
  readonly class: RequestClass;
  readonly hasSelection: boolean;
}

const question =
  /^\s*(?:(?:please|can you|could you)\s+)?(?:what|how|why|where|which|who|when|is|are|does|do|did|should|explain|describe|tell me|compare|summari[sz]e|list)\b|\?\s*$/i;
const codeNoun =
  /\b(?:function|method|class|interface|type|enum|struct|tests?|code|snippet|regex|query|component|hook|script|loop|handler|endpoint|route|module|import|constant|variable|helper|parser|schema|mock|stub)s?\b/i;

/**
 * Only a plain wish for code touches the file: a question, a plan, or words that name no code get a
 * document, since prose in the middle of a source file is worse than code in a document.
 */
export function answerForm(input: AnswerFormInput): AnswerForm {
  if (input.surface === 'inline') return 'insert';
  if (input.surface !== 'command' || input.class === 'architect') return 'document';
  if (input.command === 'complete') return 'insert';
  const isQuestion = question.test(input.text);
  switch (input.class) {
    case 'format':
    case 'refactor':
      return input.hasSelection && (!isQuestion || input.command === input.class) ? 'diff' : 'document';
    case 'complete':
      return !isQuestion && codeNoun.test(input.text) ? 'insert' : 'document';
  }
}
