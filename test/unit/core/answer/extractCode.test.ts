import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extractCode } from '../../../../src/core/answer/extractCode.ts';

const codeOf = (answer: string, languageId?: string): string | undefined =>
  extractCode(answer, languageId === undefined ? {} : { languageId })?.code;

/** Any lines but those that are fences themselves. */
const code = fc
  .array(fc.oneof(fc.string(), fc.constantFrom('', '  x', '\ty', '`a`', 'const s = `b`;', '* ```ts')))
  .map((parts) => parts.join('\n'))
  .filter((text) => !/^\s*(?:`{3}|~{3})/m.test(text) && !text.endsWith('\r') && !text.startsWith('\uFEFF'));
const prose = fc.constantFrom('', 'Here you go:\n\n', '\n', 'Sure — `x` is renamed:\n');

describe('extractCode', () => {
  it('gives back any code that was wrapped, in prose or not', () => {
    const fence = fc.constantFrom('```', '````', '~~~', '```ts', '~~~~ python', '```js title="a"');
    fc.assert(
      fc.property(code, fence, prose, prose, (text, opening, before, after) => {
        const closing = /^[`~]+/.exec(opening)?.[0] ?? '';
        const answer = `${before}${opening}\n${text}\n${closing}\n${after}`;
        expect(extractCode(answer)).toEqual({ code: text, from: 'fence' });
      }),
    );
  });

  it('gives back code with fences inside a longer fence', () => {
    fc.assert(
      fc.property(code, code, (one, two) => {
        const markdown = `# Title\n\`\`\`js\n${one}\n\`\`\`\ntext\n\`\`\`\n${two}\n\`\`\``;
        expect(codeOf(`\`\`\`\`markdown\n${markdown}\n\`\`\`\``)).toBe(markdown);
      }),
    );
  });

  it('gives back Markdown whose inner fences are as long as its own', () => {
    const markdown = '# Use\n\n```sh\nnpm i\n```\n\nDone.';
    expect(codeOf(`\`\`\`markdown\n${markdown}\n\`\`\``, 'markdown')).toBe(markdown);
  });

  it('does not swallow a later block for want of an end', () => {
    expect(codeOf('```ts\na();\n```\nthen\n```ts\nb', 'typescript')).toBe('a();');
  });

  it('keeps line breaks and indentation as they are', () => {
    expect(codeOf('```ts\r\n  a();\r\n\r\n  b();\r\n```\r\n')).toBe('  a();\r\n\r\n  b();');
    expect(codeOf('```\n\n  const a = 1;\n\n```')).toBe('\n  const a = 1;\n');
  });

  it('drops the indentation that the fence itself has', () => {
    expect(codeOf('1. Like this:\n\n   ```py\n   def a():\n       pass\n   ```')).toBe('def a():\n    pass');
  });

  it('prefers the language asked for, then the largest', () => {
    const answer = '```sh\nnpm install something-long-enough\n```\n```ts\na();\n```\n```tsx\nbcd();\n```';
    expect(codeOf(answer, 'typescript')).toBe('a();');
    expect(codeOf(answer, 'typescriptreact')).toBe('bcd();');
    expect(codeOf(answer, 'rust')).toBe('npm install something-long-enough');
    expect(codeOf(answer)).toBe('npm install something-long-enough');
  });

  it('says when the answer ends inside its code', () => {
    expect(extractCode('Here:\n```ts\nconst a = 1;\nconst b')).toEqual({
      code: 'const a = 1;\nconst b',
      from: 'unclosed',
    });
  });

  it('takes an answer without a fence as it is, and says so', () => {
    expect(extractCode('\n\n  const a = 1;\n\n')).toEqual({ code: '  const a = 1;', from: 'bare' });
    expect(extractCode(' \n')).toBeUndefined();
    expect(extractCode('')).toBeUndefined();
  });

  it('drops a byte order mark', () => {
    expect(codeOf('\uFEFF```ts\n\uFEFFa();\n```')).toBe('a();');
  });

  it('reads an answer of thousands of fences that nest without end', () => {
    const answer = '```ts\n```x\n```\n'.repeat(5000);
    expect(extractCode(answer)?.from).toBe('fence');
  });
});
