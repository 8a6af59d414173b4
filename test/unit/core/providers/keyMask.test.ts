import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskedKey, quotesKey, safeMessage } from '../../../../src/core/providers/safeMessage.ts';

const key = 'sk-proj-Zq81xWm04TtB7';

describe('maskedKey', () => {
  it.each([
    ['the whole key', `wrong key ${key}.`, 'wrong key [key].'],
    ['its beginning', 'wrong key sk-proj-Zq…', 'wrong key [key]…'],
    ['its end', 'ends in m04TtB7', 'ends in [key]'],
    ['two parts of it', 'sk-proj and 04TtB7', '[key] and [key]'],
    ['it twice', `${key}${key}`, '[key]'],
    ['other letters', key.toUpperCase(), '[key]'],
    ['six characters', 'Zq81xW', '[key]'],
    ['five characters', 'Zq81x', 'Zq81x'],
    ['none of it', 'The project has no quota.', 'The project has no quota.'],
  ])('masks %s', (_what, text, masked) => {
    expect(maskedKey(text, key)).toBe(masked);
  });

  it.each([
    ['in a URL', 'a+b/c=d&efg', `?key=${encodeURIComponent('a+b/c=d&efg')}`],
    ['in JSON', 'a"b\\c"d\\e', JSON.stringify('a"b\\c"d\\e').slice(1, -1)],
    ['in HTML', 'ab&cd&ef&gh', 'ab&amp;cd&amp;ef&amp;gh'],
    ['in base64', key, btoa(`user:${key}`)],
  ])('masks it as it stands %s', (_what, secret, text) => {
    const masked = maskedKey(text, secret);
    expect(masked).toContain('[key]');
    expect(masked.length).toBeLessThan(text.length);
  });

  it('masks a short key whole', () => {
    expect(maskedKey('the key abc was refused', 'abc')).toBe('the key [key] was refused');
    expect(maskedKey('nothing', '')).toBe('nothing');
    expect(maskedKey('nothing', undefined)).toBe('nothing');
  });

  it('leaves no six characters in a row of any key, and nothing else out', () => {
    const keys = fc.stringMatching(/^[A-Za-z0-9_-]{8,60}$/);
    const cut = fc.tuple(fc.nat({ max: 59 }), fc.nat({ max: 59 }));
    fc.assert(
      fc.property(keys, fc.array(cut, { minLength: 1, maxLength: 4 }), (secret, cuts) => {
        const text = cuts.map(([from, to]) => `«${secret.slice(from, from + to)}»`).join(' and ');
        const masked = maskedKey(text, secret);
        for (let at = 0; at + 6 <= secret.length; at += 1) {
          const part = secret.slice(at, at + 6).toLowerCase();
          expect(masked.replaceAll('[key]', '•').toLowerCase()).not.toContain(part);
        }
        expect(masked.split('«').length).toBe(cuts.length + 1);
      }),
    );
  });

  it('never says that a text quotes what it does not mask', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.string({ maxLength: 20 }), (text, secret) => {
        expect(quotesKey(text, secret)).toBe(maskedKey(text, secret) !== text);
      }),
    );
  });
});

describe('safeMessage', () => {
  it('finds the key over line breaks and invisible characters', () => {
    const said = `wrong key ${key.slice(0, 9)}\u200B${key.slice(9)}`;
    expect(safeMessage(said, { apiKey: key, promptTexts: [] })).toBe('wrong key [key]');
  });

  it('masks before it cuts', () => {
    const said = `${'x '.repeat(145)}${key}`;
    expect(safeMessage(said, { apiKey: key, promptTexts: [] })).not.toMatch(/sk-p|roj/);
  });
});
