/** Tells an answer in words from one in code, where no fence does: many models complete with bare code. */
import { indentOf, isBlank } from './indentation.ts';

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
