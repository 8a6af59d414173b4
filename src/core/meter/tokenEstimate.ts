/**
 * Estimates tokens from text alone: a linear model over features of its runs, in one pass and
 * without a vocabulary. Fitted to o200k_base counts of code, data and prose; what a model's own
 * tokenizer does differently is learned per model (calibration.ts). `npm run bench` prints its error.
 */
import type { Attempt, Message } from '../model/provider.ts';

/** Tokens that one unit of each feature adds. */
const weights = {
  /** A word, or one part of a camelCase one. */
  words: 1.007,
  /** Letters of a word beyond the seventh: long words are rarely one token. */
  longLetters: 0.117,
  /** Capitals of an all-capitals word beyond the third. */
  longCapitals: 0.103,
  /** Digits come in threes. */
  digitGroups: 1.351,
  punctuation: 0.127,
  punctuationRuns: 0.635,
  newlineRuns: 0.359,
  /** Two blanks or more, or a tab; a single blank belongs to the word behind it. */
  blankRuns: 0.954,
  /** Letters with diacritics, on top of the word they stand in. */
  accented: 1.198,
  han: 0.808,
  kana: 0.686,
  hangul: 0.731,
  /** Greek, Cyrillic and Armenian, of whose words a token holds some four letters. */
  otherAlphabets: 0.265,
  /** Hebrew, Arabic, the scripts of India and South-East Asia, Georgian: two to three a token. */
  otherLetters: 0.405,
  /** UTF-16 units beyond the basic plane: two make one emoji. */
  surrogates: 1.2,
  otherSymbols: 1.6,
  /** The same symbol again: a drawn line has long tokens. */
  repeatedSymbols: 0.3,
  /** Blanks and tabs beyond the 64th of a run, and line breaks beyond the 16th. */
  longBlanks: 0.015,
  longBreaks: 0.06,
};

/**
 * What one unit adds at the very least, by the leanest of the tokenizers measured (o200k, cl100k,
 * Gemini, Qwen 3, DeepSeek V3, Llama 3): over 1,000 pieces of code, data and prose in 30 languages the
 * sum stayed below every count. It says what has certainly come, where the estimate says what probably has.
 */
const leastWeights: Readonly<Counts> = {
  words: 0.8,
  longLetters: 0.03,
  longCapitals: 0.03,
  digitGroups: 1,
  punctuation: 0.015,
  punctuationRuns: 0.55,
  newlineRuns: 0.2,
  blankRuns: 0.5,
  accented: 0.2,
  han: 0.4,
  kana: 0.25,
  hangul: 0.35,
  otherAlphabets: 0.2,
  otherLetters: 0.3,
  surrogates: 0.5,
  otherSymbols: 0.8,
  repeatedSymbols: 0.05,
  longBlanks: 1 / 128,
  longBreaks: 1 / 32,
};
type Feature = keyof typeof weights;
type Counts = Record<Feature, number>;

const lettersInAToken = 7;
const capitalsInAToken = 3;
const digitsInAToken = 3;
const blanksInAToken = 64;
const breaksInAToken = 16;

type CharacterKind = 'lower' | 'upper' | 'digit' | 'newline' | 'blank' | 'punctuation' | 'accented';

function asciiKind(code: number): CharacterKind {
  if (code >= 97 && code <= 122) return 'lower';
  if (code >= 65 && code <= 90) return 'upper';
  if (code >= 48 && code <= 57) return 'digit';
  if (code === 10 || code === 13) return 'newline';
  if (code === 32 || code === 9) return 'blank';
  return 'punctuation';
}
const asciiKinds = Array.from({ length: 128 }, (_, code) => asciiKind(code));

function kindOf(code: number): CharacterKind | Feature {
  if (code < 128) return asciiKinds[code] ?? 'punctuation';
  if (code < 0xc0) return 'otherSymbols';
  if (code < 0x250) return 'accented';
  if (code >= 0x1e00 && code < 0x1f00) return 'accented';
  if ((code >= 0x370 && code < 0x590) || (code >= 0x1f00 && code < 0x2000)) return 'otherAlphabets';
  if (code >= 0x3040 && code < 0x3100) return 'kana';
  if ((code >= 0xac00 && code < 0xd7b0) || (code >= 0x1100 && code < 0x1200)) return 'hangul';
  if (code >= 0x590 && code < 0x1e00) return 'otherLetters';
  if (code >= 0xd800 && code < 0xe000) return 'surrogates';
  if ((code >= 0x2e80 && code < 0xa000) || (code >= 0xf900 && code < 0xfb00) || code >= 0xff00) return 'han';
  return 'otherSymbols';
}

/**
 * What has been counted of a text that may still grow, and the run that it ends in. Equal for equal
 * text, however the text was cut into pieces.
 */
export interface TokenTally {
  readonly counts: Readonly<Counts>;
  readonly run: Exclude<CharacterKind, 'accented'> | 'other';
  /** Characters of `run` so far; a leading tab counts as two blanks. */
  readonly length: number;
  /** The UTF-16 unit that it ends in; 0 for no text. */
  readonly last: number;
}

