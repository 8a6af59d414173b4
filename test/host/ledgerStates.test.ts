/** What a person sees of a ledger that is damaged, or cannot be written: told at once, nothing paid without their word. */
import { readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { periodKeysAt } from '../../src/core/model/budget.ts';
import { silentLog } from '../../src/core/model/ports.ts';
import { openSqliteLedger } from '../../src/storage/sqliteLedger.ts';
import { patience } from '../patience.ts';
import { holdRequest, realClock, settlementOf } from '../unit/storage/ledgerFixtures.ts';
import { answerOf, enterKey, sitDownWithKey, type PaidPerson } from './paidPerson.ts';
import type { PersonOptions } from './person.ts';

const canRunVscode = process.platform === 'linux' && process.arch === 'x64';

/** A ledger with its mark, of which the file is one of an earlier time. */
async function spendInto(folder: string): Promise<void> {
  const options = { directory: folder, clock: realClock, log: silentLog };
  const at = Date.now();
  const request = (id: string) => holdRequest(id, { at, periodKeys: periodKeysAt(at) });
  const first = await openSqliteLedger(options);
  await first.ledger.reserve(request('a'));
  await first.ledger.settle('a', settlementOf(0));
  first.ledger.close();
  const earlier = readFileSync(path.join(folder, 'ledger.db'));
  const second = await openSqliteLedger(options);
  await second.ledger.reserve(request('b'));
  await second.ledger.settle('b', settlementOf(500_000_000));
  second.ledger.close();
  await writeFile(path.join(folder, 'ledger.db'), earlier);
}

describe.skipIf(!canRunVscode)('a person whose ledger', () => {
  let paid: PaidPerson | undefined;
  afterEach(async () => {
    await paid?.leave();
    paid = undefined;
  });

  async function sitDown(options: PersonOptions): Promise<PaidPerson> {
    paid = await sitDownWithKey(options);
    return paid;
  }

  async function complete({ person, home }: PaidPerson): Promise<void> {
    home.control.queue({ kind: 'answer', text: answerOf(20) });
    await person.openFile('src/cart.ts', 9);
    await person.command('Switchyard: Complete at Cursor');
  }

  test('is no ledger keeps the file, is asked, and pays nothing until they have said so', async () => {
    const notes = 'these are somebody’s notes, not a ledger\n'.repeat(200);
    const sitting = await sitDown({
      inStorage: (folder) => writeFile(path.join(folder, 'ledger.db'), notes),
    });
    const { person } = sitting;
    const notice = await person.notice(
      /The ledger file was unreadable and is kept as ledger\.db\.corrupt-\d{4}/,
    );
    expect(await notice.innerText()).toContain(
      'A new one knows nothing of what was spent, so paid calls wait for your word.',
    );
    expect(await notice.getByRole('button', { name: 'Begin a New Ledger' }).count()).toBe(1);
    expect((await person.statusBarMatching(/Paid calls are off$/)).kind).toBe('error');
    await person.shot('ledger-damaged');
    const kept = readdirSync(person.place.storage).find((name) => name.includes('.corrupt-')) ?? '';
    expect(readFileSync(path.join(person.place.storage, kept), 'utf8')).toBe(notes);

    await person.command('Notifications: Clear All Notifications');
    await enterKey(sitting);
    await complete(sitting);
    await person.clickDialog('Send');
    await person.notice('and a new one waits for your word');
    await person.shot('ledger-refused');
    expect(sitting.calls()).toBe(0);
    await person.command('Switchyard: Open Dashboard');
    await person.webview().locator('.notice', { hasText: 'Paid calls wait until you begin' }).waitFor();
    await person.clickNotification('Begin a New Ledger');
    await person.notice('A new ledger has begun: budgets count from zero');
    await complete(sitting);
    await person.statusBarMatching(/\$0\.02\d/);
    expect(sitting.calls()).toBe(1);
    expect(readdirSync(person.place.storage)).toContain(kept);
  });

  test('is an older copy is told so, and goes on with what is known to be spent', async () => {
    const folder = path.join(tmpdir(), `switchyard-older-${process.pid}`);
    await rm(folder, { recursive: true, force: true });
    await spendInto(folder);
    const sitting = await sitDown({ inStorage: (storage) => cp(folder, storage, { recursive: true }) });
    await rm(folder, { recursive: true });
    const { person } = sitting;
    const notice = person.page.locator('.notification-toast', {
      hasText: 'The ledger file lacks entries that it had before',
    });
    await notice.waitFor({ timeout: patience.event });
    expect(await notice.innerText()).toContain('so paid calls wait for your word.');
    expect((await person.statusBarMatching(/Paid calls are off$/)).kind).toBe('error');
    await person.shot('ledger-older-copy');
    await person.clickNotification('Go On with This Ledger');
    await person.page
      .locator('.notification-toast', {
        hasText: /Paid calls go on: ≈\$0\.500 that was known to be spent is carried over/,
      })
      .waitFor();
    await person.statusBarMatching(/0\.50/);
    await person.shot('ledger-goes-on');
    expect(sitting.calls()).toBe(0);
  });

  test('cannot be opened is told so, and pays nothing', async () => {
    const sitting = await sitDown({ inStorage: (folder) => mkdir(path.join(folder, 'ledger.db')) });
    const { person } = sitting;
    const notice = await person.notice('Paid calls are off');
    expect(await notice.innerText()).toMatch(
      /spending cannot be recorded: the ledger cannot be opened.*Practice and local models go on/s,
    );
    expect((await person.statusBarMatching(/Paid calls are off$/)).kind).toBe('error');
    expect(await person.statusBarHover()).toContain('Paid calls are off: the ledger cannot be opened');
    await person.shot('ledger-unopened');
    await person.command('Notifications: Clear All Notifications');
    await enterKey(sitting);
    await complete(sitting);
    await person.clickDialog('Send');
    await person.notice('Paid calls are off');
    await person.shot('ledger-unopened-refused');
    expect(sitting.calls()).toBe(0);
  });
});
