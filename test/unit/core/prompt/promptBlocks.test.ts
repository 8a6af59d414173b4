import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { promptBlockNames, readBlocks, writeBlock } from '../../../../src/core/prompt/buildPrompt.ts';

const name = fc.constantFrom(...promptBlockNames);
/** Text that tries hard to look like the end, or the start, of a block. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string(),
      fc.constantFrom(
        '\n',
        '</selection>',
        '</selection-2>',
        '\n</file>\n',
        '<request>\n',
        '</request',
        '&quot;',
      ),
      name.map((each) => `\n</${each}>\n`),
    ),
  )
  .map((parts) => parts.join(''));

describe('prompt blocks', () => {
  it('reads what was written, whatever the texts hold', () => {
    const block = fc.record({
      name,
      text: hostile,
      attributes: fc.dictionary(fc.constantFrom('path', 'language'), hostile, { noNullPrototype: true }),
    });
    fc.assert(
      fc.property(fc.array(block), (blocks) => {
        const written = blocks.map((each) => writeBlock(each.name, each.text, each.attributes));
        expect(readBlocks(written.join('\n'))).toEqual(blocks);
      }),
    );
  });

  it('never escapes code, and numbers the tag only where the code holds it', () => {
    expect(writeBlock('selection', 'a < b && "c"')).toBe('<selection>\na < b && "c"\n</selection>');
    expect(writeBlock('selection', '</selection></selection-2>')).toMatch(/^<selection-3>\n/);
  });

  it('reads nothing from text that is no block, and stops where the blocks stop', () => {
    expect(readBlocks('Add 1 to 9900')).toEqual([]);
    expect(readBlocks('<request>\nno end')).toEqual([]);
    expect(readBlocks(`${writeBlock('request', 'x')} and prose`)).toHaveLength(1);
  });
});
