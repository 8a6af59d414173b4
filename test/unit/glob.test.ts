import { describe, expect, it } from 'vitest';
import { matchesAnyGlob } from '../../src/core/glob.ts';

describe('matchesAnyGlob', () => {
  it.each([
    ['.env', '.env*', true],
    ['apps/web/.env.local', '.env*', true],
    ['APPS/.ENV', '.env*', true],
    ['src/environment.ts', '.env*', false],
    ['certs/server.pem', '*.pem', true],
    ['src\\payments\\charge.ts', '**/payments/**', true],
    ['payments/charge.ts', '**/payments/**', true],
    ['src/payments/charge.ts', 'payments', true],
    ['src/repayments/charge.ts', 'payments', false],
    ['./secrets/key.txt', 'secrets/', true],
    ['db/migrations/001.sql', '**/{migrations,migrate}/**', true],
    ['src/auth/login.ts', 'src/auth/**', true],
    ['lib/src/auth/login.ts', 'src/auth/**', false],
  ])('%s against %s: %s', (path, glob, expected) => {
    expect(matchesAnyGlob(path, [glob])).toBe(expected);
  });

  it('matches nothing without globs', () => {
    expect(matchesAnyGlob('.env', [])).toBe(false);
  });
});
