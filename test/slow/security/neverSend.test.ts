/** A file that must stay here, under every other name it can be opened by. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { Uri } from 'vscode';
import { defaultSettings } from '../../../src/settings/schema.ts';
import { settingsFileProblems } from '../../../src/settings/settingsFile.ts';
import type { SettingsLayer } from '../../../src/settings/layers.ts';
import { resolveSettings } from '../../../src/settings/resolve.ts';
import type { SettingProblem } from '../../../src/settings/settingProblem.ts';
import { neverSendList, whyNeverSent } from '../../../src/surfaces/shell/neverSend.ts';
import { workspace } from '../../unit/settings/layerOf.ts';
import { openInEditor } from '../../doubles/editor.ts';

vi.mock('vscode', () => import('../../doubles/editor.ts'));

const listed = defaultSettings['files.neverSend'];
let root = '';
let shop = '';

function write(file: string, text = 'x'): string {
  const at = path.resolve(shop, file);
  mkdirSync(path.dirname(at), { recursive: true });
  writeFileSync(at, text);
  return at;
}

function link(name: string, target: string): string {
  const at = path.resolve(shop, name);
  mkdirSync(path.dirname(at), { recursive: true });
  symlinkSync(target, at);
  return at;
}

const judged = (uri: Uri, globs: readonly string[] = listed) => whyNeverSent(uri, { globs });
const kept = (file: string, globs: readonly string[] = listed) =>
  judged(Uri.file(path.resolve(shop, file)), globs);

/** Why it stays for certain; fails where that is a guess. */
async function why(file: string, globs?: readonly string[]): Promise<string | undefined> {
  const found = await kept(file, globs);
  expect(found?.isUncertain ?? false).toBe(false);
  return found?.since;
}

beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'switchyard-files-')));
  shop = path.join(root, 'repo/packages/shop');
  mkdirSync(shop, { recursive: true });
  openInEditor({ folders: [{ name: 'shop', path: shop }] });
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
});

describe('a listed file stays', () => {
  it.each([
    '.env',
    '.env.local',
    '.ENV',
    '.Env.Production',
    'deploy/.env.staging',
    'certs/server.pem',
    'certs/SERVER.PEM',
    'id_rsa',
    'ID_ED25519.bak',
    '.npmrc',
    '.ssh/config',
    '.git-credentials',
    '.aws/credentials',
    'src/../.env',
    './././.env',
  ])('%s', async (file) => {
    write(file);
    expect(await why(file)).toContain('neverSend');
  });

  it('outside of every open folder, and where the file is not there', async () => {
    expect(await why('/somewhere/else/.env')).toContain('neverSend');
    expect(await why('not/there.pem')).toContain('neverSend');
  });

  it.each([
    ['git', 'certs/server.pem.git'],
    ['git', '.env'],
    ['vscode-local-history', '.env'],
    ['switchyard-preview', '.env'],
    ['untitled', '.env'],
    ['vscode-notebook-cell', '.env'],
    ['showModifications', 'certs/server.pem'],
    ['vscode-remote', '.env'],
    ['memfs', '.env'],
  ])('as the editor’s own view of it, %s:%s', async (scheme, file) => {
    const uri = Uri.from({ scheme, path: path.join(shop, file), query: 'ref' });
    expect((await judged(uri))?.since).toContain('neverSend');
  });

  it('however Windows may spell it', async () => {
    for (const file of ['.env ', '.env.', 'server.pem::$DATA', 'server.key...', 'keys.p12:stream']) {
      expect(await why(file)).toContain('neverSend');
    }
  });

  it('says the file’s rule', async () => {
    expect(await why('.env')).toBe('“**/.env*” in switchyard.files.neverSend names it');
  });

  it('by a path from the home of this machine', async () => {
    expect(await why(path.join(homedir(), 'plans/a.md'), ['~/plans/**'])).toContain('~/plans/**');
  });

  it('in a folder that is open twice, by either', async () => {
    openInEditor({
      folders: [
        { name: 'repo', path: path.join(root, 'repo') },
        { name: 'shop', path: shop },
      ],
    });
    expect(await why('private/a.md', ['/private'])).toContain('/private');
    expect(await why('private/a.md', ['/packages/shop/private'])).toContain('/packages');
  });

  it('by a list of the folder’s own, from its root', async () => {
    write('private/plan.md');
    expect(await why('private/plan.md', ['private/**'])).toContain('neverSend');
    expect(await why('private/plan.md', ['/private'])).toContain('neverSend');
  });
});

