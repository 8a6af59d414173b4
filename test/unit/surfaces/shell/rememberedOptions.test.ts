import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../../src/core/model/ports.ts';
import { createOpenAiProvider } from '../../../../src/core/providers/openaiProvider.ts';
import { refusedOptionsKey, rememberedOptions } from '../../../../src/surfaces/shell/remembered.ts';
import { anAttempt, chunk, chunks, drain, json, replayFetch } from '../../core/providers/replayFetch.ts';
import { fakeMemento } from '../../../doubles/memento.ts';

const day = 86_400_000;

function remembering(state = fakeMemento(), now = 0) {
  return rememberedOptions({ state, clock: { now: () => now }, log: silentLog });
}

describe('what a server refused', () => {
  it('is learned once, not once a restart', async () => {
    const state = fakeMemento();
    const refusal = json(
      { error: { message: "Unsupported parameter: 'stream_options'", param: 'stream_options' } },
      { status: 400 },
    );
    const { fetch, sent } = replayFetch(refusal, chunks(chunk({ content: 'ok' }, 'stop')));
    for (let start = 0; start < 2; start += 1) {
      const provider = createOpenAiProvider({ fetch, log: silentLog, learned: remembering(state) });
      expect((await drain(provider, anAttempt('custom'))).error).toBeUndefined();
    }
    expect(sent.map(({ body }) => 'stream_options' in body)).toEqual([true, false, false]);
  });

  it('adds up, for its own server alone', () => {
    const state = fakeMemento();
    remembering(state).add('a chat m', new Set(['stream_options']));
    remembering(state).add('a chat m', new Set(['reasoning_effort="none"']));
    expect(remembering(state).get('a chat m')).toEqual(
      new Set(['stream_options', 'reasoning_effort="none"']),
    );
    expect(remembering(state).get('a chat other')).toEqual(new Set());
  });

  it('is tried again after a month, since servers are upgraded', () => {
    const state = fakeMemento();
    remembering(state, 0).add('a chat m', new Set(['stream_options']));
    expect(remembering(state, 29 * day).get('a chat m').size).toBe(1);
    expect(remembering(state, 31 * day).get('a chat m').size).toBe(0);
  });

  it('does not grow without end: the longest unchanged go first', () => {
    const state = fakeMemento();
    for (let index = 0; index < 130; index += 1) {
      remembering(state, index).add(`server ${index}`, new Set(['stream_options']));
    }
    expect(remembering(state, 130).get('server 0').size).toBe(0);
    expect(remembering(state, 130).get('server 129').size).toBe(1);
    expect(Object.keys(state.get<object>(refusedOptionsKey) ?? {})).toHaveLength(100);
  });

  it('is nothing where the stored value makes no sense, or cannot be stored', () => {
    expect(remembering(fakeMemento(new Map([[refusedOptionsKey, ['nonsense']]]))).get('a')).toEqual(
      new Set(),
    );
    const warnings: string[] = [];
    const broken = { ...fakeMemento(), update: () => Promise.reject(new Error('disk full')) };
    const options = rememberedOptions({
      state: broken,
      clock: { now: () => 0 },
      log: { ...silentLog, warn: (message) => void warnings.push(message) },
    });
    expect(() => options.add('a', new Set(['x']))).not.toThrow();
  });
});
