/** Words of an instruction, normalised so that "doesn't", "doesnt" and "Doesn’t" are one. */

/** Placeholders for what is named rather than said; they keep their place in word order. */
export const placeholders = {
  url: '‹url›',
  file: '‹file›',
  document: '‹document›',
  mention: '‹mention›',
  identifier: '‹identifier›',
  number: '‹number›',
} as const;

const tokenPattern =
  /https?:\/\/\S+|(?<![\w/])\/[a-z][\w-]+(?![\w/.])|@[\w./\\-]+|#\w+:\S+|`[^`\n]{1,80}`|[\w./\\-]*[\w-]\.[a-z][a-z0-9]{0,4}\b|[\p{L}_][\p{L}\p{M}\d_]*(?:['’][\p{L}]+)*(?:\(\))?|\d[\d.,:]*|[?!]|\.(?=\s|$)|\n/giu;
const documentFile = /\.(md|mdc|mdx|txt|rst|adoc|docx?|pdf)$/i;
const camelOrSnake = /[a-z\d][A-Z]|[\p{L}\d]_[\p{L}\d]|\(\)$/u;

const properNames = new Set(
  'github gitlab javascript typescript nextjs nodejs mongodb postgresql mysql sqlite youtube linkedin openai chatgpt graphql powershell jsdoc javadoc eslint dataframe fastapi pytorch tensorflow numpy opencv paypal typeerror valueerror keyerror syntaxerror indentationerror attributeerror nameerror importerror referenceerror runtimeerror modulenotfounderror assertionerror nullpointerexception macos ios iphone whatsapp vscode websocket oauth'.split(
    ' ',
  ),
);

export function tokenize(text: string): string[] {
  const tokens: string[] = [];
  const pattern = new RegExp(tokenPattern);
  let position = 0;
  while (position < text.length) {
    const end = plainWordEnd(text, position);
    if (end > position) {
      tokens.push(text.slice(position, end).toLowerCase());
      position = end;
    } else if (beginsNothing.has(text.charCodeAt(position))) {
      position++;
    } else {
      pattern.lastIndex = position;
      const match = pattern.exec(text);
      if (match === null) break;
      tokens.push(normalise(match[0]));
      position = pattern.lastIndex;
    }
  }
  return tokens;
}

const codesOf = (characters: string): ReadonlySet<number> =>
  new Set(Array.from(characters, (character) => character.charCodeAt(0)));
/** Characters that no token begins with. */
const beginsNothing = codesOf(' \t,:;()"\'*=+<>{}[]|&%$^~');
const beforeWord = codesOf(' \n("');
const afterWord = codesOf(' \n?!;)"');
/** Ends a word only before white space: `a.b`, `a:b` and `a,b` need the pattern. */
const afterWordBeforeSpace = codesOf(',.:');

/**
 * Most tokens are ASCII words between spaces: found without the pattern. Returns `start` where no
 * such word begins: capitals inside, an apostrophe, a dot or a slash need the pattern.
 */
function plainWordEnd(text: string, start: number): number {
  const first = text.charCodeAt(start) | 32;
  if (first < 97 || first > 122) return start;
  if (start > 0 && !beforeWord.has(text.charCodeAt(start - 1))) return start;
  let end = start + 1;
  while (end < text.length) {
    const code = text.charCodeAt(end);
    if (code < 97 || code > 122) break;
    end++;
  }
  if (end === text.length) return end;
  const next = text.charCodeAt(end);
  if (afterWord.has(next)) return end;
  if (!afterWordBeforeSpace.has(next)) return start;
  return end + 1 === text.length || /\s/.test(text.charAt(end + 1)) ? end : start;
}

function normalise(raw: string): string {
  const first = raw.charCodeAt(0);
  if (first === 10 || raw === '.') return '.';
  if (first === 47) return raw.toLowerCase();
  if (raw.startsWith('http')) return raw.includes('://') ? placeholders.url : raw.toLowerCase();
  if (first === 64 || first === 35)
    return documentFile.test(raw) ? placeholders.document : placeholders.mention;
  if (first === 96)
    return documentFile.test(raw.slice(1, -1)) ? placeholders.document : placeholders.identifier;
  if (first >= 48 && first <= 57 && !/[a-z]/i.test(raw)) return placeholders.number;
  if (raw.includes('.') || raw.includes('/') || raw.includes('\\')) {
    return documentFile.test(raw) ? placeholders.document : placeholders.file;
  }
  if (camelOrSnake.test(raw) && !properNames.has(raw.toLowerCase())) return placeholders.identifier;
  return raw.toLowerCase().replaceAll(/['’]/g, '');
}

const irregular = new Map<string, string>([
  ['does', 'do'],
  ['did', 'do'],
  ['done', 'do'],
  ['broke', 'break'],
  ['broken', 'break'],
  ['made', 'make'],
  ['making', 'make'],
  ['wrote', 'write'],
  ['written', 'write'],
  ['ran', 'run'],
  ['this', 'this'],
  ['is', 'is'],
  ['was', 'was'],
  ['has', 'has'],
  ['as', 'as'],
  ['us', 'us'],
  ['css', 'css'],
  ['js', 'js'],
  ['pls', 'please'],
  ['plz', 'please'],
  ['u', 'you'],
  ['ur', 'your'],
  ['always', 'always'],
  ['thing', 'thing'],
  ['string', 'string'],
  ['bring', 'bring'],
  ['nothing', 'nothing'],
  ['something', 'something'],
  ['everything', 'everything'],
  ['anything', 'anything'],
  ['during', 'during'],
  ['need', 'need'],
  ['feed', 'feed'],
  ['seed', 'seed'],
  ['red', 'red'],
  ['embed', 'embed'],
  ['speed', 'speed'],
  ['thread', 'thread'],
  ['settings', 'settings'],
]);

/** A deliberately crude stem: enough to join plurals, -ed and -ing with their verb. */
export function stem(word: string): string {
  const known = irregular.get(word);
  if (known !== undefined) return known;
  const length = word.length;
  if (length < 4) return word;
  if (word.endsWith('ing') && length > 5) return undouble(word.slice(0, -3));
  if (word.endsWith('ies') && length > 4) return `${word.slice(0, -3)}y`;
  if (word.endsWith('ed') && length > 4) return undouble(word.slice(0, -2));
  if (word.endsWith('sses') || word.endsWith('shes') || word.endsWith('ches') || word.endsWith('xes'))
    return word.slice(0, -2);
  if (word.endsWith('s') && !word.endsWith('ss') && !word.endsWith('us') && !word.endsWith('is'))
    return dropE(word.slice(0, -1));
  return dropE(word);
}

function undouble(base: string): string {
  const last = base.at(-1);
  return last !== undefined && last === base.at(-2) && !'lsz'.includes(last)
    ? base.slice(0, -1)
    : dropE(base);
}

/** "update", "updated" and "updating" meet only without their last e. */
function dropE(base: string): string {
  return base.length > 4 && base.endsWith('e') ? base.slice(0, -1) : base;
}

/** Words that carry the grammar of a request rather than its topic. */
const grammar = new Set(
  'i you we it they he this that these those there here a an the my your our its their me us them is are was were be been am do does did done doing has have had having can could would should will wont cant must may might shall to of in on at for from with without by as into about after before when while if then than but and or not no dont doesnt didnt isnt arent wasnt shouldnt couldnt wouldnt what why how where which who whose whats hows wheres lets let please just only also so now still again yet already instead too very really all any some every each both same other another more most less first last next one two because since until make made get got want need like see use using try going'.split(
    ' ',
  ),
);

export function isGrammar(token: string): boolean {
  return grammar.has(token);
}
