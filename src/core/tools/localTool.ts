/** Work that needs no inference: recognised from the words, done here at $0. */
import type { EditorRequest } from '../request.ts';
import { arithmetic } from './arithmetic.ts';
import { changeCase } from './changeCase.ts';
import { findReferences } from './findReferences.ts';
import { formatLayout } from './formatLayout.ts';
import { prettyJson } from './prettyJson.ts';
import { reorderLines } from './reorderLines.ts';

export type LocalAction =
  /** Put `text` in the place of the selection. */
  | { readonly kind: 'replaceSelection'; readonly text: string }
  /** Show `text`; it changes no file. */
  | { readonly kind: 'answer'; readonly text: string }
  /** Let the registered formatter lay out the selection or the document. */
  | { readonly kind: 'formatter' }
  /** Let the language server list the uses of `symbol`. */
  | { readonly kind: 'references'; readonly symbol: string };

export interface LocalTool {
  readonly name: string;
  /** Why no model is needed, as a short phrase. */
  readonly because: string;
  readonly action: LocalAction;
}

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
  for (const recognise of recognisers) {
    const tool = recognise(request);
    if (tool) return tool;
  }
  return undefined;
}
