import type { EditorRequest } from '../request.ts';
import type { LocalTool } from './localTool.ts';

const asks =
  /^(?:where(?: else)?(?:'s| is| are| do we| do i)?|who|what|(?:which|what) (?:files|functions|modules|code)|find(?: all)?(?: the)?|show(?: me)?(?: all)?(?: the)?|list(?: all)?(?: the)?)\s+(?:(?:calls?|uses?|usages?|references?|callers?)(?:\s+(?:of|to|for))?\s+)?[`'"]?([A-Za-z_$][\w$.]*)[`'"]?(?:\(\))?(?:\s+(?:is\s+)?(?:used|called|referenced|use|call))?(?:\s+(?:from|in (?:the|this) (?:project|workspace|code(?:base)?)|everywhere|anywhere))?[?.]?$/i;
const mentionsUse = /\b(?:uses?|used|usages?|calls?|called|callers?|references?|referenced)\b/i;
/** Words that a question may hold in the symbol's place. */
const notSymbols = new Set([
  'this',
  'it',
  'that',
  'the',
  'these',
  'code',
  'function',
  'class',
  'here',
  'used',
  'called',
  'usage',
  'usages',
  'references',
  'callers',
  'uses',
  'calls',
  'everything',
  'anything',
  'memory',
  'cpu',
  'disk',
  'data',
]);
/** Things, not names in the code: `caching`, `authentication`. */
const concept = /^[a-z]+(?:ing|tion|sion|ity|ness|ment|ance|ence)$/;
/** Looks like a name whatever surrounds it. */
const codeLike = /[A-Z_$\d.]/;

/** "where is parsePrice used" is a question for the language server. */
export function findReferences(request: EditorRequest): LocalTool | undefined {
  if (request.command !== undefined && request.command !== 'ask') return undefined;
  const text = request.text.trim();
  const symbol = mentionsUse.test(text) ? asks.exec(text)?.[1] : undefined;
  if (symbol === undefined || notSymbols.has(symbol.toLowerCase())) return undefined;
  // A plain word may be a thing as well as a name: only the grammar of code makes it a name.
  const isMarked = text.includes(`\`${symbol}`) || text.includes(`${symbol}(`) || codeLike.test(symbol);
  if (
    !isMarked &&
    (concept.test(symbol) || /^(?:where are|what uses|who uses|show(?: me)? usages?)\b/i.test(text))
  )
    return undefined;
  return {
    name: 'references',
    because: 'uses of a symbol: the language server lists them',
    action: { kind: 'references', symbol },
  };
}
