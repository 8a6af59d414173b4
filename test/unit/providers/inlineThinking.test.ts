import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InlineThinking } from '../../../src/core/providers/inlineThinking.ts';
import { answerOf, thinkingOf } from './replayFetch.ts';

interface Reading {
  readonly text: string;
  readonly thinking: string;
}

function read(pieces: readonly string[], openingTagMayBeMissing = true): Reading {
  const inline = new InlineThinking(openingTagMayBeMissing);
  const parts = [...pieces.flatMap((piece) => inline.push(piece)), ...inline.end()];
  return { text: answerOf(parts), thinking: thinkingOf(parts) };
}

const examples: readonly (readonly [string, string, Reading])[] = [
  ['no tags', 'Hello', { text: 'Hello', thinking: '' }],
  ['tags', '<think>\nhm, so\n</think>\n\nHello ', { text: 'Hello ', thinking: 'hm, so' }],
  ['white space before', ' \n<think>a</think>b', { text: 'b', thinking: 'a' }],
  ['nothing thought', '<think>\n\n</think>\n\nHello', { text: 'Hello', thinking: '' }],
  ['another tag', '<thought>a</thought> b', { text: 'b', thinking: 'a' }],
  ['cut while thinking', '<think>\nso far', { text: '', thinking: 'so far' }],
  ['cut inside the tag', '<think>a</thi', { text: '', thinking: 'a</thi' }],
  ['only the closing tag', 'well\n</think>\n\nHello', { text: 'Hello', thinking: 'well' }],
  ['only the closing tag, nothing thought', '\n</think>\n\nHello', { text: 'Hello', thinking: '' }],
  ['tags after the start', 'See <think>a</think>', { text: 'See <think>a</think>', thinking: '' }],
  ['a second pair', '<think>a</think>b<think>c</think>', { text: 'b<think>c</think>', thinking: 'a' }],
  ['a closing tag in quotes', 'It ends with `</think>`.', { text: 'It ends with `</think>`.', thinking: '' }],
  ['a closing tag in code', '```\n</think>\n``` ok', { text: '```\n</think>\n``` ok', thinking: '' }],
  ['a lesser-than sign at the end', 'a <', { text: 'a <', thinking: '' }],
  ['white space alone', ' \n', { text: ' \n', thinking: '' }],
];

describe('InlineThinking', () => {
  it.each(examples)('%s', (_what, content, expected) => {
    expect(read([content])).toEqual(expected);
  });

  it('reads the same in pieces of any size', () => {
    for (const [, content, expected] of examples) {
      expect(read([...(content.match(/[^]/g) ?? [])])).toEqual(expected);
      fc.assert(
        fc.property(fc.array(fc.nat({ max: content.length }), { maxLength: 6 }), (cuts) => {
          const places = [0, ...cuts.toSorted((a, b) => a - b), content.length];
          const pieces = places.slice(1).map((end, index) => content.slice(places[index], end));
          expect(read(pieces)).toEqual(expected);
        }),
      );
    }
  });

  it('leaves a lone closing tag alone where the dialect sends both', () => {
    expect(read(['well\n</think>\nHello'], false)).toEqual({
      text: 'well\n</think>\nHello',
      thinking: '',
    });
  });

  it('holds back no text that cannot be part of a tag', () => {
    const inline = new InlineThinking(true);
    expect(inline.push('H')).toEqual([{ type: 'text', text: 'H' }]);
    expect(inline.push('i <')).toEqual([{ type: 'text', text: 'i ' }]);
    expect(inline.push('b>')).toEqual([{ type: 'text', text: '<b>' }]);
  });

  it('takes tags in the content as writing once thinking came apart from it', () => {
    const inline = new InlineThinking(true);
    const parts = [...inline.settle(), ...inline.push('a </think> b'), ...inline.end()];
    expect(answerOf(parts)).toBe('a </think> b');
  });
});
