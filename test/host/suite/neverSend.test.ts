import assert from 'node:assert/strict';
import { rm, symlink } from 'node:fs/promises';
import { setup, suite, suiteSetup, suiteTeardown, teardown, test } from 'mocha';
import * as vscode from 'vscode';
import { hostFacts, leadOf } from '../../../src/surfaces/shell/linkedFile.ts';
import { request } from './support/askBox.ts';
import { controlledServer, type ControlledServer } from './support/controlledServer.ts';
import { linkedFiles } from './support/linkedFiles.ts';
import { openFile, workspaceFile } from './support/editors.ts';
import { openTestBed, testApi, type TestBed } from './support/testBed.ts';
import { until } from './support/until.ts';

suite('.env stays here, asked by', () => {
  let server: ControlledServer;
  let bed: TestBed;
  suiteSetup(async function () {
    server = await controlledServer();
    bed = await openTestBed(this, server);
  });
  suiteTeardown(() => bed?.close());
  setup(() => bed.begin());
  teardown(() => bed.end());

  async function assertRefused(): Promise<void> {
    const told = await until('a refusal', () => bed.told().at(-1));
    assert.equal(told, 'Not sent: .env stays here, since “**/.env*” in switchyard.files.neverSend names it.');
    assert.deepEqual(server.calls(), []);
    assert.deepEqual(await bed.rows(0), []);
  }

  test('ask', async () => {
    await openFile('.env');
    bed.start('switchyard.ask');
    await request(bed.screen, 'Switchyard: Ask', 'what is this key for?');
    await assertRefused();
  });

  test('complete', async () => {
    await openFile('.env', { behind: 'PAYMENTS_API_KEY=' });
    bed.start('switchyard.complete');
    await assertRefused();
  });

  test('refactor', async () => {
    await openFile('.env', { select: 'PAYMENTS_API_KEY' });
    bed.start('switchyard.refactor');
    await request(bed.screen, 'Switchyard: Refactor Selection', 'give it a better name');
    await assertRefused();
  });
});