describe('a link to a listed file stays', () => {
  it.each<[string, () => string]>([
    ['beside it', () => link('notes.md', write('.env'))],
    ['by a relative way', () => link('docs/notes.md', path.relative(path.join(shop, 'docs'), write('.env')))],
    ['outside of the folder', () => link('notes.md', write(path.join(root, 'home/.ssh/config')))],
    ['a link to a link', () => link('a.md', link('b.md', write('.env')))],
    [
      'a folder that is a link',
      () => {
        write(path.join(root, 'home/.ssh/config'));
        return path.join(link('docs', path.join(root, 'home/.ssh')), 'config');
      },
    ],
  ])('%s', async (_, make) => {
    expect(await why(make())).toContain('a link to a file');
  });

  it('to a file that a glob names from the folder’s root', async () => {
    expect(await why(link('notes.md', write('private/plan.md')), ['private/**'])).toContain('a link');
  });

  it('by way of a listed one', async () => {
    link('.env', write('vault/plain.txt'));
    expect(await why(link('notes.md', '.env'))).toContain('a link to a file');
  });

  it('in a window whose files lie on this very machine, though their address names it as another', async () => {
    const uri = Uri.from({ scheme: 'vscode-remote', path: link('notes.md', write('.env')) });
    openInEditor({ remoteName: 'ssh-remote', runsRemotely: true });
    expect(await judged(uri)).toMatchObject({
      isUncertain: false,
      since: expect.stringContaining('a link to'),
    });
  });

  it('shown as a version of its own, too', async () => {
    const file = link('notes.md', write('.env'));
    const uri = Uri.from({
      scheme: 'git',
      path: `${file}.git`,
      query: JSON.stringify({ path: file, ref: '~' }),
    });
    expect((await judged(uri))?.since).toContain('a link to');
  });

  it('even where the open folder is reached by a link itself', async () => {
    const target = write('private/plan.md');
    const alias = path.join(root, 'alias');
    symlinkSync(shop, alias);
    symlinkSync(target, path.join(shop, 'notes.md'));
    openInEditor({ folders: [{ name: 'shop', path: alias }] });
    expect(await why(path.join(alias, 'notes.md'), ['private/**'])).toContain('a link');
  });
});