function noCounts(): Counts {
  return {
    words: 0,
    longLetters: 0,
    longCapitals: 0,
    digitGroups: 0,
    punctuation: 0,
    punctuationRuns: 0,
    newlineRuns: 0,
    blankRuns: 0,
    accented: 0,
    han: 0,
    kana: 0,
    hangul: 0,
    otherAlphabets: 0,
    otherLetters: 0,
    surrogates: 0,
    otherSymbols: 0,
    repeatedSymbols: 0,
    longBlanks: 0,
    longBreaks: 0,
  };
}

export const emptyTally: TokenTally = { counts: noCounts(), run: 'other', length: 0, last: 0 };

/** The tally of the tallied text with `text` behind it. */
export function tally(before: TokenTally, text: string): TokenTally {
  const counts = { ...before.counts };
  let { run, length, last } = before;

  function letter(): void {
    if (run === 'upper') {
      // `HTTPServer`: the last capital begins the next word, unless it is the only one.
      if (length > 1) {
        counts.words += 1;
        if (length > capitalsInAToken) counts.longCapitals -= 1;
      }
      length = 2;
    } else if (run === 'lower') {
      length += 1;
    } else {
      counts.words += 1;
      length = 1;
    }
    if (length > lettersInAToken) counts.longLetters += 1;
    run = 'lower';
  }

  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    const kind = kindOf(code);
    switch (kind) {
      case 'lower':
        letter();
        break;
      case 'accented':
        letter();
        counts.accented += 1;
        break;
      case 'upper':
        length = run === 'upper' ? length + 1 : 1;
        if (length === 1) counts.words += 1;
        if (length > capitalsInAToken) counts.longCapitals += 1;
        run = kind;
        break;
      case 'digit':
        length = run === 'digit' ? length + 1 : 1;
        if (length % digitsInAToken === 1) counts.digitGroups += 1;
        run = kind;
        break;
      case 'newline':
        length = run === 'newline' ? length + 1 : 1;
        if (length === 1) counts.newlineRuns += 1;
        if (length > breaksInAToken) counts.longBreaks += 1;
        run = kind;
        break;
      case 'blank': {
        const wasLong = run === 'blank' && length > 1;
        length = run === 'blank' ? length + 1 : code === 9 ? 2 : 1;
        if (length > 1 && !wasLong) counts.blankRuns += 1;
        if (length > blanksInAToken) counts.longBlanks += 1;
        run = kind;
        break;
      }
      case 'punctuation':
        counts.punctuation += 1;
        if (run !== 'punctuation') counts.punctuationRuns += 1;
        run = kind;
        break;
      default:
        counts[kind === 'otherSymbols' && code === last ? 'repeatedSymbols' : kind] += 1;
        run = 'other';
    }
    last = code;
  }
  return { counts, run, length, last };
}

function weigh(counts: Readonly<Counts>, by: Readonly<Counts>): number {
  let tokens = 0;
  let feature: Feature;
  for (feature in weights) tokens += by[feature] * counts[feature];
  return tokens;
}

/** Tokens, whole and never negative; at least 1 where there is any text. */
export function tokensOf({ counts }: TokenTally): number {
  const tokens = weigh(counts, weights);
  return tokens > 0 ? Math.max(1, Math.round(tokens)) : 0;
}

/** Tokens that no tokenizer in use stays below by more than a few; not whole. */
export function leastTokensOf({ counts }: TokenTally): number {
  return weigh(counts, leastWeights);
}

export function estimateTokens(text: string): number {
  return tokensOf(tally(emptyTally, text));
}

// How many input tokens a request probably has, before anybody counted them.

/** A photograph or a screenshot at common sizes; 765 at OpenAI, some 1 500 at Anthropic. */
const tokensPerImage = 1000;

function estimateMessage(message: Message): number {
  switch (message.role) {
    case 'system':
      return estimateTokens(message.text);
    case 'user':
      return message.parts.reduce(
        (sum, part) => sum + (part.type === 'text' ? estimateTokens(part.text) : tokensPerImage),
        0,
      );
    case 'assistant':
      return (message.toolCalls ?? []).reduce(
        (sum, call) => sum + estimateTokens(call.name) + estimateTokens(call.arguments),
        estimateTokens(message.text),
      );
    case 'tool':
      return estimateTokens(message.text);
  }
}

/** Uncorrected: `calibratedInput` turns it into this model's tokens. Kept in the row to learn from. */
export function estimatePrompt(attempt: Pick<Attempt, 'messages' | 'tools' | 'options'>): number {
  const tools = attempt.tools ?? [];
  const format = attempt.options?.responseFormat;
  return attempt.messages.reduce(
    (sum, message) => sum + estimateMessage(message),
    tools.reduce((sum, tool) => sum + estimateTokens(JSON.stringify(tool)), 0) +
      (format?.type === 'jsonSchema' ? estimateTokens(JSON.stringify(format)) : 0),
  );
}
