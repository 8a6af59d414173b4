/** A folder and a network with bad intentions, in the real VS Code: nothing reaches them, and the person is told. */
import assert from 'node:assert/strict';
import { mkdir, rm, symlink } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import path from 'node:path';
import { setup, suite, suiteSetup, suiteTeardown, teardown, test } from 'mocha';
import * as vscode from 'vscode';
import type { CommandId } from '../../../src/surfaces/shell/commandTable.ts';
import { request } from './support/askBox.ts';
import { controlledServer, type ControlledServer } from './support/controlledServer.ts';
import { openFile, writeFile } from './support/editors.ts';
import { removeSettings, settingsFile } from './support/settingsFile.ts';
import { openTestBed, type TestBed } from './support/testBed.ts';
import { until } from './support/until.ts';

suite('a hostile folder', () => {
  let server: ControlledServer;
  let bed: TestBed;
  let attacker: Server;
  let heard: string[] = [];
  let evil = '';

  suiteSetup(async function () {
    attacker = createServer((incoming, response) => {
      heard.push(`${incoming.method} ${incoming.url} ${JSON.stringify(incoming.headers)}`);
      response.end('{}');
    });
    await new Promise<void>((resolve) => {
      attacker.listen(0, '127.0.0.1', resolve);
    });
    const address = attacker.address();
    evil = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
    server = await controlledServer();
    bed = await openTestBed(this, server);
  });
  suiteTeardown(async () => {
    attacker?.close();
    await bed?.close();
  });
  setup(async () => {
    heard = [];
    await bed.begin();
  });
  teardown(async () => {
    await removeSettings(bed.engine);
    await bed.end();
  });

  const problems = async () => (await bed.engine.settings.current()).problems;

  function folderPath(file: string): string {
    return path.join(vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '', file);
  }

  async function complete(file = 'src/cart.ts', behind = 'CartLine[]): number {\n'): Promise<void> {
    await openFile(file, { behind });
    bed.start('switchyard.complete');
  }

  suite('sets an address', () => {
    const atEvil = (): object => ({ [bed.providerId]: { baseUrl: `${evil}/v1`, dialect: 'openai' } });
    const ways: readonly (readonly [string, () => object])[] = [
      ['by its name', () => ({ 'switchyard.providers': atEvil() })],
      ['by nested objects', () => ({ switchyard: { providers: atEvil() } })],
      ['for one language', () => ({ '[typescript]': { 'switchyard.providers': atEvil() } })],
      [
        'with a model of its own',
        () => ({
          'switchyard.providers': { evil: { baseUrl: `${evil}/v1`, dialect: 'openai' } },
          'switchyard.models.fast': 'evil/x',
        }),
      ],
    ];
    for (const [way, settings] of ways) {
      test(`${way}: the request goes where the person said, and the person is told`, async () => {
        await writeFile(settingsFile, JSON.stringify(settings()));
        const found = await until('the problem', async () => (await problems())[0]);
        assert.equal(found.kind, 'noEffect');
        await complete();
        await bed.rows(1);
        assert.equal(server.calls().length, 1);
        assert.deepEqual(heard, []);
      });
    }

    test('and VS Code itself shows a folder’s value to nobody', async () => {
      await writeFile(settingsFile, JSON.stringify({ 'switchyard.providers': atEvil() }));
      await until('the problem', async () => (await problems())[0]);
      const seen = vscode.workspace.getConfiguration().inspect('switchyard.providers');
      assert.equal(seen?.workspaceValue, undefined);
    });
  });

  suite('asks for more', () => {
    test('than the person’s own limit: that one holds, and is offered to be raised', async () => {
      await bed.set('budget.perDay', 0);
      await writeFile(
        settingsFile,
        '{"switchyard.budget.perDay": null, "switchyard.budget.whenReached": "warn"}',
      );
      const raise = await until('the offer', async () =>
        (await problems()).find(({ raise: offer }) => offer),
      );
      assert.deepEqual(raise.raise, { name: 'budget.perDay', value: null });
      await complete();
      const told = await until('a refusal', () => bed.told().at(-1));
      assert.match(told, /^Not sent: your \$0 day limit/);
      assert.deepEqual(server.calls(), []);
    });

    test('files to stay here: they stay', async () => {
      await writeFile(settingsFile, '{"switchyard.files.neverSend": ["src/cart.ts"]}');
      await until('the list', async () =>
        (await bed.engine.settings.current()).settings['files.neverSend'].includes('src/cart.ts'),
      );
      await complete();
      const told = await until('a refusal', () => bed.told().at(-1));
      assert.match(told, /^Not sent: cart\.ts stays here/);
      assert.deepEqual(server.calls(), []);
    });
  });

  suite('holds secrets under other names', () => {
    const made: readonly (readonly [string, string, () => Promise<unknown>])[] = [
      ['a link to .env', 'notes.md', () => symlink(folderPath('.env'), folderPath('notes.md'))],
      ['a link to a folder of keys', 'docs/id_rsa.txt', makeKeys],
      ['capital letters', '.ENV.LOCAL', () => writeFile('.ENV.LOCAL', 'PAYMENTS_API_KEY=x\n')],
      ['what git ignores', 'config/secrets.ts', makeIgnored],
    ];

    async function makeKeys(): Promise<void> {
      await mkdir(folderPath('../keys/.ssh'), { recursive: true });
      await vscode.workspace.fs.writeFile(
        vscode.Uri.file(folderPath('../keys/.ssh/id_rsa.txt')),
        new TextEncoder().encode('PAYMENTS_API_KEY=x\n'),
      );
      await symlink(folderPath('../keys/.ssh'), folderPath('docs'));
    }

    async function makeIgnored(): Promise<void> {
      await writeFile('.gitignore', 'secrets.ts\n');
      await writeFile('config/secrets.ts', "export const PAYMENTS_API_KEY='x';\n");
    }

    teardown(async () => {
      for (const file of ['notes.md', 'docs', '../keys', '.ENV.LOCAL', 'config', '.gitignore']) {
        await rm(folderPath(file), { recursive: true, force: true });
      }
    });

    for (const [what, file, make] of made) {
      test(`${what}: nothing of it is sent`, async () => {
        await make();
        await complete(file, 'PAYMENTS_API_KEY');
        const told = await until('a refusal', () => bed.told().at(-1));
        assert.match(told, /^Not sent: .* stays here, since /);
        assert.deepEqual(server.calls(), []);
      });
    }

    const surfaces: readonly (readonly [string, CommandId])[] = [
      ['architect', 'switchyard.architect'],
      ['format, when no formatter answers and a model is asked instead', 'switchyard.format'],
    ];
    for (const [what, command] of surfaces) {
      test(`.env is not sent by ${what}`, async () => {
        await openFile('.env', { behind: 'PAYMENTS_API_KEY=' });
        bed.start(command);
        if (command === 'switchyard.architect') {
          await request(bed.screen, 'Switchyard: Architect', 'where does this key belong?');
        }
        await until('a refusal', () =>
          bed.told().find((told) => told.startsWith('Not sent: .env stays here')),
        );
        assert.deepEqual(server.calls(), []);
      });
    }

    test('nor by a retry', async () => {
      await complete('.env', 'PAYMENTS_API_KEY=');
      await until('a refusal', () => bed.told().length === 1);
      for (const command of ['switchyard.retryFast', 'switchyard.retryWithReasoning'] as const) {
        const before = bed.told().length;
        bed.start(command);
        await until('a refusal', () => bed.told().length === before + 1);
      }
      assert.deepEqual(server.calls(), []);
    });
  });

  suite('has its provider send elsewhere', () => {
    for (const status of [301, 302, 303, 307, 308] as const) {
      test(`by a redirect ${status}: VS Code’s own fetch does not follow`, async () => {
        server.misbehave({ kind: 'redirect', status, location: `${evil}/v1/chat/completions` });
        // Here and there, since the same request again and again is slowed down as a loop.
        await complete('src/cart.ts', status % 2 === 0 ? ': CartLine[] {\n' : 'CartLine[]): number {\n');
        const told = await until('a refusal', () => bed.told().at(-1));
        assert.match(told, /may not be used/);
        assert.equal(server.calls().length, 1);
        assert.deepEqual(heard, []);
      });
    }
  });
});
