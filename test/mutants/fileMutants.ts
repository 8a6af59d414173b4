/** Files that stay here, and source that would open a door. */
import type { Mutant } from './mutant.ts';

export const fileMutants: readonly Mutant[] = [
  {
    mechanism: '.ENV in capital letters',
    test: 'test/unit/security/neverSend.test.ts',
    edits: [
      [
        'src/core/files/globPattern.ts',
        'const lower = (Array.from(upper).length === 1 ? upper : character).toLowerCase();',
        'const lower = upper === undefined ? upper : character;',
      ],
    ],
  },
  {
    mechanism: 'an accent put together otherwise',
    test: 'test/unit/files/glob.test.ts',
    edits: [['src/core/files/globPattern.ts', "text.normalize('NFC')", 'text']],
  },
  {
    mechanism: 'blanks and dots that Windows leaves out',
    test: 'test/unit/security/neverSend.test.ts',
    edits: [['src/core/files/shownPaths.ts', "name.replace(/[. ]+$/, '')", 'name']],
  },
  {
    mechanism: 'a link to a secret',
    test: 'test/unit/security/neverSend.test.ts',
    edits: [
      [
        'src/surfaces/shell/neverSend.ts',
        "leads.flatMap((lead) => (lead.kind === 'seen' ? lead.paths : []))",
        'leads.flatMap((): readonly string[] => [])',
      ],
    ],
  },
  {
    mechanism: 'a link to a link to a secret, which is a link itself',
    test: 'test/unit/security/neverSend.test.ts',
    edits: [['src/surfaces/shell/linkedFile.ts', 'paths.push(next);', '']],
  },
  {
    mechanism: 'a link in a window whose files lie here under the address of another machine',
    test: 'test/unit/security/neverSend.test.ts',
    edits: [
      [
        'src/surfaces/shell/linkedFile.ts',
        " || (scheme === 'vscode-remote' && isRemoteWindow && runsRemotely)",
        ' || (isRemoteWindow && runsRemotely && false)',
      ],
    ],
  },
  {
    mechanism: 'a link that leads nowhere',
    test: 'test/unit/security/neverSend.test.ts',
    edits: [['src/surfaces/shell/linkedFile.ts', '    await stat(at);\n', '']],
  },
  {
    mechanism: 'a link on another machine',
    test: 'test/unit/security/neverSend.test.ts',
    edits: [
      [
        'src/surfaces/shell/linkedFile.ts',
        '(type & vscode.FileType.SymbolicLink) === 0',
        'type !== undefined',
      ],
    ],
  },
  {
    mechanism: 'a folder on another machine that is a link',
    test: 'test/unit/security/neverSend.test.ts',
    edits: [['src/surfaces/shell/linkedFile.ts', 'if (above.path === at.path) break;', 'break;']],
  },
  {
    mechanism: 'a file that only a person may let go, without their word',
    test: 'test/unit/gateway/gates.test.ts',
    edits: [
      [
        'src/core/gateway/gates.ts',
        'if (isUncertain && request.allowOnce?.includes(uncertainFiles)) return undefined;',
        'if (isUncertain) return undefined;',
      ],
    ],
  },
  {
    mechanism: 'a file on the list, with a word that is good for uncertain ones',
    test: 'test/unit/gateway/gates.test.ts',
    edits: [['src/core/gateway/gates.ts', 'if (isUncertain && request', 'if (request']],
  },
  {
    mechanism: 'a list with a fault',
    test: 'test/unit/security/neverSend.test.ts',
    edits: [['src/surfaces/shell/neverSend.ts', 'if (list.fault !== undefined)', 'if (list.fault === null)']],
  },
  {
    mechanism: 'a pattern that names nothing',
    test: 'test/unit/security/neverSend.test.ts',
    edits: [
      [
        'src/settings/readValue.ts',
        'else if (faults.length < mostFaults) faults',
        'else if (faults.length < 0) faults',
      ],
    ],
  },
  {
    mechanism: 'a file that went into an earlier answer',
    test: 'test/unit/gateway/prompt.test.ts',
    edits: [['src/core/gateway/gates.ts', ', ...turns.flatMap(({ file }) => file ?? [])', '']],
  },
  {
    mechanism: 'a link to what a glob names from the folder’s root',
    test: 'test/unit/security/neverSend.test.ts',
    edits: [
      [
        'src/surfaces/shell/neverSend.ts',
        'return [path, ...inside.map((folder) => path.slice(folder.length + 1))];',
        'return [path, ...inside.slice(0, 0)];',
      ],
    ],
  },
  {
    mechanism: 'an open folder that is a link itself',
    test: 'test/unit/security/neverSend.test.ts',
    edits: [
      [
        'src/surfaces/shell/neverSend.ts',
        '[path, ...pathsOf(leads[index])]',
        '[path, ...pathsOf(leads[index]).slice(0, 0)]',
      ],
    ],
  },
  {
    mechanism: 'rules of git above the open folder',
    test: 'test/unit/security/neverSend.test.ts',
    edits: [['src/surfaces/shell/gitIgnored.ts', 'const root = repository?.root ?? ', 'const root = ']],
  },
  {
    mechanism: 'rules of git for this clone alone',
    test: 'test/unit/security/neverSend.test.ts',
    edits: [['src/surfaces/shell/gitIgnored.ts', "'info/exclude'", "'info/none'"]],
  },
  {
    mechanism: 'rules of git that give a folder back which is ignored',
    test: 'test/unit/security/neverSend.test.ts',
    edits: [
      [
        'src/surfaces/shell/gitIgnored.ts',
        'if (verdictOn(names.slice(0, depth + 1), depth + 1 < names.length, rules)) return true;',
        'if (depth + 1 === names.length) return verdictOn(names, false, rules);',
      ],
    ],
  },
  {
    mechanism: 'a secret that git ignores',
    test: 'test/unit/security/neverSend.test.ts',
    edits: [['src/surfaces/shell/gitIgnored.ts', 'if (verdict.ignored) isIgnored = true;', '']],
  },
  {
    mechanism: 'git’s own view of a file',
    test: 'test/unit/security/neverSend.test.ts',
    edits: [['src/core/files/shownPaths.ts', '(?:\\.git|\\.diff|', '(?:']],
  },
  {
    mechanism: 'a view that names its file in the query',
    test: 'test/unit/files/shownPaths.test.ts',
    edits: [['src/core/files/shownPaths.ts', '...namesIn(query, 0), ', '']],
  },
  {
    mechanism: '.env, keys and certificates',
    test: 'test/unit/security/neverSend.test.ts',
    edits: [
      [
        'src/surfaces/shell/neverSend.ts',
        'matchingGlob(namesOf(paths, folders), list.globs, homedir())',
        'matchingGlob(namesOf(paths, folders), [], homedir())',
      ],
    ],
  },
  {
    mechanism: 'source that opens a terminal',
    test: 'test/unit/security/sourceRules.test.ts',
    edits: [
      [
        'src/surfaces/shell/ports.ts',
        'export function createLog',
        "export const t = (): unknown => vscode.window.createTerminal('x').sendText('x');\nexport function createLog",
      ],
    ],
  },
  {
    mechanism: 'source that goes past proxy and certificates',
    test: 'test/unit/security/sourceRules.test.ts',
    edits: [
      [
        'src/surfaces/shell/ports.ts',
        'export function createLog',
        'export const t = { dispatcher: 1 };\nexport function createLog',
      ],
    ],
  },
  {
    mechanism: 'source that shows a message of its own',
    test: 'test/unit/security/sourceRules.test.ts',
    edits: [
      [
        'src/surfaces/shell/ports.ts',
        'export function createLog',
        "export const t = (): unknown => vscode.window.showErrorMessage('x');\nexport function createLog",
      ],
    ],
  },
  {
    mechanism: 'source that evaluates text',
    test: 'test/unit/security/sourceRules.test.ts',
    edits: [
      [
        'src/surfaces/shell/ports.ts',
        'export function createLog',
        "export const t = (): unknown => eval('1');\nexport function createLog",
      ],
    ],
  },
  {
    mechanism: 'source that reads the environment',
    test: 'test/unit/security/sourceRules.test.ts',
    edits: [
      [
        'src/surfaces/shell/ports.ts',
        'export function createLog',
        "export const t = (): unknown => process.env['X'];\nexport function createLog",
      ],
    ],
  },
  {
    mechanism: 'source that opens an address outside',
    test: 'test/unit/security/sourceRules.test.ts',
    edits: [
      [
        'src/surfaces/shell/ports.ts',
        'export function createLog',
        "export const t = (): unknown => vscode.env.openExternal(vscode.Uri.parse('x:'));\nexport function createLog",
      ],
    ],
  },
  {
    mechanism: 'source that answers links from outside',
    test: 'test/unit/security/sourceRules.test.ts',
    edits: [
      [
        'src/surfaces/shell/ports.ts',
        'export function createLog',
        'export const t = (): unknown => vscode.window.registerUriHandler({ handleUri() {} });\nexport function createLog',
      ],
    ],
  },
  {
    mechanism: 'source that reports home',
    test: 'test/unit/security/sourceRules.test.ts',
    edits: [
      [
        'src/surfaces/shell/ports.ts',
        'export function createLog',
        'export const t = (): unknown => vscode.env.createTelemetryLogger({ sendEventData() {}, sendErrorData() {} });\nexport function createLog',
      ],
    ],
  },
  {
    mechanism: 'source that trusts Markdown',
    test: 'test/unit/security/sourceRules.test.ts',
    edits: [
      [
        'src/surfaces/shell/ports.ts',
        'export function createLog',
        'export const t = (m: vscode.MarkdownString): unknown => (m.isTrusted = true);\nexport function createLog',
      ],
    ],
  },
  {
    mechanism: 'source that takes any certificate',
    test: 'test/unit/security/sourceRules.test.ts',
    edits: [
      [
        'src/surfaces/shell/ports.ts',
        'export function createLog',
        'export const t = { rejectUnauthorized: false };\nexport function createLog',
      ],
    ],
  },
  {
    mechanism: 'source with a fetch of its own',
    test: 'test/unit/security/sourceRules.test.ts',
    edits: [
      [
        'src/surfaces/shell/ports.ts',
        'export function createLog',
        "export const t = (): unknown => fetch('https://x');\nexport function createLog",
      ],
    ],
  },
  {
    mechanism: 'source that listens',
    test: 'test/unit/security/sourceRules.test.ts',
    edits: [
      [
        'src/surfaces/shell/ports.ts',
        'export function createLog',
        'export const t = (c: (x: unknown) => unknown): unknown => { const createServer = c; return createServer(() => {}); };\nexport function createLog',
      ],
    ],
  },
];
