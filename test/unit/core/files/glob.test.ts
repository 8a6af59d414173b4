import fc from 'fast-check';
import picomatch from 'picomatch';
import { describe, expect, it } from 'vitest';
import { matchingGlob } from '../../../../src/core/files/glob.ts';
import { readGlob } from '../../../../src/core/files/globPattern.ts';

const matches = (path: string, glob: string, home?: string): boolean =>
  matchingGlob([path], [glob], home) !== undefined;

describe('a glob', () => {
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
    ['naïve.md', 'NAÏVE.md', true],
    ['😀.md', '?.md', true],
    ['/home/me/app/.env', '**/.env*', true],
  ])('%s against %s: %s', (path, glob, expected) => {
    expect(matches(path, glob)).toBe(expected);
  });

  it.each([
    ['blanks in it', 'docs/my keys/a.txt', '**/my keys/**', true],
    ['blanks around it', 'a.pem', '  *.pem ', true],
    ['blanks around its choices', 'a.key', '*.{pem, key}', true],
    ['a choice of one, as VS Code reads it', 'a.ts', '*.{ts}', true],
    ['a choice of one, as a shell reads it', 'a.{ts}', '*.{ts}', true],
    ['choices of folders', 'lib/x/a', '{src/auth,lib/{x,y}}/**', true],
    ['choices with all folders', 'deep/down/a.pem', '{**/,}*.pem', true],
    ['forty braces', 'b'.repeat(40), '{a,b}'.repeat(40), true],
    ['a range of numbers', 'key07', 'key{01..12}', true],
    ['a range of letters', 'key-d', 'key-{a..e}', true],
    ['a number beyond the range', 'key13', 'key{01..12}', false],
    ['one of', 'id_dsa', 'id_@(rsa|dsa)', true],
    ['none of one', 'id_ec', 'id_@(rsa|dsa)', false],
    ['perhaps one', 'key', 'key?(s)', true],
    ['one or more', 'ababx', '+(ab|c)x', true],
    ['no one of one or more', 'x', '+(ab|c)x', false],
    ['any number', 'x', '*(ab|c)x', true],
    ['all but', 'secrets.txt', '!(readme|notes).txt', true],
    ['nothing but', 'readme.txt', '!(readme|notes).txt', false],
    ['all but, within', 'src/x.ts', 'src/!(test)*', true],
    ['groups in groups', 'a.test.key', '*.@(spec|?(unit)test).@(pem|key)', true],
    ['folders in a group', 'lib/auth/x', '@(src|lib/auth)/**', true],
    ['parentheses with a choice', 'b.js', '(a|b).js', true],
    ['parentheses that belong to a name', 'app/(auth)/page.tsx', 'app/(auth)/**', true],
    ['signs that are none', 'src/+page@2!.ts', '**/+page@2!.ts', true],
    ['Windows’ separators', 'src/auth/login.ts', 'src\\auth\\**', true],
    ['Windows’ separators before a star', 'certs/a.pem', 'certs\\*.pem', true],
    ['a drive', '/c:/Users/Me/keys/a', 'C:\\Users\\me\\keys', true],
    ['a drive in its long form', '/c:/keys/a', '\\\\?\\C:\\keys\\**', true],
    ['a share', 'server/share/keys/a', '\\\\server\\share\\keys\\**', true],
    ['an escaped star', 'a*b', 'a\\*b', true],
    ['an escaped star for any', 'axb', 'a\\*b', false],
    ['an escaped “!”', '!notes.md', '\\!notes.md', true],
    ['two stars before an ending', 'src/a/b/c.pem', 'src/**.pem', true],
    ['two stars after a name', 'keys-old/a', 'keys**', true],
    ['dots for here', 'src/x/a', './src/./x', true],
    ['doubled slashes', 'src/x/a', 'src//x', true],
    ['an accent put together otherwise', 'caf\u0065\u0301/x', 'caf\u00e9/**', true],
    ['an accent taken apart', 'caf\u00e9/x', 'caf\u0065\u0301/**', true],
    ['characters that nobody sees', '.e\u200cnv', '.env', true],
    ['letters that fold to others', 'server.\u212aey', '*.key', true],
    ['a long s', 'id_r\u017fa', 'id_rsa', true],
    ['the folder that is open', 'keys/a', '${workspaceFolder}/keys/**', true],
    ['the folder that is open, and no other', 'src/keys/a', '${workspaceFolder}/keys/**', false],
    ['one of several open folders', 'keys/a', '${workspaceFolder:shop}/keys/**', true],
    ['an address of a file', '/etc/keys/a', 'file:///etc/keys/**', true],
  ])('with %s: %s against %s: %s', (_, path, glob, expected) => {
    expect(readGlob(glob)).toMatchObject({ ok: true });
    expect(matches(path, glob)).toBe(expected);
  });

  it.each([
    ['/home/me/keys/a', '~/keys/**', undefined, true],
    ['/Users/me/keys/a', '~/keys', undefined, true],
    ['/root/keys/a', '${userHome}/keys/*', undefined, true],
    ['/c:/Users/me/keys/a', '~\\keys', undefined, true],
    ['/data/homes/me/keys/a', '~/keys/**', '/data/homes/me', true],
    ['/data/homes/me/keys/a', '$HOME/keys/**', '/data/homes/me/', true],
    ['/c:/people/me/keys/a', '%USERPROFILE%\\keys', 'C:\\People\\me', true],
    ['/data/[me]/keys/a', '~/keys', '/data/[me]', true],
    ['/data/homes/me/a', '~', '/data/homes/me', true],
    ['/data/homes/you/keys/a', '~/keys/**', '/data/homes/me', false],
    ['/home/me/app/keys/a', '~/keys/**', undefined, false],
    ['src/~/keys/a', 'src/~/keys', undefined, true],
    ['~$letter.docx', '~$*.docx', undefined, true],
  ])('of a home: %s against %s at home in %s: %s', (path, glob, home, expected) => {
    expect(matches(path, glob, home)).toBe(expected);
  });

  it('is named where it matches, and nothing is where there is none', () => {
    expect(matchingGlob(['a.ts', 'x/a.key'], ['*.pem', '*.key'])).toBe('*.key');
    expect(matchingGlob(['.env'], [])).toBeUndefined();
  });
});

