/** Whatever becomes of the ledger's files: nothing is forgotten unasked, and nothing is refused for ever. */
import type { Ledger } from '../../../src/core/model/ledgerPorts.ts';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../eventually.ts';
import { patience } from '../../patience.ts';
import { periodKeysAt } from '../../../src/core/model/budget.ts';
import type { HighWater } from '../../../src/core/ledger/highWater.ts';
import { isSwitchyardError } from '../../../src/core/model/errors.ts';
import { silentLog } from '../../../src/core/model/ports.ts';
import { openSqliteLedger, type OpenLedger } from '../../../src/storage/sqliteLedger.ts';
import type { WindowOrder } from './openWindowChild.ts';
import { randomNumbers } from './randomNumbers.ts';
import { harm } from './ledgerDamages.ts';
import {
  createFakeClock,
  holdRequest,
  limitOf,
  noon,
  settlementOf,
  taskFacts,
} from '../../unit/storage/ledgerFixtures.ts';

/** More of them by `LEDGER_DAMAGES=400`. */
const damages = Number(process.env['LEDGER_DAMAGES'] ?? 100);
const dayMs = 86_400_000;
const limits = [
  limitOf(1e9, 'day'),
  limitOf(1e9, 'week'),
  limitOf(1e9, 'month'),
  limitOf(1e9, 'day', 'block', 'w1'),
  limitOf(1e9, 'month', 'block', 'w1'),
];

interface Sums {
  readonly spent: number;
  readonly held: number;
}

interface Template {
  readonly directory: string;
  readonly earlier: string;
  readonly mark: HighWater | undefined;
  readonly sums: readonly Sums[];
}

let root = '';
const templates: Template[] = [];

async function sumsOf(ledger: Ledger): Promise<readonly Sums[]> {
  const states = await ledger.budgets(limits, periodKeysAt(noon), noon);
  return states.map(({ spent, held }) => ({ spent, held }));
}

async function spend(ledger: Ledger, name: string, at: number, workspaceId?: string): Promise<void> {
  const task = taskFacts(`task ${name}`, { workspaceId });
  await ledger.reserve(holdRequest(name, { at, task }));
  await ledger.settle(name, settlementOf(10 + (name.length % 7)));
}

/** @param found closed properly, or as a killed window leaves it: with its log. */
async function build(name: string, found: 'closed' | 'killed', holds: number): Promise<Template> {
  const live = join(root, `${name} live`);
  const [directory, earlier] = [join(root, name), join(root, `${name} earlier`)];
  let mark: HighWater | undefined;
  const clock = createFakeClock();
  const memory = { read: () => undefined, write: (value: HighWater | undefined) => void (mark = value) };
  const { ledger } = await openSqliteLedger({ directory: live, clock, log: silentLog, memory });
  const settle = async (part: string): Promise<void> => {
    for (let index = 0; index < 12; index += 1) {
      const workspaceId = [undefined, 'w1', 'w2'][index % 3];
      await spend(ledger, `${part}${'x'.repeat(index)}`, noon - (index % 4) * 3 * dayMs, workspaceId);
    }
  };
  await settle('a');
  cpSync(live, earlier, { recursive: true });
  await settle('b');
  for (let index = 0; index < holds; index += 1) await ledger.reserve(holdRequest(`held ${index}`));
  await spend(ledger, 'last', noon);
  const position = 4 * 12 + holds + 2;
  await eventually(() => {
    clock.advance(5_000);
    expect(mark?.position).toBe(position);
  });
  if (found === 'killed') {
    const template = { directory, earlier, mark, sums: await sumsOf(ledger) };
    cpSync(live, directory, { recursive: true });
    ledger.close();
    return template;
  }
  ledger.close();
  cpSync(live, directory, { recursive: true });
  const { ledger: again } = await openSqliteLedger({ directory, clock: createFakeClock(), log: silentLog });
  const sums = await sumsOf(again);
  again.close();
  return { directory, earlier, mark, sums };
}

let child: ChildProcess | undefined;

async function order(what: WindowOrder): Promise<string> {
  child ??= fork(join(import.meta.dirname, 'openWindowChild.ts'), {
    execArgv: ['--no-warnings'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const answers = Promise.race([once(child, 'message'), once(child, 'exit').then(() => ['died'])]);
  child.send(what);
  const [answer] = await answers;
  if (answer === 'died') child = undefined;
  return String(answer);
}

async function endWindow(byForce: boolean): Promise<void> {
  if (child === undefined) return;
  if (!byForce) {
    await order({ do: 'close' });
    return;
  }
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
  child = undefined;
}

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'switchyard-damage-'));
  templates.push(await build('closed', 'closed', 0));
  templates.push(await build('killed', 'killed', 0));
  templates.push(await build('holding', 'killed', 3));
});

afterAll(() => {
  child?.kill('SIGKILL');
  rmSync(root, { recursive: true, force: true });
});

/** SQLite maps this one part into memory, and the system kills whoever reads past the end of a mapped file. */
function mayKill(what: string, answer: string): boolean {
  return answer === 'died' && what.includes('ledger.db-shm');
}

function reasonOf(error: unknown): unknown {
  return isSwitchyardError(error) ? error.details['reason'] : error;
}

