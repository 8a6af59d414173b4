/** Paths that a person names in their words, so that stakes and size count them like the file that is open. */

const endings =
  '[cm]?[jt]sx?|py|rb|go|rs|java|kts?|cs|php|swift|c|cc|cpp|h|hpp|sql|ya?ml|json|toml|sh|md|html|s?css|vue|svelte';
/** `src/auth/login.ts:42`, `login.py`, `payments/`: a file by its ending, a folder by its slash. */
const path = new RegExp(
  `(?<![\\w@:/.\\\\-])(?:\\.{0,2}/)?((?:[\\w.-]+/)*[\\w.-]+\\.(?:${endings})|(?:[\\w.-]+/)+)(?![\\w/.@-]*[\\w/@])`,
  'g',
);
const notFiles = /^(?:node|next|nuxt|vue|three|d3|express|react)\.js$/i;

/** More than a person names in one request is a list that was pasted; far into a paste nobody looks. */
const mostFiles = 20;
const readCharacters = 20_000;

/** In the order of their mention, each once, with `/` between its parts. */
export function mentionedFiles(text: string): readonly string[] {
  const found = Array.from(text.slice(0, readCharacters).matchAll(path), ([, file = '']) => file);
  return [...new Set(found.filter((file) => !notFiles.test(file)))].slice(0, mostFiles);
}
