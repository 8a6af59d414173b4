import { describe, expect, it } from 'vitest';
import { ThinkingText } from '../../../../src/core/providers/thinkingText.ts';
import { answerOf, chunk, chunks, outcomeOf, replayFetch, thinkingOf } from './replayFetch.ts';

describe('thinking beside the content', () => {
  it.each([
    ['a field', { reasoning_content: 'plan' }],
    ['a field of another name', { reasoning_text: 'plan' }],
    ['a field as Ollama names it', { thinking: 'plan' }],
    ['two fields', { reasoning: 'plan', reasoning_content: 'plan' }],
    [
      'a field and its parts',
      { reasoning: 'plan', reasoning_details: [{ type: 'reasoning.text', text: 'plan' }] },
    ],
    ['blocks', { thinking_blocks: [{ type: 'thinking', thinking: 'plan', signature: 's' }] }],
    ['an object', { reasoning: { content: 'plan' } }],
    ['an object of parts', { thinking: { content: [{ type: 'text', text: 'pl' }, 'an'] } }],
    ['a list', { reasoning_content: [{ text: 'pl' }, { text: 'an' }] }],
    ['a summary', { reasoning_details: [{ type: 'reasoning.summary', summary: 'plan' }] }],
    [
      'a part of the content',
      { content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'plan' }] }] },
    ],
    ['a part of another type', { content: [{ type: 'reasoning_text', text: 'plan' }] }],
    ['a part that is marked', { content: [{ type: 'text', text: 'plan', thought: true }] }],
  ])('is read from %s', async (_what, delta) => {
    const { events } = await outcomeOf(
      replayFetch(chunks(chunk(delta), chunk({ content: 'Hi' }), chunk({}, 'stop'))).fetch,
    );
    expect([thinkingOf(events), answerOf(events)]).toEqual(['plan', 'Hi']);
  });

  it.each([
    [{ reasoning_details: [{ type: 'reasoning.encrypted', data: 'x' }] }],
    [{ thinking_blocks: [{ type: 'redacted_thinking', data: 'x' }] }],
  ])('is hidden in %j', (delta) => {
    expect(new ThinkingText([]).read(delta)).toEqual({ text: '', isHidden: true });
  });

  it.each([
    [{ thinking: true }],
    [{ reasoning: 7 }],
    [{ thought: null }],
    [{ reasoning: { effort: 'low' } }],
  ])('is none in %j', (delta) =>
    expect(new ThinkingText([]).read(delta)).toEqual({ text: '', isHidden: false }),
  );

  it('that nests without end is none', () => {
    let nested: unknown = 'deep';
    for (let depth = 0; depth < 500; depth++) nested = { content: [nested] };
    expect(new ThinkingText([]).read({ reasoning: nested }).text).toBe('');
  });
});
