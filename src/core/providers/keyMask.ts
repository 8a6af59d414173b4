/** No part of a key is shown, in whatever form a server says it. */

/** This many of its characters in a row are a part of a key; fewer are chance. */
const partLength = 6;

/** `text` with `[key]` for each part of the key; letters in the other case are the same. */
export function maskedKey(text: string, key: string | undefined): string {
  const isPart = Array.from({ length: text.length }, () => false);
  let found = false;
  for (const [start, end] of partsIn(text, key)) {
    found = true;
    isPart.fill(true, start, end);
  }
  if (!found) return text;
  let masked = '';
  for (let at = 0; at < text.length; at += 1) {
    if (isPart[at] !== true) masked += text.charAt(at);
    else if (isPart[at - 1] !== true) masked += '[key]';
  }
  return masked;
}

export function quotesKey(text: string, key: string | undefined): boolean {
  return !partsIn(text, key).next().done;
}

/** Where parts of the key begin and end; they may overlap. */
function* partsIn(text: string, key: string | undefined): Generator<readonly [number, number]> {
  if (key === undefined || key === '') return;
  const folded = foldedCase(text);
  for (const form of formsOf(key)) {
    const length = Math.min(partLength, form.length);
    const parts = new Set<string>();
    for (let at = 0; at + length <= form.length; at += 1) parts.add(form.slice(at, at + length));
    for (let at = 0; at + length <= folded.length; at += 1) {
      if (parts.has(folded.slice(at, at + length))) yield [at, at + length];
    }
  }
}

/** As it is, as it stands in URLs, in JSON and in HTML, and as Basic authorisation encodes it. */
function formsOf(key: string): ReadonlySet<string> {
  const forms = [key, JSON.stringify(key).slice(1, -1), key.replaceAll('&', '&amp;'), ...base64Forms(key)];
  // A lone half of a character cannot be encoded.
  if (key.isWellFormed()) forms.push(encodeURIComponent(key));
  return new Set(forms.map(foldedCase));
}

/** What comes before a key shifts its base64 by up to two characters; the ends mix with neighbours. */
function base64Forms(key: string): readonly string[] {
  const bytes = String.fromCharCode(...new TextEncoder().encode(key));
  return [0, 1, 2]
    .map((shift) => btoa(' '.repeat(shift) + bytes).replace(/=+$/, ''))
    .map((text, shift) => text.slice(shift === 0 ? 0 : 2 + shift - 1, -2))
    .filter((text) => text.length >= partLength + 2);
}

/** By single units, so that places stay the same. */
function foldedCase(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}
