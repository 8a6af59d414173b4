/** A marked prompt and a marked key, through every end a request can have: nothing of them is kept, logged or shown. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { receiptLines } from '../../../src/core/words/receiptLines.ts';
import type { Fault } from '../../doubles/faults.ts';
import { errorText } from '../../../src/core/words/errorText.ts';
import { diagnosticsText } from '../../../src/surfaces/shell/userData.ts';
import type { Heard, Reply } from '../../doubles/attacker.ts';
import { marker, openWorld, type Asked, type World } from '../../doubles/hostileWorld.ts';
import { dashboardOf } from '../../doubles/dashboardOf.ts';

vi.mock('vscode', () => import('../../doubles/editor.ts'));

/** Where the marker or the key is found, by name of the place. */
async function foundIn(world: World, { end }: Asked): Promise<readonly string[]> {
  const { engine } = world;
  const dashboard = dashboardOf(engine);
  const error = end.kind === 'failed' ? end.error : undefined;
  const places: readonly (readonly [string, string])[] = [
    ...filesUnder(world.storage).map((file) => [path.basename(file), readFileSync(file, 'latin1')] as const),
    ['log', world.logged.join('\n')],
    ['remembered', JSON.stringify(world.remembered.keys().map((key) => [key, world.remembered.get(key)]))],
    ['error', inspect(error, { depth: 20, showHidden: true })],
    ['error as shown', error ? errorText(error, String).message : ''],
    ['receipt', end.receipt ? JSON.stringify([end.receipt, receiptLines(end.receipt)]) : ''],
    ['diagnostics', await diagnosticsText(engine, '0')],
    ['dashboard', JSON.stringify(await dashboard.snapshot())],
    ['rows', JSON.stringify(await engine.ledger.recent(100))],
  ];
  const secrets = [marker, marker.replaceAll('-', '_'), world.home.apiKey, world.home.apiKey.slice(0, 24)];
  return places.flatMap(([name, text]) => (secrets.some((secret) => text.includes(secret)) ? [name] : []));
}

function filesUnder(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((file) => statSync(file).isFile());
}

const quick = { 'switchyard.limits.fastSeconds': 1, 'switchyard.limits.extraAttempts': 0 };

const faults: readonly Fault[] = [
  ...[400, 401, 402, 403, 404, 408, 409, 413, 422, 429, 500, 503, 529].map((status): Fault => ({
    kind: 'status',
    status,
    message: `you sent ${marker}: finish it`,
  })),
  { kind: 'status', status: 429, quota: true },
  { kind: 'redirect', status: 307, location: `https://evil.example/${marker}` },
  { kind: 'drop' },
  { kind: 'stall', at: 'headers' },
  { kind: 'stall', at: 'firstToken' },
  { kind: 'stall', at: 'midStream' },
  { kind: 'malformedChunk' },
  { kind: 'errorInStream', message: `cannot do ${marker}: finish it` },
  { kind: 'omit', parts: ['usage'] },
  { kind: 'omit', parts: ['usage', 'finish', 'done'] },
  { kind: 'usageTwice' },
  { kind: 'inlineThinking', tags: 'onlyClosing' },
  { kind: 'ignoreCap', extraTokens: 100 },
  { kind: 'refusal' },
  { kind: 'contentFilter' },
  { kind: 'emptyAnswer' },
  { kind: 'wrongContentType' },
  { kind: 'hugeChunk', characters: 200_000 },
  { kind: 'answer', text: `I repeat: ${marker}`, thinkingTokens: 50 },
];

