import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseMessageFromPage, parseMessageToPage } from '../../../src/dashboard/protocol.ts';
import { buildLive, buildSnapshot } from '../../../src/dashboard/host/snapshot.ts';
import { budget, heldRow, snapshotInput } from './ledgerRows.ts';
import { manyRows } from './manyRows.ts';

const snapshot = buildSnapshot(
  snapshotInput({ recent: manyRows(40), running: [heldRow()], budgets: [budget()] }),
);

describe('messages to the page', () => {
  test('a snapshot of the host parses as it is', () => {
    const message = { type: 'snapshot', snapshot };
    expect(parseMessageToPage(structuredClone(message))).toEqual({ valid: true, message });
  });

  test('the live part parses by itself', () => {
    const live = buildLive({ now: 1, running: [heldRow()], budgets: [] });
    expect(parseMessageToPage({ type: 'live', live }).valid).toBe(true);
  });

  test('a field that this version does not know is refused, and named', () => {
    expect(parseMessageToPage({ type: 'snapshot', snapshot: { ...snapshot, live: { now: 1 } } })).toEqual({
      valid: false,
      problem: 'invalid_type at snapshot.live.running',
    });
    expect(parseMessageToPage({ type: 'snapshot', snapshot: { ...snapshot, more: 1 } }).valid).toBe(false);
  });

  test.each([NaN, Infinity, -1, 0.5, '5'])('%s is no count of tokens', (count) => {
    const figure = { text: 'x', count, estimated: false };
    const today = { ...snapshot.real.today, hidden: figure };
    const wrong = { ...snapshot, real: { ...snapshot.real, today } };
    expect(parseMessageToPage({ type: 'snapshot', snapshot: wrong })).toEqual({
      valid: false,
      problem: expect.stringContaining('snapshot.real.today.hidden.count'),
    });
  });
});

describe('messages from the page', () => {
  test.each([
    { type: 'ready' },
    { type: 'openSettings' },
    { type: 'openSettings', setting: 'switchyard.budget.perDay' },
    { type: 'explain', attemptId: 'a' },
    { type: 'stop', taskId: 't' },
    { type: 'copy', attemptId: 'a' },
    { type: 'start', what: 'ask' },
  ])('$type is let through', (message) => {
    expect(parseMessageFromPage(message)).toEqual({ valid: true, message });
  });

  test.each([
    ['a setting of another extension', { type: 'openSettings', setting: 'terminal.integrated.shell' }],
    ['a setting query', { type: 'openSettings', setting: 'switchyard @ext:evil' }],
    ['text for the clipboard', { type: 'copy', text: 'rm -rf /' }],
    ['a command of its own', { type: 'start', what: 'workbench.action.terminal.new' }],
    ['a field too many', { type: 'stop', taskId: 't', force: true }],
    ['an empty id', { type: 'stop', taskId: '' }],
    ['an endless id', { type: 'stop', taskId: 'x'.repeat(10_000) }],
    ['an unknown type', { type: 'run', command: 'x' }],
    ['a polluted prototype', JSON.parse('{"type":"stop","taskId":"t","__proto__":{"a":1}}')],
  ])('%s is refused', (_, message) => {
    expect(parseMessageFromPage(message).valid).toBe(false);
  });

  test('nothing at all makes the parser throw, and no refusal repeats what it was sent', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true }), (value) => {
        expect(parseMessageFromPage(value).valid).toBe(false);
      }),
    );
    const secret = 'sk-secret';
    const parsed = parseMessageFromPage({ type: secret, [secret]: secret });
    expect(JSON.stringify(parsed)).not.toContain(secret);
  });
});
