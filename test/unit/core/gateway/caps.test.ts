/** Caps of tokens and dollars: eaten up, not honoured, passed. */
import { describe, expect, it } from 'vitest';
import { limitOf } from '../../storage/ledgerFixtures.ts';
import { accountsOf, balanced, capsWith, dollars, reasoning, says, yardOpener } from './yard.ts';

const open = yardOpener();

describe('thinking that eats the cap', () => {
  const small = capsWith({ tokens: { fast: 4000, reasoning: 40 } });

  it('is said in words and tried once more at lower effort, both billed', async () => {
    const yard = await open({ settings: () => small });
    yard.server.control.queue(says('42', 200), says('42', 200));
    const ran = await yard.run(reasoning);
    expect(ran.calls.map(({ effort, cap }) => `${String(effort)} ${String(cap)}`)).toEqual([
      'low 40',
      'none 40',
    ]);
    expect(ran.end).toMatchObject({ kind: 'answered', answer: { text: '42' } });
    expect(ran.end.receipt?.notes.join('\n')).toMatch(/thinking ate the whole cap.*tried with less/);
    const rows = await yard.rows();
    expect(rows.map(({ settlement }) => settlement?.usage.output)).toEqual([40, 1]);
    expect(rows.every(({ settlement }) => (settlement?.cost ?? 0) > 0)).toBe(true);
    expect(await accountsOf(yard, [ran])).toEqual(balanced);
  });

  it('again is the end: an empty answer that was paid for', async () => {
    const yard = await open({ settings: () => small });
    yard.server.control.queue(says('42', 400), says('42', 400), says('42', 0));
    const ran = await yard.run({
      override: { upTo: { label: '5¢', cost: dollars(0.05), effort: 'medium' } },
    });
    expect(ran.calls.map(({ effort }) => effort)).toEqual(['medium', 'low']);
    expect(ran.end).toMatchObject({ kind: 'failed', error: { code: 'emptyAnswer' } });
    expect(ran.end.receipt?.totals.output.tokens).toBe(80);
    expect(await accountsOf(yard, [ran])).toEqual(balanced);
  });

  it('is recognised where the provider calls it a normal end', async () => {
    const wording = await open({
      settings: () => small,
      deps: ({ providerFor }) => ({
        providerFor: async (endpoint) => {
          const provider = await providerFor(endpoint);
          return {
            async *stream(attempt, signal) {
              for await (const event of provider.stream(attempt, signal)) {
                yield event.type === 'finish' ? { type: 'finish', reason: 'stop', raw: 'stop' } : event;
              }
            },
          };
        },
      }),
    });
    wording.server.control.queue(says('42', 400), says('42', 0));
    const ran = await wording.run(reasoning);
    expect(ran.calls).toHaveLength(2);
    expect(ran.end.kind).toBe('answered');
  });

  it('is not tried again where the budget has no room, and says both', async () => {
    const poor = await open({
      settings: () => ({ ...small, budgets: [limitOf(3_500_000, 'day')] }),
    });
    poor.server.control.queue(says('42', 200));
    const ran = await poor.run(reasoning);
    expect(ran.calls).toHaveLength(1);
    expect(ran.end).toMatchObject({ kind: 'failed', error: { code: 'emptyAnswer' } });
    expect(ran.end.kind === 'failed' && ran.end.error.message).toMatch(
      /ate the whole cap.*refused: the user budget/,
    );
  });
});

describe('thinking where none was asked for', () => {
  it('is noted on the receipt', async () => {
    const yard = await open({
      settings: ({ model }) => ({
        models: { fast: model('fast', { ref: { provider: 'acme', model: 'reasoning-open' } }) },
        unknownPrice: 'ask',
      }),
      deps: ({ providerFor }) => ({
        // A server that thinks whatever it is told.
        providerFor: async (endpoint) => {
          const provider = await providerFor(endpoint);
          return { stream: (attempt, signal) => provider.stream({ ...attempt, effort: 'low' }, signal) };
        },
      }),
    });
    yard.server.control.queue(says('done', 100));
    const ran = await yard.run();
    expect(ran.end.receipt?.notes.join('\n')).toMatch(/thought 25 tokens although none was asked for/);
  });
});

describe('a cap on the wire that is not honoured', () => {
  it('is paid, told, and blocks the model', async () => {
    const yard = await open();
    yard.server.control.queue({ kind: 'ignoreCap', extraTokens: 7 });
    const ran = await yard.run();
    expect(ran.end.kind).toBe('answered');
    expect((await yard.rows())[0]?.settlement).toMatchObject({
      usage: { output: 4007 },
      provenance: 'computed',
    });
    expect(ran.end.receipt?.notes.join('\n')).toMatch(/over a cap of 4,000 tokens/);
    expect([...yard.breaches]).toEqual(['acme/fast 4000']);

    const next = await yard.run();
    expect(next.end).toMatchObject({
      kind: 'failed',
      error: { code: 'capBreached', details: { model: 'acme/fast', cap: 4000 } },
    });
    expect(next.calls).toEqual([]);
    yard.breaches.clear();
    expect((await yard.run()).end.kind).toBe('answered');
  });

  it('blocks the model at every other cap as well, before anything is held', async () => {
    const upTo = (cost: number) =>
      ({ override: { upTo: { label: '', cost: dollars(cost), effort: 'medium' } } }) as const;
    const yard = await open({
      settings: ({ model }) => ({
        models: { reasoning: model('reasoning') },
        budgets: [{ ...limitOf(5_000_000_000, 'day'), whenReached: 'downgrade' }],
      }),
    });
    yard.server.control.queue({ kind: 'ignoreCap', extraTokens: 3000 });
    const first = await yard.run(upTo(0.05));
    expect(first.end).toMatchObject({ error: { code: 'cutAtCap' } });
    const cap = first.calls[0]?.cap;
    expect([...yard.breaches]).toEqual([`acme/reasoning ${String(cap)}`]);

    for (const cost of [0.05, 0.049, 0.2]) {
      const next = await yard.run(upTo(cost));
      expect(next.end).toMatchObject({ error: { code: 'capBreached', details: { cap } } });
      expect(next.calls).toEqual([]);
    }
    expect(await yard.rows()).toHaveLength(1);
  });

  it('does not come back in by way of a smaller budget', async () => {
    const yard = await open({
      settings: () => ({ budgets: [{ ...limitOf(100_000_000, 'day'), whenReached: 'downgrade' }] }),
    });
    yard.breaches.add('acme/fast 4000');
    const ran = await yard.run(reasoning);
    expect(ran.end).toMatchObject({ kind: 'failed', error: { code: 'budgetRefused' } });
    expect(ran.calls).toEqual([]);
  });
});
