/** A file that must stay here, under every other name it can be opened by. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { Uri } from 'vscode';
import { defaultSettings } from '../../../src/settings/schema.ts';
import { whyNeverSent } from '../../../src/vscode/neverSend.ts';
import { openInEditor } from './editor.ts';

vi.mock('vscode', () => import('./editor.ts'));

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

const why = (file: string, globs: readonly string[] = listed) =>
  whyNeverSent(Uri.file(path.resolve(shop, file)), globs);

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
    ['vscode-remote', '.env'],
    ['memfs', '.env'],
  ])('as the editor’s own view of it, %s:%s', async (scheme, file) => {
    const uri = Uri.from({ scheme, path: path.join(shop, file), query: 'ref' });
    expect(await whyNeverSent(uri, listed)).toContain('neverSend');
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

  it('even where the open folder is reached by a link itself', async () => {
    const target = write('private/plan.md');
    const alias = path.join(root, 'alias');
    symlinkSync(shop, alias);
    symlinkSync(target, path.join(shop, 'notes.md'));
    openInEditor({ folders: [{ name: 'shop', path: alias }] });
    expect(await why(path.join(alias, 'notes.md'), ['private/**'])).toContain('a link');
  });
});

describe('a secret that git ignores stays', () => {
  it.each([
    ['beside its rules', 'shop/.gitignore', 'config/secrets.json', 'secrets.json'],
    ['rules in its own folder', 'shop/config/.gitignore', 'config/secrets.json', '*'],
    ['rules above what is open', 'repo/.gitignore', 'config/secrets.json', 'secrets.json'],
    ['rules of this clone alone', 'repo/.git/info/exclude', 'terraform.tfvars', '*.tfvars'],
    ['a folder that is ignored as a whole', 'repo/.gitignore', 'local/api-token.txt', 'local/'],
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

  it('an unsaved document', async () => {
    expect(await whyNeverSent(Uri.from({ scheme: 'untitled', path: '.env' }), listed)).toBeUndefined();
  });
});
