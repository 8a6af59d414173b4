import { beginsChannels, HarmonyChannels } from './harmonyChannels.ts';
import type { ProviderEvent } from '../model/provider.ts';
import {
  answerClosings,
  answerOpenings,
  closingsOf,
  isStartOf,
  openingTagOf,
  TagFinder,
  tagAtStart,
  thinkingTags,
  type ThinkingTag,
} from './thinkingTags.ts';
import { WrittenText } from './writtenText.ts';

type Part = Extract<ProviderEvent, { type: 'text' | 'thinking' | 'textWasThinking' }>;

type State = 'start' | 'thinking' | 'afterThinking' | 'answer' | 'settledAnswer';

/** gpt-oss whose markers were lost: `analysisThe user …assistantfinalHello`. */
const bareAnalysis = /^analysis(?=\S)/;
const bareFinal = 'assistantfinal';
const channelFinal = '<|channel|>final<|message|>';
const closings = [...new Set(thinkingTags.map(({ closing }) => closing)), channelFinal];
const allTags = [...closings, ...thinkingTags.map(({ opening }) => opening)];
/** White space is held back for so long, to be dropped where it stands around thinking. */
const longestBlank = 1000;
/** A text that holds more tags than this is about tags. */
const mostWrittenTags = 200;

/**
 * Parts thinking that stands inside the content from the answer: blocks in tags at its start
 * (thinkingTags.ts) or the channels of gpt-oss, in pieces of any size. White space around thinking
 * belongs to neither. A block after the answer has begun is thinking only where its tag is the one
 * used at the start, alone on a line and outside code: else it is the model's own writing.
 *
 * Where the prompt template has eaten the opening tag, the first closing tag shows that all text
 * before it was thinking. That text has been yielded by then: `textWasThinking` takes it back. A
 * closing tag that is the model's own writing changes nothing.
 */
export class InlineThinking {
  #state: State = 'start';
  /** Text not yet yielded: it may turn out to be part of a tag, or white space to be dropped. */
  #held = '';
  /** Characters of `#held` that `#written` has seen. */
  #noted = 0;
  #written = new WrittenText();
  /** All of the answer so far, where it may turn out to be thinking. */
  #yielded = '';
  #channels: HarmonyChannels | undefined;
  /** That of the last thinking. */
  #tag: ThinkingTag | undefined;
  #finder = new TagFinder(allTags);
  /** Opening tags inside the thinking, each of which asks for a closing tag of its own. */
  #nested = 0;
  #hasThought = false;
  #isThinkingBegun = false;
  /** A closing tag in the answer may show that it was thinking. */
  #mayTakeBack: boolean;
  /** Closing tags whose opening ones the answer itself holds. */
  readonly #openedInAnswer = new Set<string>();
  #writtenTags = 0;
  #isSettled = false;
  #isOver = false;

  constructor(openingTagMayBeMissing: boolean) {
    this.#mayTakeBack = openingTagMayBeMissing;
  }

