import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchingGlob } from '../../../../src/core/files/glob.ts';
import { shownPaths, type ShownAddress } from '../../../../src/core/files/shownPaths.ts';

const address = (parts: Partial<ShownAddress>): ShownAddress => ({
  scheme: 'git',
  authority: '',
  path: '',
  query: '',
  fragment: '',
  ...parts,
});
const json = JSON.stringify;

describe('an address shows the file', () => {
  it.each<[string, Partial<ShownAddress>]>([
    ['a file', { scheme: 'file', path: '/app/server.pem' }],
    ['a share of Windows', { scheme: 'file', authority: 'host', path: '/share/server.pem' }],
    ['git’s version', { path: '/app/server.pem', query: json({ path: '/app/server.pem', ref: 'HEAD' }) }],
    [
      'git’s version with an ending of its own',
      { path: '/app/server.pem.git', query: json({ path: '/x', ref: '' }) },
    ],
    [
      'a submodule’s change',
      { path: '/app/server.pem.diff', query: json({ path: '/x', submoduleOf: '/app' }) },
    ],
    ['git’s version on Windows', { path: '/x', query: json({ path: 'C:\\app\\server.pem', ref: '~' }) }],
    [
      'local history',
      {
        scheme: 'vscode-local-history',
        path: '/x',
        query: json({
          location: 'file:///hist/1a.pem',
          associatedResource: 'vscode-remote://ssh-remote+h/app/server.pem',
        }),
      },
    ],
    ['a view whose address is in the query', { scheme: 'pr', query: 'file:///app/server.pem' }],
    ['the same, in escapes', { scheme: 'pr', query: 'file%3A%2F%2F%2Fapp%2Fserver.pem' }],
    ['fields of a query', { scheme: 'review', query: 'ref=main&path=/app/server.pem&side=left' }],
    ['fields in escapes', { scheme: 'review', query: 'path=%2Fapp%2Fserver.pem&n=1' }],
    ['a field in a field', { scheme: 'x', query: json({ inner: json({ file: '/app/server.pem' }) }) }],
    ['a list', { scheme: 'x', query: json(['/a', { of: ['/app/server.pem'] }]) }],
    ['an address in a path', { scheme: 'readonly', path: 'file:///app/server.pem' }],
    ['a path in escapes', { scheme: 'x', path: '/app/server%2Epem' }],
    ['the fragment', { scheme: 'conflict', fragment: '/app/server.pem' }],
    ['a label behind the name', { scheme: 'x', path: '/app/server.pem (Working Tree)' }],
    ['a version behind the name', { scheme: 'x', path: '/app/server.pem@1a2b3c' }],
    ['steps back', { scheme: 'x', path: '/app/src/../server.pem' }],
  ])('by %s', (_, parts) => {
    expect(matchingGlob(shownPaths(address(parts)), ['server.pem'])).toBe('server.pem');
  });

  it.each<[Partial<ShownAddress>, string]>([
    [{ scheme: 'file', path: '/app/a.key' }, '/app/a.key'],
    [{ scheme: 'untitled', path: 'Untitled-1' }, 'Untitled-1'],
    [{ query: json({ path: '/app/a.key' }), path: '/app/b' }, '/app/b'],
  ])('its own path first: %j', (parts, first) => {
    expect(shownPaths(address(parts))[0]).toBe(first);
  });

  it('and no more than its own path where it is a file', () => {
    expect(shownPaths(address({ scheme: 'file', path: '/a/b.md', query: '/x/.env' }))).toEqual(['/a/b.md']);
    expect(shownPaths(address({ scheme: 'file', path: '/a/x#.key' }))).toEqual(['/a/x#.key']);
  });

  it('whatever it is made of, in bounds', () => {
    fc.assert(
      fc.property(fc.string(), fc.oneof(fc.string(), fc.json()), fc.string(), (path, query, fragment) => {
        const paths = shownPaths(address({ path, query, fragment }));
        expect(paths.length).toBeLessThanOrEqual(50);
        expect(paths[0] ?? path).toBe(path === '' ? (paths[0] ?? '') : path);
      }),
    );
    expect(shownPaths(address({ query: '['.repeat(40_000) })).length).toBeLessThanOrEqual(50);
  });
});
