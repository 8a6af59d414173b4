/** The local tool that can do a request, if any: the list of all of them. */
import type { EditorRequest } from '../model/request.ts';
import { arithmetic } from './arithmetic.ts';
import { changeCase } from './changeCase.ts';
import { findReferences } from './findReferences.ts';
import { prettyJson } from './prettyJson.ts';
import { reorderLines } from './reorderLines.ts';
import type { LocalTool } from './localTool.ts';

/** Returns undefined unless it is certain what is asked and that the tool does exactly that. */
type Recogniser = (request: EditorRequest) => LocalTool | undefined;

const recognisers: readonly Recogniser[] = [
  arithmetic,
  reorderLines,
  prettyJson,
  changeCase,
  findReferences,
  formatLayout,
];

export function findLocalTool(request: EditorRequest): LocalTool | undefined {
  // Who asks for a plan wants words, whatever they are about.
  if (request.command === 'architect') return undefined;
  for (const recognise of recognisers) {
    const tool = recognise(request);
    // With several selections it would change one of them and call it all.
    const isPartOnly = tool?.action.kind === 'replaceSelection' && request.selection?.shape === 'several';
    if (tool && !isPartOnly) return tool;
  }
  return undefined;
}

const asksForLayout =
  /^(?:please\s+|pls\s+|can you\s+|could you\s+|just\s+)*(?:(?:re|auto-?)?format|prettify|beautify|pretty[- ]?print|(?:re|auto)?-?indent|tidy(?: up)?|clean up the (?:formatting|indentation|white ?space)|fix (?:the |my )?(?:formatting|indentation|indent|layout|white ?space)(?: (?:of|in))?)(?:\s+(?:the |this |my |that |whole |entire |selected )*(?:code|file|document|selection|lines?|function|class|block|formatting|indentation|it|this))?(?:\s+(?:properly|nicely|please|now|correctly))*[.!?]?$/i;

/** Layout belongs to the formatter; wording, docstrings and lint fixes do not. */
function formatLayout(request: EditorRequest): LocalTool | undefined {
  if (request.formatterPresent === false) return undefined;
  const text = request.text.trim();
  const bareCommand = request.command === 'format' && text === '';
  const mayAsk = request.command === undefined || request.command === 'ask' || request.command === 'format';
  if (!bareCommand && !(mayAsk && asksForLayout.test(text))) return undefined;
  return { name: 'formatter', because: 'layout: the formatter does it', action: { kind: 'formatter' } };
}