describe('of a prompt and a key nothing stays', () => {
  it('after an answer', async () => {
    const world = await openWorld();
    const asked = await world.ask();
    expect(asked).toMatchObject({ ended: 'answered', calls: 1, leaks: [] });
    expect(JSON.stringify(world.home.control.requests())).toContain(marker);
    expect(await foundIn(world, asked)).toEqual([]);
  });

  it('after thinking', async () => {
    const world = await openWorld();
    const asked = await world.ask({ override: { tier: 'reasoning' } });
    expect(asked).toMatchObject({ ended: 'answered', leaks: [] });
    expect(await foundIn(world, asked)).toEqual([]);
  });

  it.each(faults.map((fault) => [JSON.stringify(fault), fault] as const))('after %s', async (_, fault) => {
    const world = await openWorld({ user: quick });
    world.home.control.queue(fault);
    const asked = await world.ask();
    expect(asked).toMatchObject({ calls: 1, leaks: [] });
    expect(await foundIn(world, asked)).toEqual([]);
  });

  it('after a stop in mid-answer', async () => {
    const world = await openWorld();
    const stop = new AbortController();
    const asked = await world.ask({
      signal: stop.signal,
      onEvent: ({ type }) => type === 'text' && stop.abort(),
    });
    expect(asked).toMatchObject({ ended: 'stopped', leaks: [] });
    expect(await foundIn(world, asked)).toEqual([]);
  });

  it.each([
    ['a refusal by budget', { 'switchyard.budget.perDay': 0, 'switchyard.budget.whenReached': 'block' }],
    ['a broken setting', { 'switchyard.budget.perDay': marker }],
    ['no consent', {}],
  ])('after %s', async (what, user) => {
    const world = await openWorld({ user, trusts: what !== 'no consent' });
    const asked = await world.ask();
    expect(asked).toMatchObject({ calls: 0, leaks: [] });
    const found = await foundIn(world, asked);
    // What a person wrote into a limit is quoted back to them.
    expect(found.filter((place) => what !== 'a broken setting' || place === 'log')).toEqual([]);
  });
});

/** A provider that says back what it was sent, in every field that is not the answer. */
const echoes: readonly (readonly [string, (sent: string) => Reply])[] = [
  ['the name of the model', (sent) => completion({ model: sent })],
  ['the id of the response', (sent) => completion({ id: sent })],
  ['the reason of the end', (sent) => completion({}, { finish_reason: sent })],
  ['the refusal', (sent) => completion({}, { message: { role: 'assistant', refusal: sent } })],
  [
    'names and words of the usage',
    (sent) =>
      completion({
        usage: {
          prompt_tokens: 3,
          completion_tokens: 2,
          [sent]: 1,
          service_tier: sent,
          details: { note: sent },
        },
      }),
  ],
  [
    'the name of a tool',
    (sent) =>
      completion(
        {},
        {
          message: {
            role: 'assistant',
            tool_calls: [{ id: sent, function: { name: sent, arguments: sent } }],
          },
        },
      ),
  ],
  [
    'the fingerprint and unknown fields',
    (sent) => completion({ system_fingerprint: sent, object: sent, more: { of: sent } }),
  ],
  [
    'the headers',
    (sent) => ({
      ...completion({}),
      headers: { 'x-request-id': encodeURIComponent(sent), server: encodeURIComponent(sent) },
    }),
  ],
  [
    'the message of an error',
    (sent) => ({
      status: 400,
      body: JSON.stringify({ error: { message: sent, type: sent, code: sent, param: sent } }),
    }),
  ],
  [
    'an error that is text',
    (sent) => ({ status: 500, body: sent, headers: { 'content-type': 'text/plain' } }),
  ],
  [
    'an error in HTML',
    (sent) => ({
      status: 502,
      body: `<html><title>${sent}</title></html>`,
      headers: { 'content-type': 'text/html' },
    }),
  ],
  ['an error within a 200', (sent) => ({ body: JSON.stringify({ error: { message: sent, code: sent } }) })],
  ['a body that is no JSON', (sent) => ({ body: `{"choices": ${sent}` })],
  [
    'the pause it asks for',
    (sent) => ({ status: 429, body: '{}', headers: { 'retry-after': encodeURIComponent(sent) } }),
  ],
];

function completion(changes: object, choice: object = {}): Reply {
  const message = { role: 'assistant', content: 'done' };
  const usage = { prompt_tokens: 3, completion_tokens: 2 };
  const choices = [{ index: 0, message, finish_reason: 'stop', ...choice }];
  return { body: JSON.stringify({ id: 'r-1', model: 'fast', choices, usage, ...changes }) };
}

describe('a provider that says back', () => {
  const sayings: readonly (readonly [string, (heard: Heard) => string])[] = [
    ['the key', ({ authorization }) => authorization],
    ['the key alone', ({ authorization }) => authorization.replace('Bearer ', '')],
    ['a word of the prompt', () => marker],
    ['the prompt', ({ body }) => JSON.parse(body).messages.at(-1).content],
    ['all', ({ authorization, body }) => `${authorization} ${body}`],
  ];

  describe.each(sayings)('%s', (_, said) => {
    it.each(echoes)('in %s leaves nothing of it', async (__, reply) => {
      const world = await openWorld({ user: quick, answer: (heard) => reply(said(heard)) });
      const asked = await world.ask();
      expect(asked).toMatchObject({ calls: 1, leaks: [] });
      expect(await foundIn(world, asked)).toEqual([]);
    });
  });
});
