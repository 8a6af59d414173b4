/** `text` as it stands, on one line: names come from providers and files, and may neither break a table nor carry markup. */
export function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]()#+\-.!|<>$~]/g, '\\$&').replaceAll(/\s+/g, ' ');
}
