import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diagnosticKind } from '../../../../src/core/classify/editorSignals.ts';
import { blocks, textFeatures } from '../../../../src/core/classify/features.ts';
import { isFollowUp, isThanks, saysNothing } from '../../../../src/core/classify/followUp.ts';
import { readInstruction } from '../../../../src/core/classify/instruction.ts';
import { placeholders, stem, tokenize } from '../../../../src/core/classify/tokens.ts';

describe('readInstruction', () => {
  it('keeps the ask and counts the code', () => {
    const { ask, paste } = readInstruction(
      'Why is this slow?\n\n```ts\nconst a = 1;\nconst b = 2;\n```\nThe list has 10 rows.',
    );
    expect(ask).toBe('Why is this slow?\nThe list has 10 rows.');
    expect(paste).toMatchObject({ code: 2, fences: 1, prose: 2 });
  });

  it('sets unfenced code, logs and traces aside', () => {
    const { ask, paste } = readInstruction(
      [
        'it crashes on start',
        'import { a } from "./a";',
        'const x = a(1);',
        '[2024-05-01 10:00:00] ERROR worker: gone',
        'Traceback (most recent call last):',
        '  File "a.py", line 3, in <module>',
        "KeyError: 'x'",
      ].join('\n'),
    );
    expect(ask).toBe('it crashes on start');
    expect(paste).toMatchObject({ code: 2, log: 1, trace: 3 });
  });

  it('drops what a harness put around the request', () => {
    const { ask, paste } = readInstruction(
      '<system-reminder>think step by step, plan the architecture</system-reminder>\nrename the flag\n<environment_details>cwd: here</environment_details>',
    );
    expect(ask).toBe('rename the flag');
    expect(paste.boilerplate).toBe(true);
  });

  it('leaves prose that mentions code alone', () => {
    const text = 'Move the call of load_rows() out of the loop, and return early if there is nothing to do.';
    expect(readInstruction(text).ask).toBe(text);
  });

  it('marks a parse-level error', () => {
    expect(readInstruction('SyntaxError: invalid syntax').paste.parseError).toBe(true);
    expect(readInstruction("TypeError: 'int' object is not iterable").paste.parseError).toBe(false);
  });

  it('reads the beginning and the end of a long text, not its middle', () => {
    const text = `start here\n${'filler words\n'.repeat(2_000)}end here`;
    const { ask } = readInstruction(text);
    expect(ask.length).toBeLessThan(7_000);
    expect(ask.startsWith('start here')).toBe(true);
    expect(ask.endsWith('end here')).toBe(true);
  });
});

describe('tokenize', () => {
  it('makes one word of the ways to spell it', () => {
    expect(tokenize("Doesn’t doesn't DOESNT")).toEqual(['doesnt', 'doesnt', 'doesnt']);
  });

  it('puts a placeholder where something is named', () => {
    expect(
      tokenize('see https://example.com/a, src/app.ts, README.md, @utils and `fooBar` or bar_baz'),
    ).toEqual([
      'see',
      placeholders.url,
      placeholders.file,
      placeholders.document,
      placeholders.mention,
      'and',
      placeholders.identifier,
      'or',
      placeholders.identifier,
    ]);
  });

  it('keeps a slash command', () => {
    expect(tokenize('/fix the type error')[0]).toBe('/fix');
  });

  it.each([
    ['updates', 'updating'],
    ['fixes', 'fixed'],
    ['renaming', 'rename'],
    ['dependencies', 'dependency'],
    ['split', 'splitting'],
  ])('stems %s and %s alike', (left, right) => {
    expect(stem(left)).toBe(stem(right));
  });
});

describe('textFeatures', () => {
  it('is the same for the same text and of bounded size for any', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
        const features = textFeatures(text);
        expect(textFeatures(text)).toEqual(features);
        for (const block of blocks) {
          const { hashes, scale } = features.blocks[block];
          expect(hashes.length).toBeLessThan(20_000);
          expect(hashes.every((hash) => hash >= 0 && hash < 2 ** 24)).toBe(true);
          expect(Number.isFinite(scale)).toBe(true);
        }
      }),
    );
  });

  it('names the families it found, and where', () => {
    const { familyNames } = textFeatures('Could you please rename the flag? It is a security token.');
    expect(familyNames).toEqual(expect.arrayContaining(['rename', 'rename@verb', 'security']));
    expect(familyNames).not.toContain('security@verb');
  });
});

describe('diagnosticKind', () => {
  it.each([
    ['parse', 'error', 'ts', "';' expected."],
    ['parse', 'error', 'pylance', '"(" was not closed: unexpected EOF'],
    ['parse', 'error', 'eslint', 'Parsing error: Unexpected token'],
    ['lint', 'warning', 'eslint', "'x' is defined but never used."],
    ['lint', 'error', 'ruff', 'Line too long'],
    ['lint', 'warning', 'eslint', 'Missing semicolon.'],
    ['parse', 'error', 'json', 'Expected comma'],
    ['type', 'error', 'ts', 'Expected 2 arguments, but got 1.'],
    ['type', 'error', undefined, 'no such method'],
    ['other', 'warning', 'ts', "'substr' is deprecated."],
  ] as const)('%s: %s of %s, %s', (kind, severity, source, message) => {
    expect(diagnosticKind({ severity, source, message })).toBe(kind);
  });
});

describe('follow-ups and greetings', () => {
  it.each([
    ['yes', true],
    ['ok, go ahead', true],
    ['sure, do that please', true],
    ['same here', true],
    ['this one too', true],
    ['go to the settings page', false],
    ['thanks', false],
    ['ok thanks', false],
    ['ok, great. Thank you!', false],
    ['yes please, thank you', true],
    ['great, go ahead', true],
    ['', false],
  ])('isFollowUp(%j) is %j', (text, expected) => {
    expect(isFollowUp(tokenize(text))).toBe(expected);
  });

  it.each([
    ['ok thanks', true],
    ['Thank you very much!', true],
    ['great', true],
    ['perfect, that works', true],
    ['yes, thanks', false],
    ['great, now the tests', false],
    ['ok', false],
    ['it works now', false],
    ['', false],
  ])('isThanks(%j) is %j', (text, expected) => {
    expect(isThanks(tokenize(text))).toBe(expected);
  });

  it.each([
    ['', true],
    ['Hi there!', true],
    ['hi, rename this', false],
  ])('saysNothing(%j) is %j', (text, expected) => {
    expect(saysNothing(tokenize(text))).toBe(expected);
  });
});
