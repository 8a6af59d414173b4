/**
 * Errors of a TypeScript or JavaScript file, asked of the built-in language server directly: it pushes
 * diagnostics only for files in an open tab, and a scratch file has none. `typescript.tsserverRequest`
 * lets other extensions ask these two questions (extensions/typescript-language-features,
 * tsserverRequests.ts, in VS Code since 1.71).
 */
import * as vscode from 'vscode';
import * as z from 'zod';
import type { Problem } from '../core/answer/newProblems.ts';

export const typescriptLanguages: ReadonlySet<string> = new Set([
  'typescript',
  'typescriptreact',
  'javascript',
  'javascriptreact',
]);

const reply = z.object({
  body: z.array(z.object({ text: z.string(), category: z.string() })),
});

/** undefined where the server is absent, busy past `patienceMs`, or does not know the file. */
export async function typescriptProblems(
  document: vscode.TextDocument,
  patienceMs: number,
): Promise<readonly Problem[] | undefined> {
  const [syntax, meaning] = await Promise.all([
    ask('syntacticDiagnosticsSync', document, patienceMs),
    ask('semanticDiagnosticsSync', document, patienceMs),
  ]);
  if (!syntax || !meaning) return undefined;
  return [
    ...syntax.map((message) => ({ message, syntax: true })),
    ...meaning.map((message) => ({ message, syntax: false })),
  ];
}

async function ask(
  question: 'syntacticDiagnosticsSync' | 'semanticDiagnosticsSync',
  { uri }: vscode.TextDocument,
  patienceMs: number,
): Promise<readonly string[] | undefined> {
  const answer = vscode.commands.executeCommand('typescript.tsserverRequest', question, { file: uri.fsPath });
  const parsed = reply.safeParse(await Promise.race([answer, silence(patienceMs)]).catch(() => undefined));
  if (!parsed.success) return undefined;
  return parsed.data.body.filter(({ category }) => category === 'error').map(({ text }) => text);
}

function silence(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), ms));
}
