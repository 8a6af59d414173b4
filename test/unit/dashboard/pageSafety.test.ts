/** What the page may never do, whoever changes it. */
import { dashboardHtml, dashboardPolicy } from '../../../src/dashboard/host/dashboardSession.ts';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const root = path.join(import.meta.dirname, '../../../src/dashboard');
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
);

test.each([
  [
    'makes markup out of text',
    /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment|srcdoc/,
  ],
  ['runs text as code', /\beval\(|new Function\(|setTimeout\(['"`]/],
  ['sets a style attribute, which the policy forbids', /\bstyle:|'style'/],
  [
    'reaches anything but the extension',
    /\bfetch\(|XMLHttpRequest|WebSocket|EventSource|https?:\/\/(?!www\.w3\.org\/2000\/svg)/,
  ],
])('no file of the page %s', (_, forbidden) => {
  expect(sources.length).toBeGreaterThan(15);
  const offenders = sources.filter((file) => forbidden.test(readFileSync(path.join(root, file), 'utf8')));
  expect(offenders).toEqual([]);
});

describe('the HTML', () => {
  const files = {
    source: 'https://*.vscode-cdn.net',
    script: 'https://x/dist/dashboard.js?a=1&b="2"',
    styles: ['https://x/media/dashboard.css'],
    nonce: 'abc',
  };

  test('allows what it names and nothing unsafe', () => {
    const policy = dashboardPolicy(files);
    expect(policy).toMatch(/^default-src 'none';/);
    expect(policy).toContain("script-src 'nonce-abc'");
    expect(policy).not.toContain('unsafe');
    expect(policy).not.toMatch(/script-src[^;]*vscode-cdn/);
  });

  test('keeps addresses inside their attributes', () => {
    expect(dashboardHtml(files)).toContain('src="https://x/dist/dashboard.js?a=1&amp;b=&quot;2&quot;"');
  });
});
