/** Files that stay here, and source that would open a door. */
import type { Mutant } from './mutant.ts';

export const fileMutants: readonly Mutant[] = [
  {
    mechanism: '.ENV in capital letters',
    test: 'test/slow/security/neverSend.test.ts',
    edits: [
      {
        in: 'folded',
        guard: '(Array.from(upper).length === 1 ? upper : character).toLowerCase()',
        becomes: 'upper === undefined ? upper : character',
      },
    ],
  },
  {
    mechanism: 'an accent put together otherwise',
    test: 'test/unit/core/files/glob.test.ts',
    edits: [{ in: 'foldedName', guard: "text.normalize('NFC')", becomes: 'text' }],
  },
  {
    mechanism: 'blanks and dots that Windows leaves out',
    test: 'test/slow/security/neverSend.test.ts',
    edits: [{ in: 'shownPaths/spellings', guard: "name.replace(/[. ]+$/, '')", becomes: 'name' }],
  },
  {
    mechanism: 'a link to a secret',
    test: 'test/slow/security/neverSend.test.ts',
    edits: [
      {
        in: 'whyNeverSent',
        guard: "(lead) => (lead.kind === 'seen' ? lead.paths : [])",
        becomes: '(): readonly string[] => []',
      },
    ],
  },
  {
    mechanism: 'a link to a link to a secret, which is a link itself',
    test: 'test/slow/security/neverSend.test.ts',
    edits: [{ in: 'leadHere', guard: 'paths.push(next);', becomes: '' }],
  },
  {
    mechanism: 'a link in a window whose files lie here under the address of another machine',
    test: 'test/slow/security/neverSend.test.ts',
    edits: [
      {
        in: 'liesHere',
        guard: "scheme === 'vscode-remote' && isRemoteWindow && runsRemotely",
        becomes: 'isRemoteWindow && runsRemotely && false',
      },
    ],
  },
  {
    mechanism: 'a link that leads nowhere',
    test: 'test/slow/security/neverSend.test.ts',
    edits: [
      {
        in: 'behindFirstLink',
        guard:
          'if (!found.isSymbolicLink()) continue;\n    await stat(at);\n    return path.join(path.resolve(path.dirname(at), await readlink(at)), ...names.slice(index + 1));',
        becomes:
          'if (!found.isSymbolicLink()) continue;\n    return path.join(path.resolve(path.dirname(at), await readlink(at)), ...names.slice(index + 1));',
      },
    ],
  },
  {
    mechanism: 'a link on another machine',
    test: 'test/slow/security/neverSend.test.ts',
    edits: [
      {
        in: 'whyUnseen',
        guard: '(type & vscode.FileType.SymbolicLink) === 0',
        becomes: 'type !== undefined',
      },
    ],
  },
  {
    mechanism: 'a folder on another machine that is a link',
    test: 'test/slow/security/neverSend.test.ts',
    edits: [{ in: 'leadElsewhere', guard: 'if (above.path === at.path) break;', becomes: 'break;' }],
  },
  {
    mechanism: 'a file that only a person may let go, without their word',
    test: 'test/unit/core/gateway/gates.test.ts',
    edits: [
      {
        in: 'neverSendGate',
        guard: 'isUncertain && run.task.allowOnce?.includes(uncertainFiles)',
        becomes: 'isUncertain',
      },
    ],
  },
  {
    mechanism: 'a file on the list, with a word that is good for uncertain ones',
    test: 'test/unit/core/gateway/gates.test.ts',
    edits: [
      {
        in: 'neverSendGate',
        guard: 'isUncertain && run.task.allowOnce?.includes(uncertainFiles)',
        becomes: 'run.task.allowOnce?.includes(uncertainFiles)',
      },
    ],
  },
  {
    mechanism: 'a list with a fault',
    test: 'test/slow/security/neverSend.test.ts',
    edits: [{ in: 'whyNeverSent', guard: 'list.fault !== undefined', becomes: 'list.fault === null' }],
  },
  {
    mechanism: 'a pattern that names nothing',
    test: 'test/slow/security/neverSend.test.ts',
    edits: [{ in: 'readValue/readGlobs', guard: 'faults.length < mostFaults', becomes: 'faults.length < 0' }],
  },
  {
    mechanism: 'a file that went into an earlier answer',
    test: 'test/unit/surfaces/commands/requestTask.test.ts',
    edits: [{ in: 'requestTask', guard: 'taken.route ? turnsOf(taken.route) : []', becomes: '[]' }],
  },
  {
    mechanism: 'a link to what a glob names from the folder’s root',
    test: 'test/slow/security/neverSend.test.ts',
    edits: [
      {
        in: 'neverSend/namesOf',
        guard: 'inside.map((folder) => path.slice(folder.length + 1))',
        becomes: 'inside.slice(0, 0)',
      },
    ],
  },
  {
    mechanism: 'an open folder that is a link itself',
    test: 'test/slow/security/neverSend.test.ts',
    edits: [
      { in: 'foldersOpen', guard: 'pathsOf(leads[index])', becomes: 'pathsOf(leads[index]).slice(0, 0)' },
    ],
  },
  {
    mechanism: 'rules of git above the open folder',
    test: 'test/slow/security/neverSend.test.ts',
    edits: [
      {
        in: 'isGitIgnored',
        guard: 'repository?.root ?? vscode.workspace.getWorkspaceFolder(uri)?.uri',
        becomes: 'vscode.workspace.getWorkspaceFolder(uri)?.uri',
      },
    ],
  },
  {
    mechanism: 'rules of git for this clone alone',
    test: 'test/slow/security/neverSend.test.ts',
    edits: [
      {
        in: 'isGitIgnored',
        guard: "vscode.Uri.joinPath(repository.settings, 'info/exclude')",
        becomes: "vscode.Uri.joinPath(repository.settings, 'info/none')",
      },
    ],
  },
  {
    mechanism: 'rules of git that give a folder back which is ignored',
    test: 'test/slow/security/neverSend.test.ts',
    edits: [
      {
        in: 'isGitIgnored',
        guard: 'if (verdictOn(names.slice(0, depth + 1), depth + 1 < names.length, rules)) return true;',
        becomes: 'if (depth + 1 === names.length) return verdictOn(names, false, rules);',
      },
    ],
  },
  {
    mechanism: 'a secret that git ignores',
    test: 'test/slow/security/neverSend.test.ts',
    edits: [{ in: 'verdictOn', guard: 'if (verdict.ignored) isIgnored = true;', becomes: '' }],
  },
  {
    mechanism: 'git’s own view of a file',
    test: 'test/slow/security/neverSend.test.ts',
    edits: [
      {
        in: 'withoutLabel',
        guard: "path.replace(/(?:\\.git|\\.diff|\\s*\\([^()/]*\\)|[@#~:][^/\\\\]*)$/i, '')",
        becomes: "path.replace(/(?:\\s*\\([^()/]*\\)|[@#~:][^/\\\\]*)$/i, '')",
      },
    ],
  },
  {
    mechanism: 'a view that names its file in the query',
    test: 'test/unit/core/files/shownPaths.test.ts',
    edits: [
      {
        in: 'shownPaths',
        guard: '...namesIn(query, 0), ...namesIn(fragment, 0)',
        becomes: '...namesIn(fragment, 0)',
      },
    ],
  },
  {
    mechanism: '.env, keys and certificates',
    test: 'test/slow/security/neverSend.test.ts',
    edits: [{ in: 'whyNeverSent', guard: 'list.globs', becomes: '[]' }],
  },
  {
    mechanism: 'source that opens a terminal',
    test: 'test/slow/security/sourceRules.test.ts',
    edits: [
      {
        in: 'createLog',
        guard: undefined,
        becomes: "export const t = (): unknown => vscode.window.createTerminal('x').sendText('x');",
      },
    ],
  },
  {
    mechanism: 'source that goes past proxy and certificates',
    test: 'test/slow/security/sourceRules.test.ts',
    edits: [{ in: 'createLog', guard: undefined, becomes: 'export const t = { dispatcher: 1 };' }],
  },
  {
    mechanism: 'source that shows a message of its own',
    test: 'test/slow/security/sourceRules.test.ts',
    edits: [
      {
        in: 'createLog',
        guard: undefined,
        becomes: "export const t = (): unknown => vscode.window.showErrorMessage('x');",
      },
    ],
  },
  {
    mechanism: 'source that evaluates text',
    test: 'test/slow/security/sourceRules.test.ts',
    edits: [{ in: 'createLog', guard: undefined, becomes: "export const t = (): unknown => eval('1');" }],
  },
  {
    mechanism: 'source that reads the environment',
    test: 'test/slow/security/sourceRules.test.ts',
    edits: [
      { in: 'createLog', guard: undefined, becomes: "export const t = (): unknown => process.env['X'];" },
    ],
  },
  {
    mechanism: 'source that opens an address outside',
    test: 'test/slow/security/sourceRules.test.ts',
    edits: [
      {
        in: 'createLog',
        guard: undefined,
        becomes: "export const t = (): unknown => vscode.env.openExternal(vscode.Uri.parse('x:'));",
      },
    ],
  },
  {
    mechanism: 'source that answers links from outside',
    test: 'test/slow/security/sourceRules.test.ts',
    edits: [
      {
        in: 'createLog',
        guard: undefined,
        becomes: 'export const t = (): unknown => vscode.window.registerUriHandler({ handleUri() {} });',
      },
    ],
  },
  {
    mechanism: 'source that reports home',
    test: 'test/slow/security/sourceRules.test.ts',
    edits: [
      {
        in: 'createLog',
        guard: undefined,
        becomes:
          'export const t = (): unknown => vscode.env.createTelemetryLogger({ sendEventData() {}, sendErrorData() {} });',
      },
    ],
  },
  {
    mechanism: 'source that trusts Markdown',
    test: 'test/slow/security/sourceRules.test.ts',
    edits: [
      {
        in: 'createLog',
        guard: undefined,
        becomes: 'export const t = (m: vscode.MarkdownString): unknown => (m.isTrusted = true);',
      },
    ],
  },
  {
    mechanism: 'source that takes any certificate',
    test: 'test/slow/security/sourceRules.test.ts',
    edits: [
      { in: 'createLog', guard: undefined, becomes: 'export const t = { rejectUnauthorized: false };' },
    ],
  },
  {
    mechanism: 'source with a fetch of its own',
    test: 'test/slow/security/sourceRules.test.ts',
    edits: [
      { in: 'createLog', guard: undefined, becomes: "export const t = (): unknown => fetch('https://x');" },
    ],
  },
  {
    mechanism: 'source that listens',
    test: 'test/slow/security/sourceRules.test.ts',
    edits: [
      {
        in: 'createLog',
        guard: undefined,
        becomes:
          'export const t = (c: (x: unknown) => unknown): unknown => { const createServer = c; return createServer(() => {}); };',
      },
    ],
  },
];
