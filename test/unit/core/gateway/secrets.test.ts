/** Neither the prompt nor the key gets into log, ledger, error or receipt, whatever happens. */
import { afterEach, describe, expect, it } from 'vitest';
import type { TaskEnd } from '../../../../src/core/gateway/contract.ts';
import type { Fault } from '../../../doubles/faults.ts';
import { openYard, until, type Changes, type Yard } from './yard.ts';

const inPrompt = 'MARKER-b7e2-words-that-only-the-prompt-has';
const inAnswer = 'MARKER-91fd-words-that-only-the-answer-has';

let yard: Yard;
afterEach(() => yard.close());

const marked: Changes = {
  editor: {
    surface: 'command',
    command: 'refactor',
    text: inPrompt,
    selection: { text: inPrompt, lines: 1, shape: 'lines' },
    diagnostics: [{ severity: 'error', message: inPrompt }],
    previous: [{ text: inPrompt, class: 'refactor', tier: 'fast', failed: false }],
  },
  messages: [
    { role: 'system', text: `Be brief. ${inPrompt}` },
    { role: 'user', parts: [{ type: 'text', text: `Tidy: ${inPrompt}` }] },
    {
      role: 'assistant',
      text: '',
      toolCalls: [{ id: 'c1', name: 'read', arguments: `{"q":"${inPrompt}"}` }],
    },
    { role: 'tool', toolCallId: 'c1', text: inPrompt },
  ],
  tools: [{ name: 'read', description: inPrompt, parameters: { title: inPrompt } }],
};

/** All that an object says, errors with their stacks and causes included. */
function everythingIn(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part instanceof Error ? [Object.entries(part), part.message, part.stack, part.cause] : part,
  );
}

/** The answer and the thinking are the person's own, to be shown; all else is kept or logged. */
const withoutAnswer = (end: TaskEnd) => ({ ...end, answer: undefined });

const quoting = (status: number): Fault => ({
  kind: 'status',
  status,
  message: `You sent: Tidy: ${inPrompt}. That is not valid.`,
});

const faults: readonly (readonly [string, readonly Fault[]])[] = [
  ['a good answer', [{ kind: 'answer', text: inAnswer }]],
  ['errors that quote the prompt', [quoting(400)]],
  ['an unauthorized one', [quoting(401)]],
  ['a quoting rate limit', [quoting(429), quoting(429), quoting(429)]],
  ['a quoting server error', [quoting(500)]],
  ['an error in mid-stream', [{ kind: 'errorInStream', message: `Bad words: ${inPrompt}` }]],
  ['a dropped connection', [{ kind: 'drop' }]],
  ['a malformed chunk', [{ kind: 'malformedChunk' }]],
  ['a refusal', [{ kind: 'refusal' }]],
  ['a content filter', [{ kind: 'contentFilter' }]],
  ['no usage', [{ kind: 'omit', parts: ['usage'] }]],
  ['a cap ignored', [{ kind: 'ignoreCap', extraTokens: 2 }]],
  ['a redirect', [{ kind: 'redirect', status: 307, location: 'http://127.0.0.1:9/' }]],
];

describe('a marker in the prompt, in the key and in the answer', () => {
  it.each(faults)('is nowhere but on the wire after %s', async (_, queued) => {
    yard = await openYard();
    yard.server.control.queue(...queued);
    const ran = await yard.run({
      ...marked,
      check: async () => Promise.reject(new Error(`cannot judge ${inAnswer} of ${inPrompt}`)),
    });
    expect(ran.calls[0]?.prompt).toContain(inPrompt);
    const kept = everythingIn([
      yard.logged,
      await yard.rows(),
      withoutAnswer(ran.end),
      ran.events.filter(({ type }) => type !== 'ended' && type !== 'text'),
    ]);
    expect(kept).toContain('acme');
    for (const marker of [inPrompt, inAnswer, yard.server.apiKey]) expect(kept).not.toContain(marker);
  });

  it('is nowhere after a stop, a refusal by budget and a fault of our own', async () => {
    yard = await openYard({
      deps: ({ ledger }) => ({
        ledger: { ...ledger, heartbeat: async () => Promise.reject(new Error(inPrompt)) },
        capBreaches: { brokenCapOf: (name) => (name === inPrompt ? 1 : undefined), record: async () => {} },
      }),
    });
    const stop = new AbortController();
    yard.server.control.queue({ kind: 'stall', at: 'midStream' });
    const stopped = await yard.run(
      marked,
      (event) => {
        if (event.type !== 'text') return;
        yard.clock.advance(2000);
        stop.abort();
      },
      stop.signal,
    );
    const thrown = await yard.run({
      ...marked,
      content: {
        kind: 'editor',
        turns: [],
        get context(): never {
          throw new Error(`no prompt from ${inPrompt}\n    at ${inPrompt}`);
        },
      },
    });
    const unasked = await yard.run({
      ...marked,
      mayLeave: async () => Promise.reject(new Error(inPrompt)),
    });
    await until(() => yard.logged.some((line) => line.includes('never-send')));
    const kept = everythingIn([
      yard.logged,
      await yard.rows(),
      [stopped, thrown, unasked].map(({ end }) => withoutAnswer(end)),
    ]);
    expect(kept).toContain('unexpected');
    expect(kept).not.toContain(inPrompt);
  });
});
