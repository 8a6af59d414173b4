/** The project's own TypeScript files and what they import, for tests about the code as a whole. */

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '../..');

export interface SourceFile {
  /** From the root, with slashes: `src/core/gateway/gateway.ts`. */
  readonly path: string;
  readonly text: string;
  /** Own files by path from the root, packages by name; type imports included. */
  readonly imports: readonly string[];
}

const importPattern =
  /(?:^|\n)\s*(?:import|export)\s[^'"`;]*?from\s*'([^']+)'|(?:^|\n)\s*import\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)|new URL\(\s*'([^']+\.ts)'/g;

export function importsOf(file: string, text: string): readonly string[] {
  return Array.from(text.matchAll(importPattern), (match) => {
    const target = match.slice(1).find((group) => group !== undefined) ?? '';
    return target.startsWith('.') ? path.posix.join(path.posix.dirname(file), target) : target;
  });
}

export function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/[^\n]*/g, '');
}

/** @param folder `src` or `test` */
export function sourceFiles(folder: string): readonly SourceFile[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((name) => name.endsWith('.ts') && !/\/(?:node_modules|\.host|\.vscode-test)\//.test(name))
    .map((name) => {
      const text = readFileSync(path.join(root, name), 'utf8');
      return { path: name, text, imports: importsOf(name, text) };
    });
}
