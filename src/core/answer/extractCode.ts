/**
 * Takes the code out of a model's answer: fences, prose around them, a missing end, no fence at all; and
 * tells prose from code.
 */
import { indentOf, isBlank } from './indentation.ts';

export interface ExtractedCode {
  /** Without the line break before the closing fence; line breaks as the model wrote them. */
  readonly code: string;
  /** `unclosed`: the answer ends inside its code. `bare`: no fence; the whole answer, which may be prose. */
  readonly from: 'fence' | 'unclosed' | 'bare';
}

interface Fence {
  readonly language: string;
  readonly code: string;
  readonly isClosed: boolean;
}

/**
 * Of several blocks the largest in the language asked for wins, else the largest of all.
 *
 * @returns undefined where the answer is blank.
 */
export function extractCode(
  answer: string,
  options: { readonly languageId?: string } = {},
): ExtractedCode | undefined {
  const text = answer.replace(/^\uFEFF/, '');
  if (text.trim() === '') return undefined;
  const fences = readFences(text);
  const wanted = fences.filter((fence) => isLanguage(fence.language, options.languageId));
  const [first, ...rest] = wanted.length > 0 ? wanted : fences;
  if (first === undefined) return { code: trimBlankLines(text), from: 'bare' };
  const largest = rest.reduce((best, each) => (each.code.length > best.code.length ? each : best), first);
  return { code: largest.code.replace(/^\uFEFF/, ''), from: largest.isClosed ? 'fence' : 'unclosed' };
}

interface Marker {
  readonly width: number;
  readonly characters: string;
  /** What follows the characters; empty in every closing marker. */
  readonly info: string;
}

function markerOf(line: string): Marker | undefined {
  const [, indent = '', characters, info = ''] =
    /^([ \t]*)(`{3,}|~{3,})[ \t]*([^`\r]*?)[ \t]*\r?$/.exec(line) ?? [];
  return characters === undefined ? undefined : { width: indent.length, characters, info };
}

/** As in CommonMark, except that fences may be indented by any amount and may nest. */
function readFences(text: string): readonly Fence[] {
  const lines = text.split('\n');
  const markers = lines.map(markerOf);
  const fences: Fence[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const marker = markers[index];
    if (marker === undefined) continue;
    const end = closingLine(markers, index, marker);
    const inside = lines.slice(index + 1, end);
    const code = inside.map((line) => withoutIndent(line, marker.width)).join('\n');
    fences.push({
      language: languageOf(marker.info),
      code: code.replace(/\r$/, ''),
      isClosed: end !== undefined,
    });
    index = end ?? lines.length;
  }
  return fences;
}

/** Deeper nesting is taken for fences that were never closed. */
const deepestNesting = 8;

/**
 * Markers of the same kind with an info string open a block inside the block, as in an answer that holds
 * Markdown; where that leaves the block without an end, the first marker that could close it does.
 */
function closingLine(
  markers: readonly (Marker | undefined)[],
  openingLine: number,
  { characters }: Marker,
): number | undefined {
  let firstCandidate: number | undefined;
  let depth = 0;
  for (let index = openingLine + 1; index < markers.length; index += 1) {
    const marker = markers[index];
    if (marker === undefined || !marker.characters.startsWith(characters)) continue;
    if (marker.info !== '') {
      depth += 1;
    } else {
      firstCandidate ??= index;
      if (depth === 0) return index;
      depth -= 1;
    }
    if (depth > deepestNesting && firstCandidate !== undefined) return firstCandidate;
  }
  return firstCandidate;
}

/** Drops up to `width` blanks, those that the fence itself is indented by. */
function withoutIndent(line: string, width: number): string {
  let start = 0;
  while (start < width && (line[start] === ' ' || line[start] === '\t')) start += 1;
  return line.slice(start);
}

