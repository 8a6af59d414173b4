/** Real, deterministic edits of a selection, chosen by the words of the instruction. */
import { commentOut, signatureBefore } from './functionSignature.ts';
import type { PracticeTask } from './practiceTask.ts';
import { askedRewrite, usualRewrite } from './sampleRewrites.ts';

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
  return `${lineIndent(task.selection)}${commentOut(note, task.language)}\n${task.selection}`;
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
  return `${lineIndent(code)}${declaration}\n${replaced}`;
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

export function lineIndent(code: string): string {
  return /^[ \t]*/.exec(code)?.[0] ?? '';
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

const header =
  /for \((?:let|var|const) ([A-Za-z_$][\w$]*) = 0; \1 < ([A-Za-z_$][\w$.]*)\.length; (?:\1\+\+|\+\+\1|\1 \+= 1)\) \{/g;

/** Turns counting loops over one array into `for … of`, where the index is used for nothing else. */
function useForOf(code: string): string {
  for (const match of code.matchAll(header)) {
    const [all, index = '', list = ''] = match;
    const bodyStart = match.index + all.length;
    const bodyEnd = closingBrace(code, bodyStart);
    if (bodyEnd === undefined) continue;
    const loop = rewrittenBody(code.slice(bodyStart, bodyEnd), index, list);
    if (loop === undefined) continue;
    // Positions behind the change are stale: start over on the new text.
    return useForOf(code.slice(0, match.index) + loop + code.slice(bodyEnd));
  }
  return code;
}

/** The loop up to its closing brace; undefined where the index is needed or the element assigned. */
function rewrittenBody(body: string, index: string, list: string): string | undefined {
  const element = `${list}[${index}]`;
  const usesIndex = new RegExp(`(?<![\\w$.])${index.replaceAll('$', '\\$')}(?![\\w$])`);
  if (usesIndex.test(body.replaceAll(element, '')) || !body.includes(element)) return undefined;
  const afterElement = body.split(element).slice(1);
  if (afterElement.some((text) => /^\s*(?:[-+*/%]?=(?![=>])|\+\+|--)/.test(text))) return undefined;

  const [firstLine, name] = /^\s*(?:const|let|var) ([A-Za-z_$][\w$]*) = [^\n;]*;?/.exec(body) ?? [];
  if (
    firstLine !== undefined &&
    name !== undefined &&
    firstLine.replace(/;$/, '').endsWith(` = ${element}`)
  ) {
    return `for (const ${name} of ${list}) {${body.slice(firstLine.length).replaceAll(element, name)}`;
  }
  const item = itemName(list, body);
  return item === undefined ? undefined : `for (const ${item} of ${list}) {${body.replaceAll(element, item)}`;
}

/** The singular of the list's name, or a general word; undefined where the loop uses all of them. */
function itemName(list: string, body: string): string | undefined {
  const last = list.slice(list.lastIndexOf('.') + 1);
  const singular = /^\w+s$/.test(last) ? last.slice(0, -1) : 'item';
  const isFree = (name: string): boolean =>
    name !== last && !new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`).test(body);
  return [singular, 'item', 'element', 'entry'].find(isFree);
}

function closingBrace(code: string, from: number): number | undefined {
  let depth = 1;
  for (let position = from; position < code.length; position += 1) {
    if (code[position] === '{') depth += 1;
    if (code[position] === '}') depth -= 1;
    if (depth === 0) return position;
  }
  return undefined;
}

/** Writes a doc comment above (Python: a docstring into) each function that has none. */
function documentFunctions(code: string, language: string): string {
  const lines = code.split('\n');
  return lines
    .flatMap((line, index) => {
      const signature = signatureBefore(line, language);
      if (signature === undefined || signature.bodySoFar.trim() !== '') return [line];
      const indent = /^\s*/.exec(line)?.[0] ?? '';
      const sentence = sentenceFor(signature.name);
      if (language === 'python') {
        return lines[index + 1]?.includes('"""') === true ? [line] : [line, `${indent}    """${sentence}"""`];
      }
      if (/\*\/\s*$|^\s*\/\//.test(lines[index - 1] ?? '')) return [line];
      if (language === 'go') return [`${indent}// ${signature.name}: ${sentence}`, line];
      const tags = signature.parameters.map((name) => `${indent} * @param ${name} the ${wordsOf(name)}`);
      const gap = tags.length > 0 ? [`${indent} *`] : [];
      return [`${indent}/**`, `${indent} * ${sentence}`, ...gap, ...tags, `${indent} */`, line];
    })
    .join('\n');
}

/** `parseDuration` → "Parses duration.", `isPrime` → "Tells whether it is prime.", `median` → "The median." */
function sentenceFor(name: string): string {
  const words = wordsOf(name);
  const [first = '', ...rest] = words.split(' ');
  if (first === 'is' || first === 'has') return `Tells whether it ${words}.`;
  if (rest.length === 0) return `The ${first}.`;
  return `${first.charAt(0).toUpperCase()}${first.slice(1)}s the ${rest.join(' ')}.`;
}

function wordsOf(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .trim()
    .toLowerCase();
}