  /**
   * Thinking came in a field of its own, so tags in the answer are the model's own writing. Only one
   * at its very start is what a server failed to remove.
   */
  settle(): Part[] {
    this.#isSettled = true;
    if (this.#state !== 'answer') return [];
    this.#state = 'settledAnswer';
    return this.#yieldText(this.#take());
  }

  push(text: string): Part[] {
    if (this.#channels !== undefined) return this.#channels.push(text);
    this.#held += text;
    const parts: Part[] = [];
    // Each step either moves on with what is left or waits for more text.
    for (;;) {
      const { length } = this.#held;
      const state = this.#state;
      parts.push(...this.#step());
      if (this.#held === '' || (this.#state === state && this.#held.length === length)) return parts;
    }
  }

  /** The content is over: what was held back is what it looks like. */
  end(): Part[] {
    if (this.#channels !== undefined) return this.#channels.end();
    this.#isOver = true;
    const parts = this.push('');
    if (this.#state === 'thinking') return [...parts, ...this.#think(this.#take().trimEnd())];
    return [...parts, ...this.#yieldText(this.#take())];
  }

  #step(): Part[] {
    switch (this.#state) {
      case 'start':
      case 'afterThinking':
        return this.#readStart();
      case 'thinking':
        return this.#readThinking();
      case 'answer':
        return this.#readAnswer();
      case 'settledAnswer':
        return this.#yieldText(this.#take());
    }
  }

  /** Where the answer may begin: a tag that stands here is one, whatever follows. */
  #readStart(): Part[] {
    const isFirst = this.#state === 'start';
    const text = this.#held.trimStart();
    if (!isFirst) this.#drop(this.#held.length - text.length);
    if (text === '' && this.#held.length <= longestBlank) return [];
    const opening = openingTagOf(text);
    if (typeof opening === 'object') {
      this.#drop(this.#held.length - text.length + opening.length);
      if (opening.isEmpty) this.#state = 'afterThinking';
      else this.#beginThinking(opening.tag);
      return [];
    }
    const beginning = beginsChannels(text);
    if (beginning === true) {
      this.#drop(this.#held.length);
      return this.#readChannels(text);
    }
    // What opens the answer says nothing, nor does what closes thinking of no words.
    const mayClose = !isFirst || this.#mayTakeBack || this.#isSettled;
    const silent = mayClose ? [...answerOpenings, ...closings] : answerOpenings;
    const tag = tagAtStart(text, silent);
    if (tag !== undefined) {
      this.#drop(this.#held.length - text.length + tag.length);
      this.#state = 'afterThinking';
      return [];
    }
    const isCut =
      opening === 'cut' || beginning === 'cut' || isStartOf(text.slice(0, 80).toLowerCase(), silent);
    if (text === '' || !isCut) this.#beginAnswer(text);
    return [];
  }

  #readChannels(text: string): Part[] {
    this.#channels = new HarmonyChannels();
    return this.#channels.push(text);
  }

  #beginThinking(tag: ThinkingTag): void {
    this.#state = 'thinking';
    this.#tag = tag;
    this.#finder = new TagFinder([...closingsOf(tag), tag.opening]);
    this.#nested = 0;
    this.#isThinkingBegun = false;
    this.#mayTakeBack = false;
    this.#written = new WrittenText();
  }

  #beginAnswer(text: string): void {
    const mayTakeBack = this.#mayTakeBack && !this.#isSettled;
    const looked = [
      ...(mayTakeBack ? allTags : []),
      ...(mayTakeBack && bareAnalysis.test(text) ? [bareFinal] : []),
      ...(this.#tag === undefined || this.#isSettled ? [] : [this.#tag.opening]),
      ...(this.#hasThought ? answerClosings : []),
    ];
    this.#state = looked.length === 0 ? 'settledAnswer' : 'answer';
    if (looked.length > 0) this.#finder = new TagFinder(looked);
    this.#written = new WrittenText();
  }

  #readThinking(): Part[] {
    if (!this.#isThinkingBegun) this.#drop(this.#held.length - this.#held.trimStart().length);
    const found = this.#finder.find(this.#held);
    const sure = found?.index ?? this.#held.length - this.#finder.cutLength(this.#held);
    const inner = this.#held.slice(0, sure).trimEnd().length;
    // White space at the end of thinking is dropped; more than that is no end.
    if (inner > 0 || sure > longestBlank) return this.#think(this.#take(inner > 0 ? inner : sure));
    if (found === undefined) return [];
    this.#note(found.index);
    const end = found.index + found.tag.length;
    const isQuoted = this.#written.isQuoted(this.#held.slice(end), this.#isOver);
    if (isQuoted === undefined) return [];
    if (isQuoted) return this.#think(this.#take(end));
    if (found.tag === this.#tag?.opening) {
      this.#nested++;
      return this.#think(this.#take(end));
    }
    this.#drop(end);
    this.#state = 'afterThinking';
    this.#mayTakeBack = this.#nested > 0;
    return [];
  }

  #readAnswer(): Part[] {
    const found = this.#finder.find(this.#held);
    if (found === undefined) {
      return this.#yieldText(this.#take(this.#held.length - this.#finder.cutLength(this.#held)));
    }
    if (found.index > 0) return this.#yieldText(this.#take(found.index));
    const { tag } = found;
    const rest = this.#held.slice(tag.length);
    if (tag === this.#tag?.opening) {
      const begins = this.#written.isAtLineStart && isBlankLine(rest, this.#isOver);
      if (begins === undefined) return [];
      if (begins) {
        this.#drop(tag.length);
        this.#beginThinking(this.#tag);
        return [];
      }
    }
    if (answerClosings.some((closing) => closing === tag)) {
      this.#drop(tag.length);
      return [];
    }
    const pair = thinkingTags.find(({ opening }) => opening === tag);
    if (pair !== undefined) {
      this.#openedInAnswer.add(pair.closing);
      return this.#yieldText(this.#take(tag.length));
    }
    const isWriting = this.#openedInAnswer.has(tag) || this.#written.isWriting(rest, this.#isOver);
    if (isWriting === undefined) return [];
    if (!isWriting) return this.#takeBack(tag);
    this.#writtenTags++;
    if (this.#writtenTags > mostWrittenTags) this.#state = 'settledAnswer';
    return this.#yieldText(this.#take(tag.length));
  }

  /** The answer so far was thinking, which `tag` closes. */
  #takeBack(tag: string): Part[] {
    const before = this.#yielded;
    this.#yielded = '';
    this.#drop(tag.length);
    this.#mayTakeBack = false;
    this.#hasThought = true;
    this.#tag = thinkingTags.find(({ closing }) => closing === tag);
    this.#state = 'afterThinking';
    if (tag === channelFinal) {
      const text = before.replace(/(?:<\|end\|>)?\s*(?:<\|start\|>)?(?:assistant)?\s*$/, '').trim();
      const rest = this.#take();
      return [{ type: 'textWasThinking', text }, ...this.#readChannels(channelFinal + rest)];
    }
    const text = tag === bareFinal ? before.replace(bareAnalysis, '') : before;
    return [{ type: 'textWasThinking', text: text.trim() }];
  }

  /** Tells `#written` of the first `length` characters of what is held. */
  #note(length: number): void {
    if (length <= this.#noted) return;
    this.#written.add(this.#held.slice(this.#noted, length));
    this.#noted = length;
  }

  #take(length = this.#held.length): string {
    this.#note(length);
    const taken = this.#held.slice(0, length);
    this.#drop(length);
    return taken;
  }

  #drop(length: number): void {
    this.#held = this.#held.slice(length);
    this.#noted = Math.max(0, this.#noted - length);
  }

  #yieldText(text: string): Part[] {
    if (text === '') return [];
    if (this.#state === 'answer' && this.#mayTakeBack) this.#yielded += text;
    return [{ type: 'text', text }];
  }

  #think(text: string): Part[] {
    if (text === '') return [];
    const separator = !this.#isThinkingBegun && this.#hasThought ? '\n' : '';
    this.#isThinkingBegun = true;
    this.#hasThought = true;
    return [{ type: 'thinking', text: separator + text }];
  }
}

/** Whether nothing else stands in the line that `rest` goes on; undefined while that is not known. */
function isBlankLine(rest: string, isEnd: boolean): boolean | undefined {
  const blank = /^[ \t]{0,80}(\n)?/.exec(rest);
  if (blank?.[1] !== undefined) return true;
  return blank?.[0].length === rest.length ? (isEnd ? true : undefined) : false;
}
