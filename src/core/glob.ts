/**
 * Globs of `files.neverSend` and `routing.highStakesFiles`, read as people know them from
 * .gitignore: a pattern without a slash matches a name at any depth. Case never matters: `.ENV` is
 * as secret as `.env`.
 */
import picomatch from 'picomatch/posix.js';

type Matcher = (path: string) => boolean;

const compiled = new Map<string, Matcher>();

/** `path` is workspace-relative, with either kind of slash. */
export function matchesAnyGlob(path: string, globs: readonly string[]): boolean {
  const normal = path.replaceAll('\\', '/').replace(/^(?:\.?\/)+/, '');
  return globs.some((glob) => matcherOf(glob)(normal));
}

function matcherOf(glob: string): Matcher {
  const known = compiled.get(glob);
  if (known) return known;
  const rooted = glob.replace(/^\//, '').replace(/\/$/, '/**');
  const anyDepth = glob.replace(/\/$/, '').includes('/') ? [rooted] : [`**/${rooted}`, `**/${rooted}/**`];
  const matcher = picomatch(anyDepth, { dot: true, nocase: true });
  compiled.set(glob, matcher);
  return matcher;
}
