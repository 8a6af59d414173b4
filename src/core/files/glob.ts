/**
 * Whether a list of globs names a path. A pattern without a slash names a file at any depth, and what
 * names a folder means all that is in it. Patterns are read in globPattern.ts.
 *
 * A folder may bring globs of its own, so a look-up takes a bounded number of steps; regular expressions
 * made of globs can take hours.
 */
import { foldedName, readGlob, type NamePattern, type Piece, type Segment } from './globPattern.ts';

/** Elementary steps of one look-up; the default list takes some thousands. */
const mostSteps = 2_000_000;

interface Work {
  stepsLeft: number;
}

interface ReadGlobs {
  readonly home: string | undefined;
  readonly globs: readonly { readonly glob: string; readonly paths: readonly (readonly Segment[])[] }[];
}

/** Lists come from settings and stay the same objects until those change. */
const read = new WeakMap<readonly string[], ReadGlobs>();

function readGlobs(globs: readonly string[], home: string | undefined): ReadGlobs['globs'] {
  const known = read.get(globs);
  if (known && known.home === home) return known.globs;
  const readings = globs.flatMap((glob) => {
    const reading = readGlob(glob, home);
    // Told where the settings are read, which then keep files here.
    return reading.ok ? [{ glob, paths: reading.paths }] : [];
  });
  read.set(globs, { home, globs: readings });
  return readings;
}

/**
 * @param paths the names of one file: from the root or from its folder, with either kind of slash.
 * @param home what `~/` stands for, beside the usual places.
 * @returns the first glob that names one of them; also one that takes more steps than there are, since
 *   nobody keeps a file by a list that is too long to be read and means it to go.
 */
export function matchingGlob(
  paths: readonly string[],
  globs: readonly string[],
  home?: string,
): string | undefined {
  const work: Work = { stepsLeft: mostSteps };
  const named = [...new Set(paths.map(foldedName))].map((path) =>
    path
      .replaceAll('\\', '/')
      .split('/')
      .filter((name) => name !== '' && name !== '.')
      .map((name) => Array.from(name)),
  );
  return readGlobs(globs, home).find(({ paths: patterns }) =>
    patterns.some((segments) => named.some((names) => matchesPath(segments, names, work))),
  )?.glob;
}

/** All positions in the pattern at once, name by name; its end within the path is a folder that was named. */
function matchesPath(
  segments: readonly Segment[],
  names: readonly (readonly string[])[],
  work: Work,
): boolean {
  let positions: ReadonlySet<number> = new Set(skipped(segments, 0));
  for (const name of names) {
    const next = new Set<number>();
    for (const at of positions) {
      const segment = segments[at];
      if (segment === undefined) return true;
      work.stepsLeft -= 1;
      if (segment === 'anyDepth') skipped(segments, at).forEach((each) => next.add(each));
      else if (matchesName(segment, name, work)) skipped(segments, at + 1).forEach((each) => next.add(each));
      if (work.stepsLeft < 0) return true;
    }
    positions = next;
  }
  return positions.has(segments.length);
}

/** `**` stands for no folder, too. */
function skipped(segments: readonly Segment[], from: number): readonly number[] {
  const positions = [from];
  while (segments[positions.at(-1) ?? 0] === 'anyDepth') positions.push((positions.at(-1) ?? 0) + 1);
  return positions;
}

function matchesName(pieces: NamePattern, name: readonly string[], work: Work): boolean {
  return endsOf(pieces, name, new Set([0]), work).has(name.length);
}

type Places = ReadonlySet<number>;

/** Where in the name the pieces may end that begin at one of `starts`. */
function endsOf(pieces: NamePattern, name: readonly string[], starts: Places, work: Work): Places {
  let places = starts;
  for (const piece of pieces) {
    if (places.size === 0 || work.stepsLeft < 0) return new Set();
    work.stepsLeft -= places.size;
    places = endsOfPiece(piece, name, places, work);
  }
  return places;
}

function endsOfPiece(piece: Piece, name: readonly string[], starts: Places, work: Work): Places {
  switch (piece.kind) {
    case 'any':
      return allFrom(Math.min(...starts), name, work);
    case 'one':
      return new Set(
        [...starts].filter((at) => at < name.length && piece.fits(name[at] ?? '')).map((at) => at + 1),
      );
    case 'group': {
      const once = (from: Places): Places =>
        new Set(piece.choices.flatMap((choice) => [...endsOf(choice, name, from, work)]));
      switch (piece.sign) {
        case '@':
          return once(starts);
        case '?':
          return new Set([...starts, ...once(starts)]);
        case '+':
          return repeated(once, once(starts));
        case '*':
          return repeated(once, starts);
        case '!':
          return new Set(
            [...starts].flatMap((at) => [...otherEnds(once(new Set([at])), allFrom(at, name, work))]),
          );
      }
    }
  }
}

function allFrom(start: number, { length }: readonly string[], work: Work): Places {
  work.stepsLeft -= length + 1 - start;
  return new Set(Array.from({ length: length + 1 - start }, (_, index) => start + index));
}

function otherEnds(named: Places, all: Places): readonly number[] {
  return [...all].filter((at) => !named.has(at));
}

/** Goes on from each place once. */
function repeated(once: (from: Places) => Places, starts: Places): Places {
  const found = new Set(starts);
  let fresh = starts;
  while (fresh.size > 0) {
    fresh = new Set([...once(fresh)].filter((at) => !found.has(at)));
    fresh.forEach((at) => found.add(at));
  }
  return found;
}