describe('a link that nobody can judge stays, until a person who knows it says otherwise', () => {
  it.each<[string, () => string, string]>([
    ['to nothing', () => link('notes.md', 'gone.md'), 'leads nowhere'],
    ['to nothing, by way of a link', () => link('a.md', link('b.md', 'gone.md')), 'leads nowhere'],
    ['of a folder, to nothing', () => path.join(link('docs', 'gone'), 'a.md'), 'leads nowhere'],
    ['to itself', () => link('notes.md', 'notes.md'), 'in a circle'],
    ['to one that leads back', () => (link('a.md', 'b.md'), link('b.md', 'a.md')), 'in a circle'],
  ])('%s', async (_, make, since) => {
    expect(await kept(make())).toEqual({
      since: `it is a link that ${since.replace('in a', 'leads in a')}`,
      isUncertain: true,
    });
  });

  it.each(['vscode-remote', 'memfs'])(
    'in a file system that tells of links and not of their ends, %s',
    async (scheme) => {
      openInEditor({
        remoteName: 'ssh-remote',
        fileSystems: [scheme],
        folders: [{ name: 'shop', path: shop, scheme }],
      });
      const at = (file: string): Uri => Uri.from({ scheme, path: file });
      write('.env');
      const plain = write('plain.md');
      const inLinked = path.join(link('docs', path.dirname(write('real/notes.md'))), 'notes.md');
      expect(await judged(at(link('notes.md', '.env')))).toEqual({
        since: 'it is a link, and nobody can see from here where that leads',
        isUncertain: true,
      });
      expect(await judged(at(inLinked))).toEqual({
        since: 'it lies in a folder that is a link, and nobody can see from here where that leads',
        isUncertain: true,
      });
      expect(await judged(at(plain))).toBeUndefined();
      expect(await judged(at(path.join(shop, 'not/saved/yet.md')))).toBeUndefined();
    },
  );

  it('shown as a former version in such a window', async () => {
    openInEditor({ remoteName: 'wsl', folders: [{ name: 'shop', path: shop, scheme: 'vscode-remote' }] });
    const file = link('notes.md', write('plain.md'));
    for (const scheme of ['git', 'vscode-local-history', 'untitled']) {
      expect(await judged(Uri.from({ scheme, path: file }))).toMatchObject({ isUncertain: true });
    }
  });

  it('but what is known for certain is told first', async () => {
    expect(await kept(link('.env', 'gone'))).toMatchObject({ isUncertain: false });
  });
});

describe('while the list has a fault', () => {
  it('every file stays, with the mend', async () => {
    write('a.md');
    const uri = Uri.file(path.join(shop, 'a.md'));
    expect(await whyNeverSent(uri, { globs: [], fault: 'It is broken. Mend it.' })).toEqual({
      since: 'the list of such files has a fault. It is broken. Mend it.',
      isUncertain: false,
    });
  });

  it.each<[string, readonly SettingsLayer[], readonly SettingProblem[], RegExp]>([
    [
      'a pattern',
      [workspace({ 'files.neverSend': ['*.sql', '!a'] })],
      [],
      /has the pattern "!a", which begins with “!”\. A list/,
    ],
    ['its type', [workspace({ 'files.neverSend': 'all' })], [], /must be a list/],
    [
      'its name',
      [],
      settingsFileProblems({ label: 'f', kind: 'settings', text: '{"switchyard.files.neversend": []}' }),
      /Write switchyard\.files\.neverSend/,
    ],
    [
      'its file',
      [],
      settingsFileProblems({ label: 'f', kind: 'settings', text: '{"switchyard.' }),
      /syntax error/,
    ],
    ['something else', [workspace({ 'budget.perDay': 'x' })], [], /^no fault$/],
    ['nothing', [workspace({ 'files.neverSend': ['*.sql'] })], [], /^no fault$/],
  ])('which may be in %s', (_, layers, furtherProblems, fault) => {
    const list = neverSendList(resolveSettings(layers, { furtherProblems }));
    expect(list.globs).toContain('**/.env*');
    expect(list.fault ?? 'no fault').toMatch(fault);
  });

  it('the patterns that are understood hold, and a fault of high-stakes files is only told', () => {
    const { settings, problems, paidCallsBlockedBy } = resolveSettings([
      workspace({ 'files.neverSend': ['*.sql', '{a'], 'routing.highStakesFiles': ['pay/**', '{b'] }),
    ]);
    expect(settings['files.neverSend']).toContain('*.sql');
    expect(settings['routing.highStakesFiles']).toContain('pay/**');
    expect(problems.map(({ setting }) => setting)).toEqual([
      'switchyard.routing.highStakesFiles',
      'switchyard.files.neverSend',
    ]);
    expect(paidCallsBlockedBy.map(({ setting }) => setting)).toEqual(['switchyard.files.neverSend']);
  });
});

