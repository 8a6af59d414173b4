import type { EditorRequest } from '../model/request.ts';
import { type LocalTool, plainWish } from './localTool.ts';

const name =
  '(?:the )?(?:(?:function|method|class|type|variable|constant) )?[`\'"]?(?<symbol>[A-Za-z_$][\\w$.]*)[`\'"]?(?:\\(\\))?(?: (?:function|method|class|type|variable|constant))?';
const used = '(?:used|called|referenced)';
const uses = '(?:uses|usages|references|callers|calls)(?: (?:of|to|for))';
const scope =
  '(?: (?:from|in (?:the|this|our|my) (?:project|workspace|repo(?:sitory)?|code(?:base)?)|everywhere|anywhere))*';
const show = '(?:(?:find|show|list|give|tell|get)(?: me)?(?: all)?(?: the)?)';

/** Speaks of a symbol's uses, so that even a plain word in it is a name. */
const ofASymbol = [
  `where(?: else| all)?(?:'s| is)${scope} ${name} (?:being )?${used}${scope}`,
  `where does ${name} get ${used}${scope}`,
  `(?:${show} )?(?:all )?(?:the )?${uses} ${name}${scope}`,
  `${show} (?:places )?where ${name} is ${used}${scope}`,
  `who calls ${name}${scope}`,
];
/** Says the same of things: “what uses memory”, “which files use tabs”. */
const ofAnything = [
  `where (?:do|are|am) (?:we|i) (?:us(?:e|ing)|call(?:ing)?) ${name}${scope}`,
  `${show} (?:everywhere|(?:the )?places) ${name} is ${used}`,
  `(?:who|what|(?:which|what) (?:files|functions|modules|code)) (?:uses?|calls?) ${name}${scope}`,
  `${show} ${name} (?:usages|references|callers)`,
  `${name} (?:usages|references|callers)`,
  `(?:${show} )?(?:use|usage|reference|caller|call) (?:of|to|for) ${name}${scope}`,
];
const patterns = (forms: readonly string[]): readonly RegExp[] =>
  forms.map((form) => new RegExp(`^${form}$`, 'i'));
const [symbolPatterns, anyPatterns] = [patterns(ofASymbol), patterns(ofAnything)] as const;

/** Words that a question may hold in the symbol's place. */
const notSymbols = new Set(
  'me you him them us this it that the these code function class here used called usage usages references callers uses calls everything anything memory cpu disk data'.split(
    ' ',
  ),
);
/** Names with a hump that are known to everybody, and in no code the name of anything. */
const technologies = new Set(
  'typescript javascript nodejs github gitlab graphql mysql postgresql mongodb react vue angular python django rust java kotlin swift docker kubernetes redis kafka webpack vite eslint prettier tailwind bootstrap windows linux macos'.split(
    ' ',
  ),
);
/** Things, not names in the code: `caching`, `authentication`; and `HTTP`, `SQL`. */
const concept = /^[a-z]+(?:ing|tion|sion|ity|ness|ment|ance|ence)$|^[A-Z]{2,6}s?$/;
/** Looks like a name whatever surrounds it: `parsePrice`, `max_age`, `cart.add`. */
const codeLike = /[a-z\d][A-Z]|[_$\d.]/;

/** "where is parsePrice used" is a question for the language server. */
export function findReferences(request: EditorRequest): LocalTool | undefined {
  if (request.command !== undefined && request.command !== 'ask') return undefined;
  const text = plainWish(request.text);
  const [spoken, mentioned] = [symbolIn(text, symbolPatterns), symbolIn(text, anyPatterns)];
  const symbol = spoken ?? mentioned;
  if (symbol === undefined || notSymbols.has(symbol.toLowerCase())) return undefined;
  // “the database” is a thing; “the render function” a name.
  if (spokenOfAsThing(text, symbol)) return undefined;
  const isMarked = text.includes(`\`${symbol}`) || text.includes(`${symbol}(`);
  const isName = codeLike.test(symbol) || (spoken !== undefined && !concept.test(symbol));
  if (!isMarked && (!isName || technologies.has(symbol.toLowerCase()))) return undefined;
  return {
    name: 'references',
    because: 'uses of a symbol: the language server lists them',
    action: { kind: 'references', symbol },
  };
}

function spokenOfAsThing(text: string, symbol: string): boolean {
  const words = text.toLowerCase();
  const kind = /\b(?:function|method|class|type|variable|constant)\b/;
  return !codeLike.test(symbol) && words.includes(`the ${symbol.toLowerCase()}`) && !kind.test(words);
}

function symbolIn(text: string, all: readonly RegExp[]): string | undefined {
  return all.map((pattern) => pattern.exec(text)?.groups?.['symbol']).find((found) => found !== undefined);
}
