/** Line comments of the languages that a workspace is likely to hold. */

const markerOf: Readonly<Record<string, string>> = {
  python: '#',
  ruby: '#',
  shellscript: '#',
  yaml: '#',
  toml: '#',
  perl: '#',
  r: '#',
  dockerfile: '#',
  sql: '--',
  lua: '--',
  haskell: '--',
};

const closedMarkerOf: Readonly<Record<string, readonly [string, string]>> = {
  html: ['<!--', '-->'],
  xml: ['<!--', '-->'],
  markdown: ['<!--', '-->'],
  css: ['/*', '*/'],
};

export function commentOut(text: string, language: string): string {
  const closed = closedMarkerOf[language];
  if (closed !== undefined) return `${closed[0]} ${text} ${closed[1]}`;
  return `${markerOf[language] ?? '//'} ${text}`;
}
