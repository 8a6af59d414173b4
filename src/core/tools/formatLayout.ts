import type { EditorRequest } from '../request.ts';
import type { LocalTool } from './localTool.ts';

const asksForLayout =
  /^(?:please\s+|pls\s+|can you\s+|could you\s+|just\s+)*(?:(?:re|auto-?)?format|prettify|beautify|pretty[- ]?print|(?:re|auto)?-?indent|tidy(?: up)?|clean up the (?:formatting|indentation|white ?space)|fix (?:the |my )?(?:formatting|indentation|indent|layout|white ?space)(?: (?:of|in))?)(?:\s+(?:the |this |my |that |whole |entire |selected )*(?:code|file|document|selection|lines?|function|class|block|formatting|indentation|it|this))?(?:\s+(?:properly|nicely|please|now|correctly))*[.!?]?$/i;

/** Layout belongs to the formatter; wording, docstrings and lint fixes do not. */
export function formatLayout(request: EditorRequest): LocalTool | undefined {
  if (request.formatterPresent === false) return undefined;
  const text = request.text.trim();
  const bareCommand = request.command === 'format' && text === '';
  const mayAsk = request.command === undefined || request.command === 'ask' || request.command === 'format';
  if (!bareCommand && !(mayAsk && asksForLayout.test(text))) return undefined;
  return { name: 'formatter', because: 'layout: the formatter does it', action: { kind: 'formatter' } };
}
