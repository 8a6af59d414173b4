import { expect, test } from 'vitest';
import type { Message } from '../../../../src/core/model/provider.ts';
import { receiptLines } from '../../../../src/core/words/receiptLines.ts';
import { receiptOf } from '../../../../src/core/receipt/receiptOf.ts';
import { reasoning, says, yardOpener, type Ran } from './yard.ts';

const open = yardOpener();

const question: readonly Message[] = [
  { role: 'system', text: 'You help.' },
  { role: 'user', parts: [{ type: 'text', text: 'What is a?' }] },
];
const afterTool: readonly Message[] = [
  ...question,
  { role: 'assistant', text: '', toolCalls: [{ id: 'c1', name: 'read', arguments: '{}' }] },
  { role: 'tool', toolCallId: 'c1', text: 'const a = 1;' },
];

const notes = ({ end }: Ran): readonly string[] => end.receipt?.notes ?? [];

test('the calls of an agent loop stand together on the receipt, hidden tokens call by call', async () => {
  const yard = await open();
  // At low effort the model thinks a quarter of it.
  yard.server.control.queue(says('Let me look.', 3200), says('It is 1.', 1200), says('Else.', 20));
  const first = await yard.run({ ...reasoning, messages: question });
  const second = await yard.run({ ...reasoning, messages: afterTool });
  const other = await yard.run({ ...reasoning, messages: question.slice(1) });

  const note = 'call 2 of an agent loop: 1,100 hidden so far (800 + 300)';
  expect([notes(first), notes(second), notes(other)]).toEqual([[], [note], []]);
  // The ledger keeps it, so that every surface says it, and keeps nothing of what was said.
  const row = (await yard.rows())[1];
  expect(row && receiptLines(receiptOf([row]))).toContainEqual({ label: 'Note', value: note });
  expect(JSON.stringify(await yard.rows())).not.toContain('const a');
});
