/**
 * `node test/contract/generate.ts [--check]`: writes the generated parts of package.json,
 * package.nls.json and README.md; with --check it only compares, names the files that are out of step
 * and exits with 1.
 */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { manifestBlocks, manifestTexts, withSettingsTable } from './manifest.ts';

const root = new URL('../../', import.meta.url);

const asJson = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

const files: Readonly<Record<string, (current: string) => string>> = {
  'package.json': (current) => asJson({ ...JSON.parse(current), ...manifestBlocks }),
  'package.nls.json': () => asJson(manifestTexts),
  'README.md': (current) => (current === '' ? '' : withSettingsTable(current)),
};

/** Names of the files that are not as generated. */
export function outOfStep(): string[] {
  return Object.keys(files).filter((name) => read(name) !== files[name]?.(read(name)));
}

function read(name: string): string {
  const file = new URL(name, root);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const stale = outOfStep();
  if (process.argv.includes('--check')) {
    for (const name of stale) console.error(`${name} is out of step: run npm run generate`);
    process.exitCode = stale.length === 0 ? 0 : 1;
  } else {
    for (const name of stale) writeFileSync(new URL(name, root), files[name]?.(read(name)) ?? '');
    console.log(stale.length === 0 ? 'Everything is in step.' : `Wrote ${stale.join(', ')}.`);
  }
}