/** The first word of the info string: `ts`, `{.python}`, `js title="x"`, `typescript:src/a.ts`. */
function languageOf(info: string): string {
  return /[\w+#-]+/.exec(info)?.[0].toLowerCase() ?? '';
}

const namesOf: Readonly<Record<string, readonly string[]>> = {
  typescript: ['ts', 'mts', 'cts'],
  typescriptreact: ['tsx', 'typescript', 'ts'],
  javascript: ['js', 'mjs', 'cjs', 'node'],
  javascriptreact: ['jsx', 'javascript', 'js'],
  python: ['py', 'python3'],
  csharp: ['cs', 'c#'],
  cpp: ['c++', 'cc'],
  shellscript: ['sh', 'bash', 'shell', 'zsh'],
  markdown: ['md'],
  yaml: ['yml'],
  rust: ['rs'],
  ruby: ['rb'],
  go: ['golang'],
  jsonc: ['json'],
};

function isLanguage(name: string, languageId: string | undefined): boolean {
  if (languageId === undefined || name === '') return false;
  return name === languageId || (namesOf[languageId]?.includes(name) ?? false);
}

function trimBlankLines(text: string): string {
  return text.replace(/^(?:[ \t]*\r?\n)+/, '').replace(/(?:\r?\n[ \t]*)+$/, '');
}

// Tells an answer in words from one in code, where no fence does: many models complete with bare code.

/** Here words are what is to be written. */
const wordLanguages: ReadonlySet<string> = new Set(
  'markdown plaintext restructuredtext asciidoc latex tex bibtex org feature cucumber gherkin git-commit cobol'.split(
    ' ',
  ),
);
/** Here words stand between tags. */
const tagLanguages: ReadonlySet<string> = new Set(
  'html xml svg vue svelte astro handlebars erb razor javascriptreact typescriptreact'.split(' '),
);

/** Here words are the values of keys. */
const dataLanguages: ReadonlySet<string> = new Set('yaml dockercompose properties ini dotenv'.split(' '));

/** Words of sentences that no usual language has for keywords; with a dot or bracket they are names. */
const sentenceWord =
  /(?<![\w.$@#-])(?:the|an|this|these|those|you|your|we|it|its|i|i'm|cannot|can't|can|could|would|should|need|needs|please|here|here's|sorry|sure|there|what|which|how|of|without|be|are|was|will|must|don't|doesn't|know|because|have|missing)(?![\w(.[=:'"-])/gi;
/** A sentence: words, and then its end. */
const sentence = /^[A-Z][\w'’,-]*(?: [\w'’,-]+)+[.!?]$/;

const commentsAndStrings =
  /\/\*[^]*?(?:\*\/|(?![^]))|"""[^]*?(?:"""|(?![^]))|'''[^]*?(?:'''|(?![^]))|`[^`]*`|<!--[^]*?(?:-->|(?![^]))|"(?:[^"\\\n]|\\.)*"|(?<!\w)'(?:[^'\\\n]|\\.)*'|(?:\/\/|#|--|;;|^[ \t]*[%*]).*$/gm;
const betweenTags = />[^<>]*</g;
const values = /^([ \t]*(?:-|[\w."'/$-]+[ \t]*[:=])).*$/gm;

/** Judged by the lines that stand least deep: what a sentence says of code stands beside it, not in it. */
export function isProse(text: string, languageId: string): boolean {
  if (wordLanguages.has(languageId)) return false;
  let code = text.replaceAll(commentsAndStrings, '');
  if (tagLanguages.has(languageId)) code = code.replaceAll(betweenTags, '><');
  if (dataLanguages.has(languageId)) code = code.replaceAll(values, '$1');
  const lines = code.split('\n').filter((line) => !isBlank(line));
  const depth = Math.min(...lines.map((line) => indentOf(line).length));
  return lines.some((line) => indentOf(line).length === depth && saysWords(line.trim()));
}

function saysWords(line: string): boolean {
  if (/[;{}]$/.test(line)) return false;
  return sentence.test(line) || (line.match(sentenceWord)?.length ?? 0) >= 2;
}
