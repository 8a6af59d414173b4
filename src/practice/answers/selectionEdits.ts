/** Real, deterministic edits of a selection, chosen by the words of the instruction. */
import { commentOut } from './lineComments.ts';
import { documentFunctions } from './documentFunctions.ts';
import type { PracticeTask } from './practiceTask.ts';
import { askedRewrite, usualRewrite } from './sampleRewrites.ts';
import { useForOf } from './useForOf.ts';

interface SelectionEdit {
  readonly wanted: RegExp;
  readonly apply: (code: string, task: PracticeTask) => string;
}

const selectionEdits: readonly SelectionEdit[] = [
  // First, since it knows its function by the text that the others change.
  { wanted: /./, apply: askedRewrite },
  { wanted: /\brename\b/i, apply: (code, task) => rename(code, task.instruction) },
  {
    wanted: /\b(extract|pull out|move)\b.*\b(const|constant)|\bmagic (number|value)/i,
    apply: (code, task) => extractConstant(code, task),
  },
  { wanted: /\bvar\b|\bconst\b|\bmoderni[sz]e|\bclean ?up|\btidy/i, apply: (code) => replaceVar(code) },
  {
    wanted: /\bfor\s*(\.{3}|…|-)?\s*of\b|\bloops?\b|\bmoderni[sz]e|\bclean ?up/i,
    apply: (code) => useForOf(code),
  },
  {
    wanted: /===|\bstrict(ly)? equal|\bmoderni[sz]e|\bclean ?up/i,
    apply: (code, task) => useStrictEquality(code, task.language),
  },
  { wanted: /\bsimplif|\bclean ?up|\btidy|\bshorten/i, apply: (code) => returnCondition(code) },
  {
    wanted: /\bjs-?doc|\bdocs?\b|\bdocument|\bdocstrings?\b|\bcomments?\b/i,
    apply: (code, task) => documentFunctions(code, task.language),
  },
];

/**
 * The changed selection: by the words of the instruction, else as the sample workspace's own functions are best
 * written. Any other stays as it was, under a comment that says so.
 */
export function editedSelection(task: PracticeTask): string {
  const edited = selectionEdits
    .filter((edit) => edit.wanted.test(task.instruction))
    .reduce((code, edit) => edit.apply(code, task), task.selection);
  if (edited !== task.selection) return edited;
  const rewritten = usualRewrite(task.selection);
  if (rewritten !== task.selection) return rewritten;
  const note = 'Practice answer: no model was called, so the code is unchanged.';
  return `${indentOf(task.selection)}${commentOut(note, task.language)}\n${task.selection}`;
}

const identifier = '[A-Za-z_$][\\w$]*';

function rename(code: string, instruction: string): string {
  const words = new RegExp(
    `\\brename\\s+(?:the\\s+)?(?:(?:variable|function|parameter|class)\\s+)?[\`'"]?(${identifier})[\`'"]?\\s+(?:to|as|into|->|→)\\s+[\`'"]?(${identifier})`,
    'i',
  );
  const [, from, to] = words.exec(instruction) ?? [];
  if (from === undefined || to === undefined) return code;
  return code.replace(new RegExp(`(?<![\\w$])${escapeRegExp(from)}(?![\\w$])`, 'g'), () => to);
}

function extractConstant(code: string, task: PracticeTask): string {
  const literal = /\b\d[\d_.]+\b/;
  const value = literal.exec(task.instruction)?.[0] ?? literal.exec(code)?.[0];
  const isUsed = value !== undefined && new RegExp(`(?<![\\w.])${escapeRegExp(value)}(?![\\w.])`).test(code);
  if (!isUsed) return code;
  const name =
    /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/.exec(task.instruction)?.[0] ?? `VALUE_${value.replace(/\D/g, '_')}`;
  const replaced = code.replace(new RegExp(`(?<![\\w.])${escapeRegExp(value)}(?![\\w.])`, 'g'), name);
  const isPython = task.language === 'python';
  const declaration = isPython
    ? `${name} = ${value}`
    : `const ${name} = ${value}${task.language === 'go' ? '' : ';'}`;
  return `${indentOf(code)}${declaration}\n${replaced}`;
}

/** `const` where the name is never assigned again in the selection, else `let`. */
function replaceVar(code: string): string {
  return code.replace(
    new RegExp(`\\bvar\\s+(${identifier})(\\s*=)?`, 'g'),
    (all, name: string, assigned: string | undefined) => {
      const plain = escapeRegExp(name);
      const writes = code.match(
        new RegExp(
          `(?<![\\w$.])${plain}\\s*(?:[-+*/%&|^]?=(?![=>])|\\+\\+|--)|(?:\\+\\+|--)${plain}(?![\\w$])`,
          'g',
        ),
      );
      const isConstant = assigned !== undefined && (writes?.length ?? 0) <= 1;
      return `${isConstant ? 'const' : 'let'}${all.slice('var'.length)}`;
    },
  );
}

function useStrictEquality(code: string, language: string): string {
  if (!/^(java|type)script/.test(language)) return code;
  return code.replace(/(?<![=!<>])([=!])=(?!=)(?=\s*[^\s=>])(?<=[=!]=)/g, '$1==');
}

/** `if (c) { return true; } else { return false; }` says no more than `return c;`. */
function returnCondition(code: string): string {
  return code.replace(
    /if \(([^\n]*)\) \{\s*return true;\s*\}\s*(?:else \{\s*return false;\s*\}|return false;)/g,
    'return $1;',
  );
}

export function indentOf(code: string): string {
  return /^[ \t]*/.exec(code)?.[0] ?? '';
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
