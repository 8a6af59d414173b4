import fc from 'fast-check';
import { it } from 'vitest';
import { findLocalTool } from '../../../../src/core/tools/findLocalTool.ts';

it('never throws, whatever the words and the selection', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.option(fc.string({ unit: 'binary' })), (text, selected) => {
      const selection =
        selected === null
          ? undefined
          : { text: selected, lines: selected.split('\n').length, shape: 'lines' as const };
      findLocalTool({ surface: 'command', command: 'ask', text, selection });
    }),
  );
});
