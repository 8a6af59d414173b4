/** The parts that a glob is written in: characters, `*`, sets, choices and groups, each as far as it reaches. */

/** What a person is told of a pattern that is not understood. */
export interface GlobFault {
  /** Ends the sentence "the pattern …". */
  readonly what: string;
  /** A full sentence. */
  readonly mend: string;
}

/** What reading a glob throws; it never leaves globPattern.ts. */
export class Misread extends Error {
  readonly fault: GlobFault;
  constructor(what: string, mend: string) {
    super(what);
    this.fault = { what, mend };
  }
}

/** Any run of characters, or one. */
export type Part = { readonly kind: 'any' } | { readonly kind: 'one'; readonly fits: Fits };
type Fits = (character: string) => boolean;

/** Braces are `@`; the other signs stand before parentheses, as in bash. */
export type GroupSign = '@' | '?' | '*' | '+' | '!';

export type Node = Part | 'slash' | GroupNode;
export interface GroupNode {
  readonly kind: 'group';
  readonly sign: GroupSign;
  readonly choices: readonly (readonly Node[])[];
}

/** `{1..500}` is a list that was meant otherwise. */
const longestRange = 100;

export function literal(character: string): Part {
  return { kind: 'one', fits: (other) => other === character };
}

const literals = (text: string): readonly Part[] => Array.from(text, literal);

/** @throws Misread where the text is no glob. */
export function readNodes(text: string): readonly Node[] {
  const characters = Array.from(text);
  let at = 0;

  function until(ends: string): readonly Node[] {
    const nodes: Node[] = [];
    while (at < characters.length && !ends.includes(characters[at] ?? '')) nodes.push(...next());
    return nodes;
  }

  function next(): readonly Node[] {
    const character = characters[at] ?? '';
    if (characters[at + 1] === '(' && isSign(character)) return [group(character, 2)];
    if (character === '(' && holdsChoice()) return [group('@', 1)];
    if (character === '{') return braces();
    if (character === '[') return set();
    if (character === '*') return stars();
    at += 1;
    if (character === '/') return ['slash'];
    if (character === '?') return [{ kind: 'one', fits: () => true }];
    if (character !== '\\' || at === characters.length) return [literal(character)];
    at += 1;
    return [literal(characters[at - 1] ?? '')];
  }

  /** A star that begins a group belongs to it; three stars say no more than two. */
  function stars(): readonly Node[] {
    const begin = at;
    while (characters[at] === '*' && characters[at + 1] !== '(') at += 1;
    return at - begin > 1 ? [{ kind: 'any' }, { kind: 'any' }] : [{ kind: 'any' }];
  }

  /** Parentheses alone belong to names such as `(auth)`. */
  function holdsChoice(): boolean {
    const close = characters.indexOf(')', at);
    return close > 0 && characters.slice(at, close).includes('|');
  }

  function choices(opening: number, separator: string, close: string): readonly (readonly Node[])[] {
    const open = characters[at + opening - 1] ?? '';
    at += opening;
    const found = [until(separator + close)];
    while (characters[at] === separator) {
      at += 1;
      found.push(until(separator + close));
    }
    if (characters[at] !== close) throw new Misread(`has a “${open}” without its “${close}”`, 'Close it.');
    at += 1;
    return found;
  }

  function group(sign: GroupSign, opening: number): Node {
    return { kind: 'group', sign, choices: choices(opening, '|', ')') };
  }

  function braces(): readonly Node[] {
    const begin = at + 1;
    const found = choices(1, ',', '}');
    const inner = characters.slice(begin, at - 1).join('');
    const ways = found.length > 1 ? found.flatMap(alsoTrimmed) : soleWays(inner, found[0] ?? []);
    return [{ kind: 'group', sign: '@', choices: ways }];
  }

  /** A bracket that is never closed is a bracket. */
  function set(): readonly Node[] {
    const [whole, inner] = /^\[([!^]?\]?[^\]/]*)\]/.exec(characters.slice(at).join('')) ?? [];
    at += whole === undefined ? 1 : Array.from(whole).length;
    return [inner === undefined ? literal('[') : { kind: 'one', fits: oneOf(inner) }];
  }

  return until('');
}

function isSign(character: string): character is GroupSign {
  return /^[@?*+!]$/.test(character);
}

/** A choice of one may as well be a name with braces; a range is a choice of many. */
function soleWays(inner: string, sole: readonly Node[]): readonly (readonly Node[])[] {
  if (inner.includes('..')) return rangeOf(inner);
  // Both ways again within both ways would be ever more.
  return inner.includes('{') ? [sole] : [[literal('{'), ...sole, literal('}')], sole];
}

/** `{a, b}` is written with a blank for the eye. */
function alsoTrimmed(choice: readonly Node[]): readonly (readonly Node[])[] {
  const isBlank = (node: Node | undefined): boolean =>
    node !== undefined && node !== 'slash' && node.kind === 'one' && node.fits(' ') && !node.fits('x');
  let [start, end] = [0, choice.length];
  while (start < end && isBlank(choice[start])) start += 1;
  while (end > start && isBlank(choice[end - 1])) end -= 1;
  const trimmed = choice.slice(start, end);
  const isPlain = choice.every((node) => node === 'slash' || node.kind !== 'group');
  return isPlain && trimmed.length < choice.length ? [choice, trimmed] : [trimmed];
}

/** `{1..9}`, `{01..12}`, `{a..e}`. */
function rangeOf(inner: string): readonly (readonly Part[])[] {
  const [, from = '', to = ''] = /^(\d+|\p{L})\.\.(\d+|\p{L})$/u.exec(inner) ?? [];
  const isNumber = /^\d/.test(from);
  const [first, last] = isNumber ? [Number(from), Number(to)] : [from.codePointAt(0), to.codePointAt(0)];
  const length = Number(last) - Number(first) + 1;
  if (isNumber !== /^\d/.test(to) || !(length >= 1 && length <= longestRange)) {
    throw new Misread(
      `has {${inner}}, which is no range of at most ${longestRange}`,
      'Write it as in {1..9} or {a..e}, or name the choices.',
    );
  }
  const width = /^0\d/.test(from) ? from.length : 0;
  return Array.from({ length }, (_, index) => Number(first) + index).map((each) =>
    literals(isNumber ? String(each).padStart(width, '0') : String.fromCodePoint(each)),
  );
}

function oneOf(set: string): Fits {
  if (/\[[:.=]|^[:.=].*[:.=]$/.test(set)) {
    throw new Misread(`has [${set}], which is not understood`, 'Write the characters, as in [a-z0-9].');
  }
  const isNegated = /^[!^]/.test(set);
  const ranges = [...set.slice(isNegated ? 1 : 0).matchAll(/([\s\S])(?:-([\s\S]))?/gu)].map(
    ([, from = '', to = from]) => [from, to] as const,
  );
  if (ranges.some(([from, to]) => from > to)) {
    throw new Misread(`has [${set}], whose range runs backwards`, 'Write it as in [a-z].');
  }
  const isIn = (character: string): boolean =>
    ranges.some(([from, to]) => character >= from && character <= to);
  return (character) => isIn(character) !== isNegated;
}
