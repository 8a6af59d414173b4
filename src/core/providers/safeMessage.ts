/**
 * What a server says, made fit to be shown and kept: without a key, a prompt, or more than a sentence. And
 * the key, bound to its endpoint.
 */
import { SwitchyardError } from '../model/errors.ts';
import { checkEndpointUrl, originOf } from '../model/endpointUrl.ts';

/** What must not stand in any message. */
export interface Secrecy {
  readonly apiKey?: string | undefined;
  /** The texts of the request. */
  readonly promptTexts: readonly string[];
}

const maxLength = 300;
/** Servers that validate their input like to quote it back; this much in common is no chance. */
const quoteLength = 16;

/**
 * The provider's own words, fit to be shown and logged: without any part of the key, at most 300
 * characters, and withheld altogether where they quote the prompt.
 */
export function safeMessage(message: string, { apiKey, promptTexts }: Secrecy): string | undefined {
  const withoutKey = maskedKey(oneLine(message), apiKey);
  // Providers quote keys shortened, e.g. `sk-ab***yz`.
  const plain = withoutKey.replaceAll(/\b(sk|xai|gsk|key|AIza)[-_\w*.]{6,}/g, '[key]');
  const cut = plain.length > maxLength ? `${plain.slice(0, maxLength - 1)}…` : plain;
  if (cut === '' || promptTexts.some((text) => quotes(cut, oneLine(text)))) return undefined;
  return cut;
}

/** Whether `text` repeats a piece of the key or of the request. */
export function quotesSecret(text: string, { apiKey, promptTexts }: Secrecy): boolean {
  return quotesKey(text, apiKey) || promptTexts.some((secret) => quotes(text, oneLine(secret)));
}

/** Invisible characters would part what a person still reads as one. */
function oneLine(text: string): string {
  return text
    .replaceAll(/(\s|\\n|\\t)+/g, ' ')
    .replaceAll(/\p{Cf}/gu, '')
    .trim();
}

function quotes(message: string, prompt: string): boolean {
  if (prompt.length < quoteLength) return prompt.length >= 6 && message.includes(prompt);
  for (let start = 0; start + quoteLength <= message.length; start++) {
    if (prompt.includes(message.slice(start, start + quoteLength))) return true;
  }
  return false;
}

// No part of a key is shown, in whatever form a server says it.

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

/** A key and the scheme, host and port that it may be sent to, e.g. `https://api.openai.com`. */
export interface BoundKey {
  readonly origin: string;
  readonly key: string;
}

/**
 * The key to send to `baseUrl`; none over plain http to another machine.
 *
 * @throws SwitchyardError `endpointRefused` where the address is unfit or the key is another's
 */
export function keyFor(
  endpoint: { readonly id: string; readonly baseUrl: string },
  bound: BoundKey | undefined,
): string | undefined {
  const check = checkEndpointUrl(endpoint.baseUrl);
  if (!check.ok) throw refusal(endpoint.id, check.problem);
  if (bound === undefined || check.kind === 'private') return undefined;
  if (originOf(bound.origin) !== check.origin) {
    throw refusal(endpoint.id, `the key was stored for another address than ${check.origin}`);
  }
  return bound.key;
}

function refusal(endpoint: string, problem: string): SwitchyardError {
  return new SwitchyardError('endpointRefused', `${endpoint}: ${problem}`, {
    details: { endpoint, problem },
    unbilled: true,
  });
}
