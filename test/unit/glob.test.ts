import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesAnyGlob } from '../../src/core/glob.ts';

describe('matchesAnyGlob', () => {
  it.each([
    ['.env', '.env*', true],
    ['apps/web/.env.local', '.env*', true],
    ['APPS/.ENV', '.env*', true],
    ['.env', '.ENV*', true],
    ['src/environment.ts', '.env*', false],
    ['certs/server.pem', '*.pem', true],
    ['certs/server.pem.txt', '*.pem', false],
    ['src\\payments\\charge.ts', '**/payments/**', true],
    ['payments/charge.ts', '**/payments/**', true],
    ['src/payments/charge.ts', 'payments', true],
    ['src/repayments/charge.ts', 'payments', false],
    ['./secrets/key.txt', 'secrets/', true],
    ['secrets/key.txt', '/secrets', true],
    ['src/secrets/key.txt', '/secrets', false],
    ['src/secrets/deep/key.txt', 'src/secrets', true],
    ['db/migrations/001.sql', '**/{migrations,migrate}/**', true],
    ['db/migrate/001.sql', '**/{migrations,migrate}/**', true],
    ['db/migrated/001.sql', '**/{migrations,migrate}/**', false],
    ['a.test.tsx', '*.{test,spec}.{ts,tsx}', true],
    ['a.x.ts', '*.{test,{x,y}}.ts', true],
    ['a.{ts}', '*.{ts}', true],
    ['src/auth/login.ts', 'src/auth/**', true],
    ['lib/src/auth/login.ts', 'src/auth/**', false],
    ['a/b', 'a/**/b', true],
    ['a/x/y/b', 'a/**/b', true],
    ['a/x/y/c', 'a/**/b', false],
    ['key1.txt', 'key?.txt', true],
    ['key12.txt', 'key?.txt', false],
    ['key.txt', 'key?.txt', false],
    ['log-7', 'log-[0-9]', true],
    ['log-x', 'log-[0-9]', false],
    ['log-x', 'log-[!0-9]', true],
    ['a[1', 'a[1', true],
    ['a]', '[]]*', false],
    [']a', '[]]*', true],
    ['a*b', 'a\\*b', true],
    ['axb', 'a\\*b', false],
    ['naïve.md', 'NAÏVE.md', true],
    ['😀.md', '?.md', true],
    ['notes.md', '!notes.md', false],
    ['/home/me/app/.env', '**/.env*', true],
  ])('%s against %s: %s', (path, glob, expected) => {
    expect(matchesAnyGlob(path, [glob])).toBe(expected);
  });

  it('matches nothing without globs', () => {
    expect(matchesAnyGlob('.env', [])).toBe(false);
  });

  it('agrees with a regular expression on all that is short', () => {
    const short = (characters: string) =>
      fc
        .string({ unit: fc.constantFrom(...Array.from(characters)), maxLength: 7 })
        .filter((text) => !/\/\/|^\.?\/|\/$|^$/.test(text));
    fc.assert(
      fc.property(
        short('ab/.'),
        short('ab/*?').filter((glob) => !glob.includes('**')),
        (path, glob) => {
          const body = glob.replaceAll('*', '[^/]*').replaceAll('?', '[^/]').replaceAll('.', '\\.');
          const wanted = new RegExp(`^${glob.includes('/') ? '' : '(?:.*/)?'}${body}(?:/.*)?$`).test(path);
          expect(matchesAnyGlob(path, [glob])).toBe(wanted);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('ends soon whatever a folder asks for', () => {
    const long = 'a'.repeat(250);
    const path = `${`${long}/`.repeat(15)}${long}`;
    for (const glob of [
      `${'*a'.repeat(60)}*b`,
      `${'**/'.repeat(60)}b`,
      '{a,b}'.repeat(40),
      `${'**/*a*/'.repeat(30)}b`,
    ]) {
      expect(matchesAnyGlob(path, [glob])).toBe(false);
    }
  });
});
