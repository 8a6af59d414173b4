/** Waits of tests have one patience, that of a slow and busy machine, and no test has a second try. */
import { expect, test } from 'vitest';
import { sourceFiles, withoutComments } from './sourceFiles.ts';

const hasty = [
  // A second, unless told; `eventually` tells it.
  /\bvi\.wait(?:For|Until)\(/,
  /\btimeout: ?\d/,
  /\bwaitForTimeout\(/,
  /\bsetTimeout\(resolve\b/,
  // Not the field of an event stream.
  /(?<!')\bretr(?:y|ies): ?\d/,
];
const places = ['test/eventually.ts', 'test/host/suite/support/until.ts'];

function hastyLines(text: string): readonly string[] {
  return withoutComments(text)
    .split('\n')
    .filter((line) => hasty.some((pattern) => pattern.test(line)));
}

test('no test waits by a measure of its own, sleeps for luck or is tried twice', () => {
  const found = sourceFiles('test')
    .filter((file) => !file.path.startsWith('test/bench/') && !places.includes(file.path))
    .filter((file) => file.path !== 'test/contract/patience.test.ts')
    .flatMap(({ path, text }) => hastyLines(text).map((line) => `${path}: ${line.trim()}`));
  expect(found).toEqual([]);
});

test('a hasty wait would be seen', () => {
  for (const line of [
    'await vi.waitFor(() => expect(told).toBe(1));',
    "await page.locator('.x').waitFor({ timeout: 500 });",
    'await new Promise((resolve) => setTimeout(resolve, 100));',
    'const mocha = new Mocha({ retries: 1 });',
  ]) {
    expect(hastyLines(line)).toEqual([line]);
  }
});