describe('a secret that git ignores stays', () => {
  it.each([
    ['beside its rules', 'shop/.gitignore', 'config/secrets.json', 'secrets.json'],
    ['rules in its own folder', 'shop/config/.gitignore', 'config/secrets.json', '*'],
    ['rules above what is open', 'repo/.gitignore', 'config/secrets.json', 'secrets.json'],
    ['rules of this clone alone', 'repo/.git/info/exclude', 'terraform.tfvars', '*.tfvars'],
    ['a folder that is ignored as a whole', 'repo/.gitignore', 'local/api-token.txt', 'local/'],
    [
      'an accent that is put together otherwise',
      'shop/.gitignore',
      'cle\u0301-token.txt',
      'cl\u00e9-token.txt',
    ],
  ])('%s', async (_, rulesFile, file, rules) => {
    mkdirSync(path.join(root, 'repo/.git'));
    write(rulesFile.replace(/^shop/, shop).replace(/^repo/, path.join(root, 'repo')), rules);
    write(file);
    expect(await why(file)).toContain('git ignores it');
  });

  it('behind a link, too', async () => {
    write('.gitignore', 'secrets.json');
    expect(await why(link('notes.md', write('secrets.json')))).toContain('git ignores it');
  });

  it('in a folder that is ignored, whatever its own rules say', async () => {
    mkdirSync(path.join(root, 'repo/.git'));
    write(path.join(root, 'repo/.gitignore'), 'local/');
    write('local/.gitignore', '!*');
    write('local/api-token.txt');
    expect(await why('local/api-token.txt')).toContain('git ignores it');
  });

  it('in a worktree, by the rules of its clone', async () => {
    write(path.join(root, 'clone/.git/info/exclude'), '*.tfvars');
    write(path.join(root, 'clone/.git/worktrees/shop/commondir'), '../..\n');
    write('.git', `gitdir: ${path.join(root, 'clone/.git/worktrees/shop')}\n`);
    write('terraform.tfvars');
    expect(await why('terraform.tfvars')).toContain('git ignores it');
  });

  it('as a draft that is to become the file', async () => {
    write('.gitignore', 'secrets.json');
    const uri = Uri.from({ scheme: 'untitled', path: path.join(shop, 'secrets.json') });
    expect((await judged(uri))?.since).toContain('git ignores it');
  });

  it('where the rules are a device that never ends, nobody can tell', async () => {
    write('api-token.txt');
    link('.gitignore', '/dev/zero');
    await expect(kept('api-token.txt')).rejects.toThrow('no rules');
  });

  it('but not one that the repository tracks, nor what has no such name', async () => {
    write('.gitignore', 'build/\n*.json\n!tokens.json');
    write('tokens.json');
    write('build/index.js');
    write('src/password.ts');
    for (const file of ['tokens.json', 'build/index.js', 'src/password.ts']) {
      expect(await why(file)).toBeUndefined();
    }
  });
});

describe('everything else may go', () => {
  it.each(['src/shipping.ts', 'src/environment.ts', 'env', 'keys.ts', 'pem.md', 'docs/.environment-notes'])(
    '%s',
    async (file) => {
      write(file);
      expect(
        await why(
          file,
          listed.filter((glob) => glob !== '**/.env*'),
        ),
      ).toBeUndefined();
    },
  );

  it('a link to such a file, and one in a folder that is a link', async () => {
    expect(await kept(link('a.md', write('b.md')))).toBeUndefined();
    expect(await kept(path.join(link('docs', path.dirname(write('real/c.md'))), 'c.md'))).toBeUndefined();
    expect(await kept(path.join(link('more', path.join(shop, 'real')), 'not-saved.md'))).toBeUndefined();
  });

  it('what has no file: output, settings, a page of the walkthrough', async () => {
    for (const scheme of ['output', 'vscode-userdata', 'walkThrough', 'vscode-settings', 'search-editor']) {
      expect(await judged(Uri.from({ scheme, path: '/User/settings.json' }))).toBeUndefined();
    }
  });

  it('an unsaved document', async () => {
    expect(await judged(Uri.from({ scheme: 'untitled', path: 'Untitled-1' }))).toBeUndefined();
  });
});