suite('a file behind a link', () => {
  let server: ControlledServer;
  let bed: TestBed;
  const elsewhere = linkedFiles({
    '/shop/plain.ts': 'file',
    '/shop/notes.ts': 'link',
    '/shop/docs/notes.ts': 'file',
    '/shop/docs': 'linkedFolder',
  });
  let registered: vscode.Disposable | undefined;

  suiteSetup(async function () {
    server = await controlledServer();
    bed = await openTestBed(this, server);
    registered = vscode.Disposable.from(
      vscode.workspace.registerFileSystemProvider(elsewhere.scheme, elsewhere),
      vscode.workspace.registerTextDocumentContentProvider('shown', {
        provideTextDocumentContent: () => 'export function total(): number {\n',
      }),
    );
  });
  suiteTeardown(async () => {
    (await testApi()).confirm = () => false;
    registered?.dispose();
    await bed?.close();
  });
  setup(() => bed.begin());
  teardown(async () => {
    await bed.end();
    for (const file of ['linked.md', 'a.md', 'b.md', 'gone.md']) {
      await rm(workspaceFile(file).fsPath, { force: true });
    }
  });

  async function complete(uri: vscode.Uri): Promise<void> {
    const editor = await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.One });
    const end = editor.document.positionAt(editor.document.getText().length);
    editor.selection = new vscode.Selection(end, end);
    bed.start('switchyard.complete');
  }

  const lastTold = (): Promise<string> => until('a refusal', () => bed.told().at(-1));
  const uncertain = 'If you know the file and it holds no secret, allow it once.';

  test('where the extension stands on the files’ machine, is judged by where it leads', async () => {
    const file = workspaceFile('linked.md');
    await symlink(workspaceFile('.env').fsPath, file.fsPath);
    assert.deepEqual(hostFacts(), { runsRemotely: true, isRemoteWindow: true });
    for (const scheme of ['file', 'vscode-remote']) {
      const uri = vscode.Uri.from({
        scheme,
        authority: scheme === 'file' ? '' : 'ssh-remote+x',
        path: file.path,
      });
      const lead = await leadOf(uri);
      assert.ok(
        lead.kind === 'seen' && lead.paths.includes(workspaceFile('.env').fsPath),
        JSON.stringify(lead),
      );
    }
    await complete(file);
    assert.match(
      await lastTold(),
      /^Not sent: linked\.md stays here, since it is a link to a file that “\*\*\/\.env\*”/,
    );
    assert.deepEqual(server.calls(), []);
  });

  test('to nothing or in a circle, stays', async () => {
    await symlink('gone.md', workspaceFile('a.md').fsPath);
    await symlink('b.md', workspaceFile('b.md').fsPath);
    for (const [file, since] of [
      ['a.md', 'it is a link that leads nowhere'],
      ['b.md', 'it is a link that leads in a circle'],
    ] as const) {
      const before = bed.told().length;
      await complete(workspaceFile(file).with({ scheme: 'shown' }));
      const told = await until('a refusal', () => bed.told()[before]);
      assert.equal(told, `Not sent: ${file} stays here, since ${since}. ${uncertain}`);
    }
    assert.deepEqual(server.calls(), []);
  });

  for (const [file, since] of [
    ['/shop/notes.ts', 'it is a link, and nobody can see from here where that leads'],
    [
      '/shop/docs/notes.ts',
      'it lies in a folder that is a link, and nobody can see from here where that leads',
    ],
  ] as const) {
    test(`where the files are elsewhere, ${file} stays until it is allowed once`, async () => {
      await complete(elsewhere.uri(file));
      assert.equal(await lastTold(), `Not sent: notes.ts stays here, since ${since}. ${uncertain}`);
      assert.deepEqual(server.calls(), []);

      const asked: string[] = [];
      (await testApi()).confirm = (words) => asked.push(words) > 0;
      bed.start('switchyard.allowOnce');
      await bed.rows(1);
      assert.match(asked.join(), /go all the same\?\nIt was not sent: notes\.ts stays here/);
      assert.equal(server.calls().length, 1);

      const before = bed.told().length;
      await complete(elsewhere.uri(file));
      await until('the next refusal', () =>
        bed
          .told()
          .slice(before)
          .find((told) => told.startsWith('Not sent: notes.ts')),
      );
      assert.equal(server.calls().length, 1);
    });
  }

  test('and a file of the same place that is no link is sent', async () => {
    await complete(elsewhere.uri('/shop/plain.ts'));
    await bed.rows(1);
    assert.equal(server.calls().length, 1);
  });
});

suite('what shows a listed file stays', () => {
  let server: ControlledServer;
  let bed: TestBed;
  suiteSetup(async function () {
    server = await controlledServer();
    bed = await openTestBed(this, server);
  });
  suiteTeardown(() => bed?.close());
  setup(() => bed.begin());
  teardown(() => bed.end());

  const views: readonly (readonly [string, () => vscode.Uri])[] = [
    ['a draft that is to become it', () => workspaceFile('certs/.env').with({ scheme: 'untitled' })],
    [
      'a version of it',
      () =>
        vscode.Uri.from({
          scheme: 'shown',
          path: '/view',
          query: JSON.stringify({ path: workspaceFile('.env').fsPath, ref: 'HEAD' }),
        }),
    ],
    [
      'its history',
      () =>
        vscode.Uri.from({
          scheme: 'shown',
          path: '/view',
          query: JSON.stringify({ associatedResource: workspaceFile('.env').toString(true) }),
        }),
    ],
  ];

  for (const [what, uriOf] of views) {
    test(what, async () => {
      const provider = vscode.workspace.registerTextDocumentContentProvider('shown', {
        provideTextDocumentContent: () => 'PAYMENTS_API_KEY=x\n',
      });
      try {
        await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uriOf()));
        bed.start('switchyard.complete');
        const told = await until('a refusal', () => bed.told().at(-1));
        assert.match(told, /stays here, since “\*\*\/\.env\*” in switchyard\.files\.neverSend names it\.$/);
        assert.deepEqual(server.calls(), []);
      } finally {
        provider.dispose();
      }
    });
  }
});