/** What is wrong after the harm; none is the only good answer. */
async function wrongAfter(
  seed: number,
): Promise<{ readonly what: string; readonly wrong: readonly string[] }> {
  const random = randomNumbers(seed);
  const template = templates[Math.floor(random() * templates.length)];
  if (template === undefined) throw new RangeError('no template');
  const directory = join(root, `case ${seed}`);
  cpSync(template.directory, directory, { recursive: true });
  const isOpen = random() < 0.25;
  const opening = isOpen ? await order({ do: 'open', directory }) : 'open';
  if (opening !== 'open') throw new Error(`the window beside: ${opening}`);
  const what = `${template.directory.split('/').at(-1)}${isOpen ? ', open' : ''}; ${harm({ directory, earlier: template.earlier, random })}`;
  const wrong: string[] = [];
  let extra = 0;
  if (isOpen) {
    const answer = await order({ do: 'reserve', id: 'beside' });
    // One that dies may have been admitted before.
    if (answer === 'admitted' || answer === 'died') extra = 100;
    if (answer !== 'admitted' && !answer.startsWith('told') && !mayKill(what, answer))
      wrong.push(`the open window ${answer}`);
    await endWindow(random() < 0.5);
  }

  let kept: HighWater | undefined = template.mark;
  const memory = { read: () => kept, write: (mark: HighWater | undefined) => void (kept = mark) };
  const open = (): Promise<OpenLedger> =>
    openSqliteLedger({ directory, clock: createFakeClock(), log: silentLog, memory });
  const covers = (sums: readonly Sums[]): boolean =>
    sums.every(({ spent, held }, index) => {
      const known = template.sums[index] ?? { spent: 0, held: 0 };
      return spent >= known.spent && spent + held >= known.spent + known.held;
    });
  const same = (sums: readonly Sums[]): boolean =>
    covers(sums) &&
    sums.every(({ spent, held }, index) => {
      const known = template.sums[index] ?? { spent: 0, held: 0 };
      return spent + held <= known.spent + known.held + extra;
    });

  let window = await open();
  let paid = await window.ledger.reserve(holdRequest('paid')).then(() => 'paid', reasonOf);
  if (paid === 'corrupt') {
    // Told, and mended as the message says: by reloading the window.
    window.ledger.close();
    window = await open();
    paid = await window.ledger.reserve(holdRequest('paid')).then(() => 'paid', reasonOf);
  }
  if (paid === 'paid') {
    extra += 100;
    if (!same(await sumsOf(window.ledger))) {
      wrong.push(`forgotten unasked: ${JSON.stringify(await sumsOf(window.ledger))}`);
    }
  } else if (paid === 'needsConfirmation') {
    const practice = holdRequest('free', { task: taskFacts('free', { realm: 'practice' }) });
    await window.ledger.reserve(practice);
    await window.health.confirm();
    await window.ledger.reserve(holdRequest('after'));
    if (!covers(await sumsOf(window.ledger))) {
      wrong.push(`forgotten in spite of the mark: ${JSON.stringify(await sumsOf(window.ledger))}`);
    }
  } else {
    wrong.push(`refused: ${String(paid)}`);
  }
  // Where a page of the history is damaged, it says so, and the next window sets the file aside.
  const damaged = await window.ledger.recent(1_000).then(
    () => false,
    (error: unknown) => reasonOf(error) === 'corrupt',
  );
  if (!damaged) await window.ledger.totals('real', periodKeysAt(noon).day);
  window.ledger.close();

  window = await open();
  const asked = await window.health.needsConfirmation();
  if (asked !== undefined && !damaged) wrong.push(`asked again: ${asked}`);
  if (asked !== undefined) await window.health.confirm();
  await window.ledger
    .reserve(holdRequest('the day after'))
    .catch((error: unknown) => wrong.push(`refused for ever: ${String(reasonOf(error))}`));
  if (!covers(await sumsOf(window.ledger))) wrong.push('forgotten later');
  window.ledger.close();
  rmSync(directory, { recursive: true, force: true });
  return { what, wrong };
}

test('files that nothing happened to raise no alarm', async () => {
  for (const { directory, mark, sums } of templates) {
    const memory = { read: () => mark, write: () => undefined };
    const whole = join(root, 'whole');
    cpSync(directory, whole, { recursive: true });
    const { ledger, health } = await openSqliteLedger({
      directory: whole,
      clock: createFakeClock(),
      log: silentLog,
      memory,
    });
    expect(await health.needsConfirmation()).toBeUndefined();
    expect(await sumsOf(ledger)).toEqual(sums);
    ledger.close();
    rmSync(whole, { recursive: true });
  }
});

test(
  `${damages} random damages: nothing is forgotten unasked, nothing refused for ever`,
  { timeout: patience.group },
  async () => {
    const failures: string[] = [];
    for (let seed = 1; seed <= damages; seed += 1) {
      const { what, wrong } = await wrongAfter(seed).catch((error: unknown) => ({
        what: 'crash',
        wrong: [error instanceof Error ? `${error.stack} ${String(error.cause)}` : String(error)],
      }));
      if (wrong.length > 0) failures.push(`${seed}: ${what}: ${wrong.join('; ')}`);
    }
    expect(failures).toEqual([]);
  },
);
