/** A page for people, where an answer was expected. */

/** Told by its beginning and not by its type alone: some servers stream good answers as `text/html`. */
export function isWebPage(text: string): boolean {
  return /^\s*<(?:!doctype|!--|\?xml|(?:html|head|body|title|script|meta)\b)/i.test(text);
}
