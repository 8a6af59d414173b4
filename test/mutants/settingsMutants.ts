/** A folder, a workspace file or a dev container that redirects, loosens or spends. */
import type { Mutant } from './mutant.ts';

export const settingsMutants: readonly Mutant[] = [
  {
    mechanism: 'endpoints and models set by folder, workspace file, further folder, remote machine',
    test: 'test/slow/security/hostileSettings.test.ts',
    edits: [
      [
        'src/settings/resolveValue.ts',
        'return { name, value: base, user: base, workspace: [], problems };',
        'const said = others.at(-1); return { name, value: (said && readValue(name, said.values[name]).value) ?? base, user: base, workspace: [], problems };',
      ],
    ],
  },
  {
    mechanism: 'remote machine settings, on an editor that merges them with the local ones',
    test: 'test/slow/security/hostileSettings.test.ts',
    edits: [['src/settings/layers.ts', 'return isRemote\n    ?', 'return false\n    ?']],
  },
  {
    mechanism: 'an endpoint in a language block',
    test: 'test/slow/security/hostileSettings.test.ts',
    edits: [['src/settings/settingsFile.ts', 'yield misplaced(file, each, place);', 'yield* [];']],
  },
  {
    mechanism: 'a provider named like a property of every object',
    test: 'test/slow/security/hostileSettings.test.ts',
    edits: [
      [
        'src/settings/resolveModels.ts',
        'if (!providers.includes(ref.provider)) {',
        'if (!providers.includes(ref.provider) && !(ref.provider in {})) {',
      ],
    ],
  },
  {
    mechanism: '`__proto__` as a provider',
    test: 'test/slow/security/hostileSettings.test.ts',
    edits: [
      ['src/settings/schema.ts', '/^[a-z0-9][a-z0-9._-]{0,39}$/', '/^[^]*$/'],
      [
        'src/settings/resolveModels.ts',
        'const providers = [...Object.keys(settings.providers), ...builtInProviders];',
        "const providers = [...Object.keys(settings.providers), '__proto__', ...builtInProviders];",
      ],
    ],
  },
  {
    mechanism: 'a model name with line breaks',
    test: 'test/slow/security/hostileSettings.test.ts',
    edits: [
      [
        'src/settings/modelRef.ts',
        '/^([^/\\s]+)\\/\\s*([^\\s\\p{Cc}][^\\p{Cc}]*)$/u.exec(text.trim())',
        '/^([^/]*)\\/([^]*)$/.exec(text)',
      ],
    ],
  },
  {
    mechanism: 'a larger limit than one’s own',
    test: 'test/slow/security/hostileSettings.test.ts',
    edits: [
      ['src/settings/tighten.ts', 'return asLimit(asked) < asLimit(held) ? asked : held;', 'return asked;'],
    ],
  },
  {
    mechanism: 'a looser word than one’s own',
    test: 'test/slow/security/hostileSettings.test.ts',
    edits: [
      [
        'src/settings/tighten.ts',
        'return rank(rule.order, asked) < rank(rule.order, held) ? asked : held;',
        'return asked;',
      ],
    ],
  },
  {
    mechanism: 'a wider list of models than one’s own',
    test: 'test/slow/security/hostileSettings.test.ts',
    edits: [
      [
        'src/settings/tighten.ts',
        'return intersectAllowed(asAllowed(held), asAllowed(asked));',
        'return asAllowed(asked);',
      ],
    ],
  },
  {
    mechanism: 'a shorter list of files that stay here',
    test: 'test/slow/security/hostileSettings.test.ts',
    edits: [
      [
        'src/settings/tighten.ts',
        'return [...new Set([...asStrings(held), ...asStrings(asked)])];',
        'return asStrings(asked);',
      ],
    ],
  },
  {
    mechanism: 'a limit of a wrong type',
    test: 'test/slow/security/hostileSettings.test.ts',
    edits: [
      ['src/settings/resolveValue.ts', '    blocksPaidCalls,\n  };', '    blocksPaidCalls: false,\n  };'],
    ],
  },
  {
    mechanism: 'half a settings file',
    test: 'test/slow/security/hostileSettings.test.ts',
    edits: [
      [
        'src/settings/settingsFile.ts',
        'return mentionsUs(file.text) ? [brokenFile(file, error.offset)] : [];',
        'return [];',
      ],
    ],
  },
  {
    mechanism: 'a misspelt limit',
    test: 'test/slow/security/hostileSettings.test.ts',
    edits: [
      [
        'src/settings/settingsFile.ts',
        'blocksPaidCalls: /^\\s*switchyard\\.(?:budget|limit)/i.test(name) || guards(meant),',
        'blocksPaidCalls: false,',
      ],
    ],
  },
  {
    mechanism: 'a limit in a language block',
    test: 'test/slow/security/hostileSettings.test.ts',
    edits: [
      [
        'src/settings/settingsFile.ts',
        'mend,\n    blocksPaidCalls: guards(meant),',
        'mend,\n    blocksPaidCalls: false,',
      ],
    ],
  },
  {
    mechanism: 'settings that are a link to a secret, told with its line',
    test: 'test/slow/security/hostileSettings.test.ts',
    edits: [
      [
        'src/settings/settingsFile.ts',
        "mend: 'Open the file and mend that line.',",
        'mend: `Open the file and mend that line: ${file.text}`,',
      ],
    ],
  },
  {
    mechanism: 'settings that are a link to a device without end',
    test: 'test/slow/security/hostileSettings.test.ts',
    edits: [
      [
        'src/surfaces/shell/workspaceFiles.ts',
        'return error instanceof vscode.FileSystemError && absent.includes(error.code);',
        'return true;',
      ],
      [
        'src/surfaces/shell/workspaceFiles.ts',
        'if (!(await canBeSettings(uri))) return [unreadableFile(label)];',
        'if (!(await canBeSettings(uri))) return [];',
      ],
    ],
  },
  {
    mechanism: 'a hundred thousand wrong names',
    test: 'test/slow/security/hostileSettings.test.ts',
    edits: [['src/settings/settingsFile.ts', 'const mostProblems = 50;', 'const mostProblems = 500_000;']],
  },
  {
    mechanism: 'one endless name',
    test: 'test/slow/security/hostileSettings.test.ts',
    edits: [['src/settings/settingsFile.ts', 'const longestName = 80;', 'const longestName = 50_000_000;']],
  },
  {
    mechanism: 'objects nested beyond the parser',
    test: 'test/slow/security/hostileSettings.test.ts',
    edits: [
      [
        'src/surfaces/shell/workspaceFiles.ts',
        '    return [unreadableFile(label)];\n  }\n}',
        '    return [];\n  }\n}',
      ],
    ],
  },
  {
    mechanism: 'a settings file longer than any person writes',
    test: 'test/slow/security/hostileSettings.test.ts',
    edits: [['src/surfaces/shell/workspaceFiles.ts', 'size <= largestFile', 'size <= largestFile * 1000']],
  },
  {
    mechanism: 'dearer requests in Restricted Mode',
    test: 'test/slow/security/hostileSettings.test.ts',
    edits: [
      [
        'src/settings/resolve.ts',
        'options.isTrusted === false ? heardInRestrictedMode(allLayers)',
        'options.isTrusted === undefined ? heardInRestrictedMode(allLayers)',
      ],
    ],
  },
  {
    mechanism: 'a broken limit, while paid calls go on',
    test: 'test/slow/security/hostileSettings.test.ts',
    edits: [
      [
        'src/core/gateway/modelGates.ts',
        'return why === undefined || free ? undefined :',
        'return why === undefined || free || why ? undefined :',
      ],
    ],
  },
  {
    mechanism: 'the setting of an endpoint, made one that folders may write',
    test: 'test/slow/security/sourceRules.test.ts',
    edits: [
      [
        'package.json',
        '"scope": "application",\n            "order": 0',
        '"scope": "resource",\n            "order": 0',
      ],
      ['package.json', '"supported": "limited"', '"supported": "full"'],
    ],
  },
];
