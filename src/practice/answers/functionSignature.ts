/** Finds the function whose body the cursor stands in, by the last signature before it; writes line comments. */

export interface FunctionSignature {
  readonly name: string;
  readonly parameters: readonly string[];
  /** Text between the signature's opening and the cursor: what of the body is there already. */
  readonly bodySoFar: string;
}

/** Whether nothing but comments or a docstring stands in the body so far. */
export function isBodyEmpty({ bodySoFar }: FunctionSignature): boolean {
  return /^\s*(?:(?:"{3}[^]*?"{3}|'{3}[^]*?'{3}|\/\*[^]*?\*\/|(?:\/\/|#)[^\n]*)\s*)*$/.test(bodySoFar);
}

const word = '[A-Za-z_$][\\w$]*';
const parameterList = '\\(([^()]*(?:\\([^()]*\\)[^()]*)*)\\)';

const braceSignatures: readonly RegExp[] = [
  new RegExp(`\\bfunction\\s*\\*?\\s*(${word})\\s*(?:<[^(]*>)?\\s*${parameterList}[^{};]*\\{`, 'g'),
  new RegExp(
    `\\b(?:const|let|var)\\s+(${word})\\s*=\\s*(?:async\\s*)?${parameterList}[^{};=]*=>\\s*\\{`,
    'g',
  ),
  new RegExp(
    `\\b(?:func|fn)\\s+(?:\\([^)]*\\)\\s*)?(${word})\\s*(?:<[^(]*>)?\\s*${parameterList}[^{};]*\\{`,
    'g',
  ),
];
const pythonSignatures: readonly RegExp[] = [
  new RegExp(`\\bdef\\s+(${word})\\s*${parameterList}[^:\\n]*:`, 'g'),
];

/** undefined where no signature stands before the cursor. */
export function signatureBefore(before: string, language: string): FunctionSignature | undefined {
  const patterns = language === 'python' ? pythonSignatures : braceSignatures;
  const found = patterns.flatMap((pattern) => [...before.matchAll(pattern)]);
  const nearest = found.toSorted((left, right) => right.index - left.index)[0];
  const [all, name, parameters] = nearest ?? [];
  if (nearest === undefined || all === undefined || name === undefined) return undefined;
  return {
    name,
    parameters: parameterNames(parameters ?? ''),
    bodySoFar: before.slice(nearest.index + all.length),
  };
}

/** Names in order; types, defaults, `...`, `mut` and Python's `self` dropped. */
function parameterNames(list: string): readonly string[] {
  return splitAtTopLevel(list)
    .map((part) => new RegExp(`^(?:\\.\\.\\.|\\*{1,2}|mut\\s+)?(${word})`).exec(part.trim())?.[1])
    .filter((name) => name !== undefined)
    .filter((name) => name !== 'self' && name !== 'this');
}

function splitAtTopLevel(list: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let current = '';
  for (const character of list) {
    if ('([{<'.includes(character)) depth += 1;
    if (')]}>'.includes(character)) depth -= 1;
    if (character === ',' && depth <= 0) {
      parts.push(current);
      current = '';
    } else {
      current += character;
    }
  }
  return [...parts, current];
}

/** Line comments of the languages that a workspace is likely to hold. */
const markerOf: Readonly<Record<string, string>> = {
  python: '#',
  ruby: '#',
  shellscript: '#',
  yaml: '#',
  toml: '#',
  perl: '#',
  r: '#',
  dockerfile: '#',
  sql: '--',
  lua: '--',
  haskell: '--',
};

const closedMarkerOf: Readonly<Record<string, readonly [string, string]>> = {
  html: ['<!--', '-->'],
  xml: ['<!--', '-->'],
  markdown: ['<!--', '-->'],
  css: ['/*', '*/'],
};

export function commentOut(text: string, language: string): string {
  const closed = closedMarkerOf[language];
  if (closed !== undefined) return `${closed[0]} ${text} ${closed[1]}`;
  return `${markerOf[language] ?? '//'} ${text}`;
}
