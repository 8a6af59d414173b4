/** What is sent is decided once a task, after the route is known, and told to the surface. */
import { describe, expect, it } from 'vitest';
import type { GatewayEvent, RoutedEvent } from '../../../../src/core/gateway/contract.ts';
import { contextBudget } from '../../../../src/core/prompt/fitContext.ts';
import { promptKindOf, type Turn } from '../../../../src/core/prompt/promptInput.ts';
import { checkFails, yardOpener, type Changes, type Ran, type YardOptions } from './yard.ts';

const open = yardOpener();

const turns: readonly Turn[] = [
  { question: 'what is it?', answer: 'A key.', form: 'document', file: 'file:///app/prod.env' },
];
const file = { path: 'src/a.ts', language: 'typescript' };
const inEditor = (selection?: string): Changes => ({
  content: { kind: 'editor', turns, context: { file, before: 'let a;\n', selection, after: '' } },
  sentFiles: ['file:///app/a.ts'],
});

const goesOn: YardOptions = {
  deps: ({ classify }) => ({ classify: (request) => ({ ...classify(request), basis: 'followUp' }) }),
};

function routedIn(events: readonly GatewayEvent[]): readonly RoutedEvent[] {
  return events.filter((event) => event.type === 'routed');
}

/** Role and text of each message of each call. */
function sentBy({ calls }: Ran): readonly (readonly (readonly [string, string])[])[] {
  return calls.map(({ prompt }) =>
    JSON.parse(prompt).map(({ role, content }: { role: string; content: string }) => [role, content]),
  );
}

describe('what the editor knows', () => {
  it.each([
    ['a selection', 'a', 'diff', 'replacement'],
    ['no selection', undefined, 'document', 'explanation'],
  ] as const)('with %s becomes a prompt for one form of answer', async (_, selection, form, kind) => {
    const yard = await open();
    const ran = await yard.run(inEditor(selection));
    expect(routedIn(ran.events)).toMatchObject([{ form, turns: [], route: { tier: 'fast' } }]);
    const [[system, user] = []] = sentBy(ran);
    expect([system?.[0], promptKindOf(system?.[1] ?? '')]).toEqual(['developer', kind]);
    expect(user?.[1]).toContain('<file path="src/a.ts"');
    expect(user?.[1]).not.toContain('what is it?');
  });

  it('is sent with the turns that the request goes on with', async () => {
    const yard = await open(goesOn);
    const ran = await yard.run(inEditor());
    expect(routedIn(ran.events)[0]?.turns).toBe(turns);
    const [messages = []] = sentBy(ran);
    expect(messages.map(([role]) => role)).toEqual(['developer', 'user', 'assistant', 'user']);
    expect(messages[1]?.[1]).toContain('what is it?');
    expect(messages[2]?.[1]).toBe('A key.');
  });

  it('is cut to what a prompt holds, and is the same for each attempt', async () => {
    const yard = await open();
    const context = { file, before: 'let a;\n'.repeat(20_000), selection: 'a', after: '' };
    const ran = await yard.run({
      content: { kind: 'editor', turns: [], context },
      check: checkFails,
    });
    const [first, second] = ran.calls;
    expect(second?.prompt).toBe(first?.prompt);
    expect(first?.prompt.length).toBeLessThan(contextBudget * 1.5);
  });

  it('asks the host about its own files, and about those of turns that it goes on with', async () => {
    const asked: (readonly string[])[] = [];
    const mayLeave: Changes['mayLeave'] = async (files) => {
      asked.push(files);
      return files.includes('file:///app/prod.env')
        ? { why: 'prod.env stays here', isUncertain: false }
        : undefined;
    };
    const alone = await (await open()).run({ ...inEditor(), mayLeave });
    const further = await (await open(goesOn)).run({ ...inEditor(), mayLeave });
    expect(asked).toEqual([['file:///app/a.ts'], ['file:///app/a.ts', 'file:///app/prod.env']]);
    expect(alone.end.kind).toBe('answered');
    expect(further).toMatchObject({ calls: [], end: { error: { code: 'neverSend' } } });
  });
});

describe('given messages', () => {
  it('pass through as they are', async () => {
    const yard = await open();
    const ran = await yard.run({
      messages: [
        { role: 'system', text: 'You help.' },
        { role: 'user', parts: [{ type: 'text', text: 'What is a?' }] },
      ],
    });
    expect(sentBy(ran)).toEqual([
      [
        ['developer', 'You help.'],
        ['user', 'What is a?'],
      ],
    ]);
    expect(routedIn(ran.events)).toMatchObject([{ form: 'document', turns: [] }]);
  });

  it('keep the limits of their surface instead of those of the settings', async () => {
    const yard = await open();
    yard.server.control.queue({ kind: 'status', status: 500 });
    const ran = await yard.run({ limits: { tokens: 32_000, extraAttempts: 0 } });
    expect(ran.calls.map(({ cap }) => cap)).toEqual([32_000]);
    expect(ran.end.kind).toBe('failed');
    expect((await yard.run()).calls.map(({ cap }) => cap)).toEqual([4000]);
  });
});

it('a local tool’s route tells its form as well', async () => {
  const yard = await open();
  const ran = await yard.run({
    editor: { surface: 'command', command: 'ask', text: 'add 1 to 9900' },
    content: { kind: 'editor', turns },
  });
  expect(routedIn(ran.events)).toMatchObject([{ form: 'document', route: { tier: 'local' }, turns: [] }]);
});

it('what the check says of the answer that stands comes with the end', async () => {
  const yard = await open();
  const change = { original: 'a', edit: { type: 'replace', text: 'b' }, beyondSelection: false } as const;
  const ran = await yard.run({
    check: async () => ({ verdict: 'passed', what: ['syntax'] }),
    change,
  });
  expect(ran.end).toMatchObject({ kind: 'answered', judgement: { change } });
});
