/** The local tool that can do a request, if any: the list of all of them. */
import type { EditorRequest } from '../request.ts';
import { arithmetic } from './arithmetic.ts';
import { changeCase } from './changeCase.ts';
import { findReferences } from './findReferences.ts';
import { formatLayout } from './formatLayout.ts';
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
