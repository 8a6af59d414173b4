import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InlineThinking } from '../../../../src/core/providers/inlineThinking.ts';
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

/** Thinking at the start in the tags of one model or another; the answer is `b`. */
const blocks: readonly (readonly [string, string])[] = [
  ['<THINK>a</THINK>b', 'a'],
  ['<Thinking>\na\n</thinking>\n\nb', 'a'],
  ['<thinking>a</think>b', 'a'],
  ['<reasoning>a</reasoning>b', 'a'],
  ['<reason>a</reason>b', 'a'],
  ['<thought>a</thought>b', 'a'],
  ['<seed:think>a</seed:think>b', 'a'],
  ['<longcat_think>a</longcat_think>b', 'a'],
  ['<think type="deep" budget=3>a</think>b', 'a'],
  ['[THINK]a[/THINK]b', 'a'],
  ['[think]a[/think]\nb', 'a'],
  ['◁think▷a◁/think▷b', 'a'],
  ['<|START_THINKING|>a<|END_THINKING|><|START_RESPONSE|>b<|END_RESPONSE|>', 'a'],
  ['<|begin_of_thought|>\na\n<|end_of_thought|>\n\n<|begin_of_solution|>\nb<|end_of_solution|>', 'a'],
  ['<|channel>thought\na<channel|>b', 'a'],
  ['<think/>b', ''],
  ['<think />\n<think></think>b', ''],
  ['<think></think>\n</think>\nb', ''],
  ['<think>a</think>\n<think>c</think>\n\n[THINK]d[/THINK]b', 'a\nc\nd'],
  ['<think>The end is `</think>`, or "</think>".</think>b', 'The end is `</think>`, or "</think>".'],
  ['<think>/</think>/.test(a)\n</think>b', '/</think>/.test(a)'],
  ['<think>a <think>c</think> d</think>b', 'a <think>cd'],
  ['<think>don`t\n</think>b', 'don`t'],
  ['<|channel|>analysis<|message|>a<|end|><|start|>assistant<|channel|>final<|message|>b<|return|>', 'a'],
  ['<|start|>assistant<|channel|>analysis<|message|>a<|end|><|start|>assistant<|message|>b', 'a'],
  ['analysis<|message|>a<|end|><|channel|>commentary<|message|>c<|end|>final<|message|>b<|end|>', 'a\nc'],
  ['a<|end|><|start|>assistant<|channel|>final<|message|>b<|return|>', 'a'],
  ['analysisWe need a.assistantfinalb', 'We need a.'],
  ['plan</think>b', 'plan'],
  ['plan: see `a.ts`\n</thinking>\n\nb', 'plan: see `a.ts`'],
  ['plan[/THINK]b', 'plan'],
  ['plan\n◁/think▷b', 'plan'],
  ['plan\n```ts\nconst a = 1;\n```\n</think>b', 'plan\n```ts\nconst a = 1;\n```'],
];

/** Answers that hold tags of their own. */
const written: readonly string[] = [
  'const m = /^[^]*</think>/u.exec(text);',
  "const end = '</think>';",
  "text.split('it ends in </think> here')",
  'const end = "</think>";\nconst begin = "<think>";',
  'const both = `\n</think>\n`;',
  '// strips </think> from the text\nfunction strip() {}',
  '# strips </think> from the text\ndef strip(): pass',
  '/**\n * strips </think> from the text\n */\nfunction strip() {}',
  'def strip():\n    """\n</think> ends it\n"""',
  'return (\n  <think>\n    hm\n  </think>\n);',
  'prompt: |\n  Think first.\n  </think>\n',
  'Use `</think>` there.',
  'It is the tag “</think>” that ends it.',
  '```xml\n<think>\na\n</think>\n```',
  'Before.\n\n~~~\n</think>\n~~~\n',
  'case [/THINK]: see [THINK]',
  'match(</think>)',
  'Like so:\n<think>\nhm\n</think>\nDone.',
  'if (a < b && c) { return [t]; }',
  'analysis of it: assistantfinal is no word',
  'final',
  'Use <|channel|> and <|message|> there.',
];

describe('InlineThinking', () => {
  it.each(examples)('%s', (_what, content, expected) => {
    expect(read([content])).toEqual(expected);
  });

  it.each(blocks)('%j', (content, thinking) => {
    const expected = { text: 'b', thinking };
    expect(read([content])).toEqual(expected);
    expect(read([...(content.match(/[^]/g) ?? [])])).toEqual(expected);
  });

  it.each(written)('%j is the answer as it stands', (content) => {
    for (const mayBeMissing of [true, false]) {
      expect(read([content], mayBeMissing)).toEqual({ text: content, thinking: '' });
      const pieces = [...(content.match(/[^]/g) ?? [])];
      expect(read(pieces, mayBeMissing)).toEqual({ text: content, thinking: '' });
      // In the same tag a block on lines of its own would be thinking.
      const behind = `[THINK]hm[/THINK]${content}`;
      expect(read([behind], mayBeMissing)).toEqual({ text: content, thinking: 'hm' });
    }
  });

  it('finds a later block on lines of its own, in the tag of the first one', () => {
    const again = '<think>\na\n</think>\n\nFirst.\n\n<think>\nc\n</think>\n\nSecond.';
    expect(read([again])).toEqual({ text: 'First.\n\nSecond.', thinking: 'a\nc' });
    const fenced = '<think>a</think>```\n<think>\nc\n</think>\n```';
    expect(read([fenced])).toEqual({ text: '```\n<think>\nc\n</think>\n```', thinking: 'a' });
  });

  it.each(['<think>', '[THINK]', '◁think▷', '<|channel|>analysis<|message|>', '<|START_THINKING|>'])(
    'takes all that follows %s for thinking where it is never closed',
    (opening) => {
      expect(read([`${opening}so far, so\n\ngood `])).toEqual({ text: '', thinking: 'so far, so\n\ngood' });
    },
  );

  it('drops a tag at the very start though thinking came apart from the content', () => {
    for (const content of ['</think>\n\nb', '<think>\n\n</think>b', '<|channel|>final<|message|>b']) {
      const inline = new InlineThinking(false);
      expect(answerOf([...inline.settle(), ...inline.push(content), ...inline.end()])).toBe('b');
    }
  });

  const tags = ['<think>', '</think>', '[THINK]', '[/THINK]', '<reason>', '`', '"', '\n', ' ', 'w', '//'];
  const marks = ['<|start|>', '<|channel|>', '<|message|>', '<|end|>', 'final', 'analysis', 'assistant'];

  it('loses no word, whatever tags come in whatever order', () => {
    const count = (text: string): number => text.split('w').length;
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...tags), { maxLength: 16 }), fc.boolean(), (pieces, missing) => {
        const whole = read([pieces.join('')], missing);
        expect(read(pieces, missing)).toEqual(whole);
        expect(count(whole.text) + count(whole.thinking) - 1).toBe(count(pieces.join('')));
      }),
      { numRuns: 1000 },
    );
  });

  it('reads marks in any order the same, however they are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...tags, ...marks), { maxLength: 16 }), (pieces) => {
        const content = pieces.join('');
        expect(read(content.match(/[^]/g) ?? [])).toEqual(read([content]));
      }),
      { numRuns: 1000 },
    );
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
