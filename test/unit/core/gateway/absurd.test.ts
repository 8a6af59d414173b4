/** Figures that cannot be: kept, told, not believed, and never in the way of what comes next. */
import { describe, expect, it } from 'vitest';
import { limitOf } from '../../storage/ledgerFixtures.ts';
import { answerWith, rawYardOpener } from './rawServer.ts';

const open = rawYardOpener();
const text = 'const a = 1;';

const usageWith = (changes: Record<string, string>): string => {
  const fields = { prompt_tokens: '12', completion_tokens: '6', total_tokens: '18', ...changes };
  const parts = Object.entries(fields).map(([name, value]) => `"${name}":${value}`);
  return `{${parts.join(',')}}`;
};

/** What is booked of an answer of six tokens with that usage object, and what is said of it. */
async function booked(usage: string) {
  const yard = await open({ reply: () => answerWith(text, usage) });
  const ran = await yard.run();
  expect(ran.end).toMatchObject({ kind: 'answered', answer: { text } });
  const [row] = await yard.rows();
  if (row?.settlement === undefined) throw new Error('nothing was settled');
  return { ...row.settlement, hold: row.hold, notes: ran.end.receipt?.notes.join('\n') ?? '' };
}

const honest = { input: 12, output: 6 };
const honestCost = 12 * 1000 + 6 * 10_000;

describe('a count that cannot be', () => {
  it('of input: the most that was sent stands in its place', async () => {
    const usage = usageWith({ prompt_tokens: '5000000', total_tokens: '5000006' });
    const { flags, cost, hold, notes, rawUsage, ...row } = await booked(usage);
    expect(flags).toEqual(['inputNotBelieved']);
    expect(cost).toBeGreaterThan(honestCost);
    expect(cost).toBeLessThanOrEqual(hold);
    expect(row).toMatchObject({ provenance: 'estimated', usageProvenance: 'estimated' });
    expect(rawUsage).toMatchObject({ prompt_tokens: 5_000_000 });
    expect(notes).toMatch(/reported 5,000,000 tokens of input, .*: not believed/);
    expect(notes).not.toMatch(/no final count/);
  });

  it('of input that somebody may have added is believed, and told', async () => {
    const usage = usageWith({ prompt_tokens: '9000', total_tokens: '9006' });
    const { flags, cost, notes } = await booked(usage);
    expect(flags).toEqual(['inputAboveBound']);
    expect(cost).toBe(9000 * 1000 + 6 * 10_000);
    expect(notes).toMatch(/more input than was sent/);
  });

  it('of output: the cap stands in its place, and no cap was broken', async () => {
    const usage = usageWith({ completion_tokens: '50000000', total_tokens: '50000012' });
    const { flags, cost, hold, notes, usage: counted } = await booked(usage);
    expect(flags).toEqual(['outputNotBelieved']);
    expect(counted).toMatchObject({ input: 12, output: 4000 });
    expect(cost).toBeLessThanOrEqual(hold);
    expect(notes).toMatch(/reported 50,000,000 tokens of output, .*: not believed, 4,000 tokens are counted/);
    expect(notes).not.toMatch(/over a cap/);
  });

  it('of output below the text: the larger one stands in its place', async () => {
    const long = 'It goes on for a while and then some more. '.repeat(60);
    const yard = await open({
      reply: () => answerWith(long, usageWith({ completion_tokens: '1', total_tokens: '13' })),
    });
    const ran = await yard.run();
    const [row] = await yard.rows();
    expect(row?.settlement).toMatchObject({ flags: ['outputBelowText'], usageProvenance: 'estimated' });
    expect(row?.settlement?.usage.output).toBeGreaterThan(500);
    expect(row?.settlement?.rawUsage).toMatchObject({ completion_tokens: 1 });
    expect(ran.end.receipt?.notes.join('\n')).toMatch(/fewer tokens than came/);
  });

  it.each(['-5', '1e999', '1e300', '"lots"', 'null', '[]', '{}', 'true'])(
    'such as %s in any field is worth no more than a missing one',
    async (value) => {
      for (const field of ['prompt_tokens', 'completion_tokens', 'total_tokens']) {
        const { cost, hold } = await booked(usageWith({ [field]: value }));
        expect(cost).toBeGreaterThan(0);
        expect(cost).toBeLessThanOrEqual(hold);
      }
    },
  );
});

describe('a bill that cannot be', () => {
  it.each([
    ['far too large', '1000000', 1e15],
    ['larger than any number', '1e999', 1e15],
    ['a hundred times the counts', '0.02', 20_000_000],
    ['ten times the hold', '0.5', 500_000_000],
    ['far too small', '1e-9', 1],
  ])('being %s is kept, told and not believed', async (_, cost, billed) => {
    const row = await booked(usageWith({ cost }));
    expect(row).toMatchObject({ usage: honest, cost: honestCost, provenance: 'computed', billed });
    expect(row.flags).toEqual(['billNotBelieved']);
    expect(row.notes).toMatch(/the provider billed .*, which cannot be: not believed, \$0\.0001 are counted/);
  });

  it.each([
    ['is dearer than the list says', '0.0005', 500_000],
    ['is cheaper', '0.00002', 20_000],
  ])('unlike one that %s', async (_, cost, billed) => {
    expect(await booked(usageWith({ cost }))).toMatchObject({ cost: billed, provenance: 'billed' });
  });

  it.each(['-1', '"free"', 'null'])('such as %s is none', async (cost) => {
    expect(await booked(usageWith({ cost }))).toMatchObject({ cost: honestCost, billed: undefined });
  });

  it('where no price is known leaves the cost unknown', async () => {
    const yard = await open({
      reply: () => answerWith(text, usageWith({ cost: '1000000' })),
      models: { fast: 'nobody-knows-it', reasoning: 'reasoning' },
    });
    await yard.run();
    expect((await yard.rows())[0]?.settlement).toMatchObject({ cost: undefined, flags: ['billNotBelieved'] });
  });

  it('ten times over keeps nobody from the next request', async () => {
    let usage = usageWith({ cost: '1000000' });
    const yard = await open({
      reply: () => answerWith(text, usage),
      settings: () => ({ budgets: [limitOf(5e9, 'day'), limitOf(50e9, 'month')] }),
    });
    for (let count = 0; count < 10; count += 1) expect((await yard.run()).end.kind).toBe('answered');
    usage = usageWith({});
    expect((await yard.run()).end.kind).toBe('answered');
  });
});
