/** A folder, a workspace file or a dev container that redirects, loosens or spends. */
import type { Mutant } from './mutant.ts';

export const settingsMutants: readonly Mutant[] = [
  {
    mechanism: 'endpoints and models set by folder, workspace file, further folder, remote machine',
    test: 'test/slow/security/hostileSettings.test.ts',
    edits: [
      {
        in: 'resolveValue',
        guard: 'return { name, value: base, user: base, workspace: [], problems };',
        becomes:
          'const said = others.at(-1); return { name, value: (said && readValue(name, said.values[name]).value) ?? base, user: base, workspace: [], problems };',
      },
    ],
  },
  {
    mechanism: 'remote machine settings, on an editor that merges them with the local ones',
    test: 'test/slow/security/hostileSettings.test.ts',
    edits: [
      {
        in: 'userValues',
        guard:
          'isRemote\n    ? { local: remembered, remote: merged, seen: false }\n    : { local: merged, remote: {}, seen: true }',
        becomes:
          'false\n    ? { local: remembered, remote: merged, seen: false }\n    : { local: merged, remote: {}, seen: true }',
      },
    ],
  },
  {
    mechanism: 'an endpoint in a language block',
    test: 'test/slow/security/hostileSettings.test.ts',
    edits: [
      { in: 'problemsAmong', guard: 'yield misplaced(file, each, place)', becomes: 'yield* []' },
      { in: 'outsideOfSettings', guard: 'yield misplaced(file, each, place)', becomes: 'yield* []' },
    ],
  },
  {
    mechanism: 'a provider named like a property of every object',
    test: 'test/slow/security/hostileSettings.test.ts',
    edits: [
      {
        in: 'checkModel',
        guard: 'providers.includes(ref.provider)',
        becomes: 'providers.includes(ref.provider) && !(ref.provider in {})',
      },
    ],
  },
  {
    mechanism: '`__proto__` as a provider',
    test: 'test/slow/security/hostileSettings.test.ts',
    edits: [
      {
        in: 'providerIdPattern',
        guard: 'const providerIdPattern = /^[a-z0-9][a-z0-9._-]{0,39}$/;',
        becomes: 'const providerIdPattern = /^[^]*$/;',
      },
      { in: 'resolveModels', guard: '...builtInProviders', becomes: "'__proto__', ...builtInProviders" },
    ],
  },
  {
    mechanism: 'a model name with line breaks',
    test: 'test/slow/security/hostileSettings.test.ts',
    edits: [
      {
        in: 'parseModelRef',
        guard: '/^([^/\\s]+)\\/\\s*([^\\s\\p{Cc}][^\\p{Cc}]*)$/u.exec(text.trim())',
        becomes: '/^([^/]*)\\/([^]*)$/.exec(text)',
      },
    ],
  },
  {
    mechanism: 'a larger limit than one’s own',
    test: 'test/slow/security/hostileSettings.test.ts',
    edits: [{ in: 'tighten', guard: 'asLimit(asked) < asLimit(held) ? asked : held', becomes: 'asked' }],
  },
  {
    mechanism: 'a looser word than one’s own',
    test: 'test/slow/security/hostileSettings.test.ts',
    edits: [
      {
        in: 'tighten',
        guard: 'rank(rule.order, asked) < rank(rule.order, held) ? asked : held',
        becomes: 'asked',
      },
    ],
  },
  {
    mechanism: 'a wider list of models than one’s own',
    test: 'test/slow/security/hostileSettings.test.ts',
    edits: [
      {
        in: 'tighten',
        guard: 'intersectAllowed(asAllowed(held), asAllowed(asked))',
        becomes: 'asAllowed(asked)',
      },
    ],
  },
  {
    mechanism: 'a shorter list of files that stay here',
    test: 'test/slow/security/hostileSettings.test.ts',
    edits: [
      {
        in: 'tighten',
        guard: '[...new Set([...asStrings(held), ...asStrings(asked)])]',
        becomes: 'asStrings(asked)',
      },
    ],
  },
  {
    mechanism: 'a limit of a wrong type',
    test: 'test/slow/security/hostileSettings.test.ts',
    edits: [
      {
        in: 'badValue',
        guard:
          "{\n    kind: 'badValue',\n    setting: fullName(name),\n    concerns: name,\n    where: layer.label,\n    message: `${fullName(name)} in ${layer.label} ${fault.what}.`,\n    mend: `${fault.mend}${until}`,\n    blocksPaidCalls,\n  }",
        becomes:
          "{\n    kind: 'badValue',\n    setting: fullName(name),\n    concerns: name,\n    where: layer.label,\n    message: `${fullName(name)} in ${layer.label} ${fault.what}.`,\n    mend: `${fault.mend}${until}`,\n    blocksPaidCalls: false,\n  }",
      },
    ],
  },
  {
    mechanism: 'half a settings file',
    test: 'test/slow/security/hostileSettings.test.ts',
    edits: [
      {
        in: 'settingsFileProblems',
        guard: 'mentionsUs(file.text) ? [brokenFile(file, error.offset)] : []',
        becomes: '[]',
      },
    ],
  },
  {
    mechanism: 'a misspelt limit',
    test: 'test/slow/security/hostileSettings.test.ts',
    edits: [
      {
        in: 'unknownSetting',
        guard: '/^\\s*switchyard\\.(?:budget|limit)/i.test(name) || guards(meant)',
        becomes: 'false',
      },
    ],
  },
  {
    mechanism: 'a limit in a language block',
    test: 'test/slow/security/hostileSettings.test.ts',
    edits: [{ in: 'misplaced', guard: 'guards(meant)', becomes: 'false' }],
  },
  {
    mechanism: 'settings that are a link to a secret, told with its line',
    test: 'test/slow/security/hostileSettings.test.ts',
    edits: [
      {
        in: 'brokenFile',
        guard: "mend: 'Open the file and mend that line.'",
        becomes: 'mend: `Open the file and mend that line: ${file.text}`',
      },
    ],
  },
  {
    mechanism: 'settings that are a link to a device without end',
    test: 'test/slow/security/hostileSettings.test.ts',
    edits: [
      {
        in: 'workspaceFiles/isAbsent',
        guard: 'error instanceof vscode.FileSystemError && absent.includes(error.code)',
        becomes: 'true',
      },
      {
        in: 'workspaceFiles/problemsOf',
        guard: 'if (!(await canBeSettings(uri))) return [unreadableFile(label)];',
        becomes: 'if (!(await canBeSettings(uri))) return [];',
      },
    ],
  },
  {
    mechanism: 'a hundred thousand wrong names',
    test: 'test/slow/security/hostileSettings.test.ts',
    edits: [{ in: 'mostProblems', guard: '50', becomes: '500_000' }],
  },
  {
    mechanism: 'one endless name',
    test: 'test/slow/security/hostileSettings.test.ts',
    edits: [{ in: 'settingsFile/longestName', guard: '80', becomes: '50_000_000' }],
  },
  {
    mechanism: 'objects nested beyond the parser',
    test: 'test/slow/security/hostileSettings.test.ts',
    edits: [
      {
        in: 'workspaceFiles/problemsOf',
        guard:
          '{\n    // Objects can be nested deeper than a parser can go.\n    return [unreadableFile(label)];\n  }',
        becomes: '{\n    // Objects can be nested deeper than a parser can go.\n    return [];\n  }',
      },
    ],
  },
  {
    mechanism: 'a settings file longer than any person writes',
    test: 'test/slow/security/hostileSettings.test.ts',
    edits: [{ in: 'canBeSettings', guard: 'size <= largestFile', becomes: 'size <= largestFile * 1000' }],
  },
  {
    mechanism: 'dearer requests in Restricted Mode',
    test: 'test/slow/security/hostileSettings.test.ts',
    edits: [
      {
        in: 'resolveSettings',
        guard: 'options.isTrusted === false',
        becomes: 'options.isTrusted === undefined',
      },
    ],
  },
  {
    mechanism: 'a broken limit, while paid calls go on',
    test: 'test/slow/security/hostileSettings.test.ts',
    edits: [
      {
        in: 'brokenSettings',
        guard: "why === undefined || free ? undefined : refuse('settingsBroken', why, { why })",
        becomes: "why === undefined || free || why ? undefined : refuse('settingsBroken', why, { why })",
      },
    ],
  },
  {
    mechanism: 'the setting of an endpoint, made one that folders may write',
    test: 'test/slow/security/sourceRules.test.ts',
    edits: [
      {
        in: 'package.json/switchyard.providers',
        guard: '"scope": "application"',
        becomes: '"scope": "resource"',
      },
      {
        in: 'package.json/untrustedWorkspaces',
        guard: '"supported": "limited"',
        becomes: '"supported": "full"',
      },
    ],
  },
];