describe('a glob that cannot be read is told with its mend', () => {
  it.each([
    ['', 'is empty'],
    ['   ', 'is empty'],
    ['!notes.md', 'begins with “!”'],
    ['a'.repeat(501), 'is longer than 500 characters'],
    ['{a/b,c/d}'.repeat(10), 'too many choices of folders'],
    ['*.{pem,key', 'has a “{” without its “}”'],
    ['@(a|b', 'has a “(” without its “)”'],
    ['!(src/x)', 'chooses folders inside “!( )”'],
    ['key{1..1000}', 'is no range'],
    ['key{9..1}', 'is no range'],
    ['key{1..9..2}', 'is no range'],
    ['[[:digit:]]*', 'is not understood'],
    ['[z-a]', 'runs backwards'],
    ['../keys/**', 'leads upwards'],
    ['${env:KEYS}/**', 'holds ${env:keys}'],
    ['**/${workspaceFolder}/x', 'holds ${workspacefolder}'],
    ['%APPDATA%\\keys', 'holds %appdata%'],
    ['https://example.test/keys', 'is an address'],
    ['*.pem, *.key', 'holds several patterns'],
    ['*.pem;*.key', 'holds several patterns'],
    ['*.pem\n*.key', 'holds several patterns'],
    ['/', 'names no file'],
    ['./', 'names no file'],
  ])('%j %s', (glob, what) => {
    const reading = readGlob(glob);
    expect(reading).toMatchObject({ ok: false });
    expect(!reading.ok && reading.fault.what).toContain(what);
    expect(!reading.ok && reading.fault.mend).toMatch(/^[A-Z].*\.$/);
    expect(matches(glob, glob)).toBe(false);
  });

  it('whatever it is made of, or it is understood', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...Array.from('{}()[]!@?*+|,.\\/~$a-: ')), maxLength: 40 }),
        (glob) => {
          const reading = readGlob(glob);
          expect(reading.ok ? reading.paths.length : reading.fault.mend.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 5000 },
    );
  });
});

describe('globs agree', () => {
  const text = (characters: string, maxLength: number) =>
    fc.string({ unit: fc.constantFrom(...Array.from(characters)), minLength: 1, maxLength });
  const path = text('ab/.', 7).filter((each) => !/\/\/|^\.?\/|\/$|(?:^|\/)\.{1,2}(?:\/|$)/.test(each));

  /** To picomatch a folder does not mean what is in it, and a bare name is at the root. */
  function byPicomatch(name: string, glob: string): boolean {
    const is = picomatch(glob.includes('/') ? [glob, `${glob}/**`] : [`**/${glob}`, `**/${glob}/**`], {
      dot: true,
      nocase: true,
    });
    return is(name);
  }

  it('with picomatch on stars, sets and choices', () => {
    fc.assert(
      fc.property(
        path,
        // picomatch takes a sign after a bracket for one of regular expressions.
        fc
          .array(
            fc.constantFrom('a', 'b', '.', '/', '*', '?', '{a,b}', '@(a|b)', '[ab]', '[^a]', '?(a)', 'b'),
            {
              minLength: 1,
              maxLength: 6,
            },
          )
          .map((parts) => parts.join(''))
          .filter(
            (glob) => !/\*\*|[?*](?=\?\(|@\()|[)\]}][?*]|\/\/|^\.?\/|\/$|(?:^|\/)\.{1,2}(?:\/|$)/.test(glob),
          ),
        (name, glob) => {
          expect([name, glob, matches(name, glob)]).toEqual([name, glob, byPicomatch(name, glob)]);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('however an accent is put together', () => {
    const accented = text('aé.ü/', 8).filter((each) => !/\.\.|^\/*$|^\.?\/|\/$/.test(each));
    fc.assert(
      fc.property(accented, fc.boolean(), (name, isDecomposed) => {
        const [shown, glob] = [name.normalize('NFD'), name.normalize('NFC')];
        const is = isDecomposed ? matches(shown, glob) : matches(glob, shown);
        expect(is).toBe(matches(name, name));
      }),
    );
  });
});

describe('a look-up takes a bounded number of steps', () => {
  const long = 'a'.repeat(250);
  const path = `${`${long}/`.repeat(15)}${long}`;

  it.each([
    `${'*a'.repeat(60)}*b`,
    `${'**/'.repeat(60)}b`,
    '{a,b}'.repeat(40),
    `${'**/*a*/'.repeat(30)}b`,
    '*(a|aa|*(a)*(a))b',
    `${'{'.repeat(200)}a${'}'.repeat(200)}`,
    `${'{ '.repeat(80)}a${', b}'.repeat(80)}`,
  ])('%s', (glob) => {
    expect(readGlob(glob)).toMatchObject({ ok: true });
    expect(matches(path, glob)).toBe(false);
  });

  it('and a file stays that a list needs more of them to let go', () => {
    const list = Array.from({ length: 100 }, (_, index) => `${'*a'.repeat(60)}*b${index}`);
    expect(list).toContain(matchingGlob([path], list));
    expect(matchingGlob([path], list.slice(0, 2))).toBeUndefined();
  });
});
