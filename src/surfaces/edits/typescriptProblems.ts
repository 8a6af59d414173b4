/**
 * Errors of a TypeScript or JavaScript file, asked of the built-in language server directly: it pushes
 * diagnostics only for files in an open tab, and a scratch file has none. `typescript.tsserverRequest`
 * lets other extensions ask these two questions (extensions/typescript-language-features,
 * tsserverRequests.ts, in VS Code since 1.71).
 */
import * as vscode from 'vscode';
import * as z from 'zod';
import type { Problem } from '../../core/answer/newProblems.ts';

export const typescriptLanguages: ReadonlySet<string> = new Set([
  'typescript',
  'typescriptreact',
  'javascript',
  'javascriptreact',
]);

const reply = z.object({
  body: z.array(z.object({ text: z.string(), category: z.string() })),
});

/** A server that has just started does not know the file yet: it is asked again so often. */
const betweenTriesMs = 300;

export interface TypescriptProblems {
  /** Comes before the other, and while a server still loads what the meaning hangs on. */
  readonly syntax: Promise<readonly Problem[] | undefined>;
  readonly meaning: Promise<readonly Problem[] | undefined>;
}

/** undefined where the server is absent, or does not answer within `patienceMs`. */
export function typescriptProblems(document: vscode.TextDocument, patienceMs: number): TypescriptProblems {
  const until = Date.now() + patienceMs;
  const awake = wakeServer();
  const problems = async (question: Question, syntax: boolean): Promise<readonly Problem[] | undefined> => {
    const errors = (await awake) ? await ask(question, document, until) : undefined;
    return errors?.map((message) => ({ message, syntax }));
  };
  return {
    syntax: problems('syntacticDiagnosticsSync', true),
    meaning: problems('semanticDiagnosticsSync', false),
  };
}

type Question = 'syntacticDiagnosticsSync' | 'semanticDiagnosticsSync';

/** Before it is activated nobody knows its command. */
async function wakeServer(): Promise<boolean> {
  try {
    const extension = vscode.extensions.getExtension('vscode.typescript-language-features');
    await extension?.activate();
    return extension !== undefined;
  } catch {
    return false;
  }
}

async function ask(
  question: Question,
  { uri }: vscode.TextDocument,
  until: number,
): Promise<readonly string[] | undefined> {
  for (;;) {
    const answer = vscode.commands.executeCommand('typescript.tsserverRequest', question, {
      file: uri.fsPath,
    });
    const left = Math.max(0, until - Date.now());
    const parsed = reply.safeParse(await Promise.race([answer, silence(left)]).catch(() => undefined));
    if (parsed.success) {
      return parsed.data.body.filter(({ category }) => category === 'error').map(({ text }) => text);
    }
    if (Date.now() + betweenTriesMs >= until) return undefined;
    await silence(betweenTriesMs);
  }
}

function silence(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), ms));
}
