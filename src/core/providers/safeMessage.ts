import { maskedKey, quotesKey } from './keyMask.ts';

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
