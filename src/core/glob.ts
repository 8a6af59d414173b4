/**
 * Globs of `files.neverSend` and `routing.highStakesFiles`, read as people know them from .gitignore
 * and VS Code: `*`, `?`, `**`, `{a,b}`, `[a-z]`. A pattern without a slash matches a name at any depth,
 * and what names a folder means all that is in it. Case never matters: `.ENV` is as secret as `.env`.
 *
 * A folder may bring globs of its own, so matching never takes more than pattern × path steps; regular
 * expressions made of globs can take hours.
 */
type Matcher = (path: string) => boolean;
/** `any` is `*`; else whether a character fits. */
type Piece = 'any' | ((character: string) => boolean);
type Segment = 'anyDepth' | readonly Piece[];

const compiled = new Map<string, Matcher>();
/** Braces multiply; what goes beyond is read without them. */
const mostAlternatives = 256;

/** `path` is workspace-relative or absolute, with either kind of slash. */
export function matchesAnyGlob(path: string, globs: readonly string[]): boolean {
  const normal = path.replaceAll('\\', '/').replace(/^(?:\.?\/)+/, '');
  return globs.some((glob) => matcherOf(glob)(normal));
}

function matcherOf(glob: string): Matcher {
  const known = compiled.get(glob);
  if (known) return known;
  const alternatives = withoutBraces(glob.toLowerCase()).map(segmentsOf);
  const matcher: Matcher = (path) => {
    const names = path.toLowerCase().split('/');
    return alternatives.some((segments) => matchesPath(segments, names));
  };
  compiled.set(glob, matcher);
  return matcher;
}

function withoutBraces(glob: string): readonly string[] {
  let alternatives: readonly string[] = [glob];
  for (;;) {
    const next = alternatives.flatMap(splitFirstBrace);
    if (next.length > mostAlternatives) return [glob];
    if (next.length === alternatives.length) return next;
    alternatives = next;
  }
}

/** The innermost first, so that braces may stand in braces; `{a}` and `{}` are no choice. */
function splitFirstBrace(glob: string): readonly string[] {
  const match = /\{([^{}]*,[^{}]*)\}/.exec(glob);
  if (match === null) return [glob];
  const [whole, choices = ''] = match;
  const [before, after] = [glob.slice(0, match.index), glob.slice(match.index + whole.length)];
  return choices.split(',').map((choice) => before + choice + after);
}

function segmentsOf(glob: string): readonly Segment[] {
  const inner = glob.replace(/\/+$/, '');
  const names = inner.replace(/^(?:\.?\/)+/, '').split('/');
  const segments = names.map((name): Segment => (name === '**' ? 'anyDepth' : piecesOf(name)));
  return inner.includes('/') ? segments : ['anyDepth', ...segments];
}

function piecesOf(name: string): readonly Piece[] {
  const pieces: Piece[] = [];
  for (const [token, set] of name.matchAll(/\\.|\*+|\[([!^]?\]?[^\]]*)\]|[\s\S]/gu)) {
    if (token.startsWith('*')) pieces.push('any');
    else if (token === '?') pieces.push(() => true);
    else if (set !== undefined) pieces.push(oneOf(set));
    else
      pieces.push(
        (character) => character === (token.length > 1 && token.startsWith('\\') ? token.slice(1) : token),
      );
  }
  return pieces;
}

function oneOf(set: string): Piece {
  const isNegated = /^[!^]/.test(set);
  const ranges = [...set.slice(isNegated ? 1 : 0).matchAll(/([\s\S])(?:-([\s\S]))?/gu)];
  const isIn = (character: string): boolean =>
    ranges.some(([, from = '', to = from]) => character >= from && character <= to);
  return (character) => isIn(character) !== isNegated;
}

/** All positions in the pattern at once, name by name; its end within the path is a folder that was named. */
function matchesPath(segments: readonly Segment[], names: readonly string[]): boolean {
  let positions = new Set(skipped(segments, 0));
  for (const name of names) {
    const next = new Set<number>();
    for (const at of positions) {
      const segment = segments[at];
      if (segment === undefined) return true;
      if (segment === 'anyDepth') next.add(at);
      else if (matchesName(segment, Array.from(name)))
        skipped(segments, at + 1).forEach((each) => next.add(each));
    }
    positions = new Set([...next].flatMap((at) => skipped(segments, at)));
  }
  return positions.has(segments.length);
}

/** `**` stands for no folder, too. */
function skipped(segments: readonly Segment[], from: number): readonly number[] {
  const positions = [from];
  while (segments[positions.at(-1) ?? 0] === 'anyDepth') positions.push((positions.at(-1) ?? 0) + 1);
  return positions;
}

/** Going back no further than to the last `*` is enough, since that one can take whatever an earlier one could. */
function matchesName(pieces: readonly Piece[], name: readonly string[]): boolean {
  let [at, piece, star, starAt] = [0, 0, -1, 0];
  while (at < name.length) {
    const wanted = pieces[piece];
    if (wanted === 'any') {
      [star, starAt] = [piece, at];
      piece += 1;
    } else if (wanted?.(name[at] ?? '')) {
      at += 1;
      piece += 1;
    } else if (star >= 0) {
      starAt += 1;
      [at, piece] = [starAt, star + 1];
    } else {
      return false;
    }
  }
  return pieces.slice(piece).every((rest) => rest === 'any');
}
