import fc from 'fast-check';
import { expect, test } from 'vitest';
import { estimateTokens } from '../../../../src/core/meter/tokenEstimate.ts';
import { inputBound } from '../../../../src/core/pricing/quote.ts';
import type { Message } from '../../../../src/core/model/provider.ts';

const model = 'gpt-5';

function user(text: string): Message {
  return { role: 'user', parts: [{ type: 'text', text }] };
}

function boundOf(...messages: Message[]): number {
  return inputBound({ model, messages });
}

test('counts bytes, not characters: a token never holds less than one', () => {
  const empty = boundOf(user(''));
  expect(boundOf(user('abc')) - empty).toBe(3);
  expect(boundOf(user('é')) - empty).toBe(2);
  expect(boundOf(user('日本')) - empty).toBe(6);
  expect(boundOf(user('👍')) - empty).toBe(4);
});

test('leaves room for what the provider puts in front of every prompt', () => {
  // The largest seen: 690 tokens at xAI, with an eight-token prompt.
  expect(boundOf(user('x'))).toBeGreaterThan(702);
});

test('counts every kind of message, and each adds its framing', () => {
  const before = boundOf(user('x'));
  const further: readonly Message[] = [
    { role: 'system', text: 'abcde' },
    { role: 'assistant', text: 'abcde' },
    { role: 'tool', toolCallId: '1', text: 'abcde' },
    { role: 'assistant', text: '', toolCalls: [{ id: '1', name: 'f', arguments: '{}' }] },
  ];
  for (const message of further) expect(boundOf(user('x'), message)).toBeGreaterThan(before + 5);
});

test('counts tools with the instructions that come with them', () => {
  const tool = { name: 'read', description: 'Reads a file', parameters: { type: 'object' } };
  const without = inputBound({ model, messages: [] });
  const one = inputBound({ model, messages: [], tools: [tool] });
  const two = inputBound({ model, messages: [], tools: [tool, tool] });
  // Anthropic adds up to 804 tokens once there is a tool.
  expect(one - without).toBeGreaterThan(804 + JSON.stringify(tool).length);
  expect(two - one).toBeGreaterThanOrEqual(JSON.stringify(tool).length);
});

test('counts an image by what it may cost, not by its bytes', () => {
  const image: Message = {
    role: 'user',
    parts: [{ type: 'image', mediaType: 'image/png', base64: 'AAAA' }],
  };
  const plain = inputBound({ model, messages: [image] });
  expect(plain).toBeGreaterThan(16_384);
  expect(inputBound({ model: 'openai/gpt-4o-mini', messages: [image] })).toBeGreaterThan(48_000);
});

test('is never below the estimate of the same text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      expect(boundOf(user(text))).toBeGreaterThan(estimateTokens(text));
    }),
  );
});
