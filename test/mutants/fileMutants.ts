/** Files that stay here, and source that would open a door. */
import type { Mutant } from './mutant.ts';

export const fileMutants: readonly Mutant[] = [
  {
    mechanism: '.ENV in capital letters',
    test: 'test/unit/security/neverSend.test.ts',
    edits: [
      ['src/core/glob.ts', 'glob.toLowerCase()', 'glob'],
      ['src/core/glob.ts', 'path.toLowerCase().split', 'path.split'],
    ],
  },
  {
    mechanism: 'a link to a secret',
    test: 'test/unit/security/neverSend.test.ts',
    edits: [
      ['src/vscode/neverSend.ts', 'return real.path === uri.path ? undefined : real;', 'return undefined;'],
    ],
  },
  {
    mechanism: 'a link to what a glob names from the folder’s root',
    test: 'test/unit/security/neverSend.test.ts',
    edits: [
      [
        'src/vscode/neverSend.ts',
        'return [real.path, ...inside.map(({ path }) => real.path.slice(path.length + 1))];',
        'return [real.path];',
      ],
    ],
  },
  {
    mechanism: 'an open folder that is a link itself',
    test: 'test/unit/security/neverSend.test.ts',
    edits: [
      [
        'src/vscode/neverSend.ts',
        'async (folder) => (await realFile(folder)) ?? folder',
        'async (folder) => folder',
      ],
    ],
  },
  {
    mechanism: 'rules of git above the open folder',
    test: 'test/unit/security/neverSend.test.ts',
    edits: [['src/vscode/neverSend.ts', 'const root = (await repositoryOf(uri)) ?? ', 'const root = ']],
  },
  {
    mechanism: 'rules of git for this clone alone',
    test: 'test/unit/security/neverSend.test.ts',
    edits: [
      ['src/vscode/neverSend.ts', "await apply(vscode.Uri.joinPath(root, '.git/info/exclude'), 0);", ''],
    ],
  },
  {
    mechanism: 'a secret that git ignores',
    test: 'test/unit/security/neverSend.test.ts',
    edits: [['src/vscode/neverSend.ts', 'if (verdict.ignored) ignored = true;', '']],
  },
  {
    mechanism: 'git’s own view of a file',
    test: 'test/unit/security/neverSend.test.ts',
    edits: [['src/vscode/neverSend.ts', "...names.map((name) => name.replace(/\\.git$/, ''))", '']],
  },
  {
    mechanism: '.env, keys and certificates',
    test: 'test/unit/security/neverSend.test.ts',
    edits: [
      [
        'src/vscode/neverSend.ts',
        'if (namesOf(uri).some((name) => matchesAnyGlob(name, globs))) {',
        'if (globs.length === -1) {',
      ],
      [
        'src/vscode/neverSend.ts',
        'if (real !== undefined && (await namesInFolders(real)).some((name) => matchesAnyGlob(name, globs))) {',
        'if (globs.length === -1) {',
      ],
    ],
  },
  {
    mechanism: 'source that opens a terminal',
    test: 'test/unit/security/sourceRules.test.ts',
    edits: [
      [
        'src/vscode/log.ts',
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
        'src/vscode/log.ts',
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
        'src/vscode/log.ts',
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
        'src/vscode/log.ts',
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
        'src/vscode/log.ts',
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
        'src/vscode/log.ts',
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
        'src/vscode/log.ts',
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
        'src/vscode/log.ts',
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
        'src/vscode/log.ts',
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
        'src/vscode/log.ts',
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
        'src/vscode/log.ts',
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
        'src/vscode/log.ts',
        'export function createLog',
        'export const t = (c: (x: unknown) => unknown): unknown => { const createServer = c; return createServer(() => {}); };\nexport function createLog',
      ],
    ],
  },
];
