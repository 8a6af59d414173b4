import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitContext } from '../../../../src/core/prompt/fitContext.ts';
import type { PromptFile } from '../../../../src/core/prompt/promptInput.ts';

const lines = (count: number, width = 9): string =>
  Array.from({ length: count }, (_, index) => String(index).padEnd(width, '.')).join('\n');
const file = (text: string): PromptFile => ({ path: 'a.ts', language: 'typescript', text });
const text = fc.array(fc.string({ unit: 'grapheme' })).map((parts) => parts.join('\n'));
const isWhole = (kept: string): boolean => kept.isWellFormed();

describe('fitContext', () => {
  it('keeps everything that fits, untouched', () => {
    const input = { before: 'a\nb', after: 'c', related: [file('d')], selection: 'kept' };
    expect(fitContext(input, 100)).toEqual(input);
  });

  it('never exceeds the size, keeps ends and starts, and whole characters', () => {
    fc.assert(
      fc.property(text, text, fc.array(text), fc.nat(200), (before, after, others, size) => {
        const kept = fitContext({ before, after, related: others.map(file) }, size);
        const sum = (kept.related ?? []).reduce((total, each) => total + each.text.length, 0);
        expect((kept.before ?? '').length + (kept.after ?? '').length + sum).toBeLessThanOrEqual(size);
        expect(before.endsWith(kept.before ?? '-')).toBe(true);
        expect(after.startsWith(kept.after ?? '-')).toBe(true);
        expect(isWhole(kept.before ?? '') || !before.isWellFormed()).toBe(true);
        expect(isWhole(kept.after ?? '') || !after.isWellFormed()).toBe(true);
        expect(others).toEqual(expect.arrayContaining((kept.related ?? []).map((each) => each.text)));
      }),
    );
  });

  it('shares out: a fifth for other files, a quarter of the rest for what follows', () => {
    const kept = fitContext({ before: lines(500), after: lines(500), related: [file(lines(15))] }, 1000);
    expect(kept.related).toHaveLength(1);
    expect(kept.before?.length).toBeGreaterThan(500);
    expect(kept.before?.length).toBeLessThanOrEqual(640);
    expect(kept.after?.length).toBeGreaterThan(190);
    expect(kept.after?.length).toBeLessThanOrEqual(212);
  });

  it('gives unused room to what needs it', () => {
    expect(fitContext({ before: lines(500), after: '' }, 1000).before?.length).toBeGreaterThan(870);
    expect(fitContext({ before: '', after: lines(500) }, 1000).after?.length).toBeGreaterThan(980);
    expect(
      fitContext({ related: [file(lines(50)), file(lines(60)), file(lines(40))] }, 1000).related,
    ).toEqual([file(lines(50)), file(lines(40))]);
  });

  it('cuts at line ends', () => {
    const { before, after } = fitContext({ before: lines(500), after: lines(500) }, 1000);
    expect(before).toMatch(/^\d+\.+\n/);
    expect(after?.endsWith('\n')).toBe(true);
  });

  it('keeps the start of what comes before while a person types, for the cache', () => {
    const starts = new Set<string>();
    for (let typed = 0; typed < 100; typed += 1) {
      const { before } = fitContext({ before: `${lines(500)}\n${'x'.repeat(typed)}` }, 1000);
      starts.add((before ?? '').slice(0, 20));
    }
    expect(starts.size).toBeLessThanOrEqual(2);
  });

  it('cuts inside a line where one line alone is too long', () => {
    const { before, after } = fitContext({ before: 'b'.repeat(3000), after: 'a'.repeat(3000) }, 1000);
    expect(before).toMatch(/^b{600,750}$/);
    expect(after).toMatch(/^a{250}$/);
  });
});
