/** Addresses, keys and the environment. */
import type { Mutant } from './mutant.ts';

export const addressMutants: readonly Mutant[] = [
  {
    mechanism: 'a redirect of an answer (301, 302, 303, 307, 308)',
    test: 'test/slow/security/hostileAddresses.test.ts',
    edits: [
      [
        'src/core/providers/openaiClient.ts',
        "fetchOptions: { redirect: 'error' }",
        "fetchOptions: { redirect: 'follow' }",
      ],
    ],
  },
  {
    mechanism: 'a redirect of a look-up',
    test: 'test/slow/security/hostileAddresses.test.ts',
    edits: [['src/core/providers/endpointLookup.ts', "redirect: 'error',", "redirect: 'follow',"]],
  },
  {
    mechanism: 'a changed address that takes the key along',
    test: 'test/slow/security/hostileAddresses.test.ts',
    edits: [
      [
        'src/core/providers/safeMessage.ts',
        'if (originOf(bound.origin) !== check.origin) {',
        "if (originOf(bound.origin) === 'never') {",
      ],
    ],
  },
  {
    mechanism: 'a user name before the host',
    test: 'test/slow/security/hostileAddresses.test.ts',
    edits: [
      [
        'src/core/providers/safeMessage.ts',
        'if (originOf(bound.origin) !== check.origin) {',
        "if (originOf(bound.origin) === 'never') {",
      ],
      [
        'src/core/model/endpointUrl.ts',
        "if (url.username !== '' || url.password !== '' || /^[^/]*\\/\\/[^/]*@/.test(trimmed)) {",
        "if (url.host === 'never') {",
      ],
    ],
  },
  {
    mechanism: 'backslashes, blanks and invisible characters in a host',
    test: 'test/slow/security/hostileAddresses.test.ts',
    edits: [
      [
        'src/core/providers/safeMessage.ts',
        'if (originOf(bound.origin) !== check.origin) {',
        "if (originOf(bound.origin) === 'never') {",
      ],
      [
        'src/core/model/endpointUrl.ts',
        'if (/[\\\\\\s\\p{Cc}\\p{Cf}]/u.test(trimmed)) {',
        "if (trimmed === 'never') {",
      ],
      [
        'src/core/model/endpointUrl.ts',
        "if (url.username !== '' || url.password !== '' || /^[^/]*\\/\\/[^/]*@/.test(trimmed)) {",
        "if (url.host === 'never') {",
      ],
    ],
  },
  {
    mechanism: 'a host hidden behind ? or #',
    test: 'test/slow/security/hostileAddresses.test.ts',
    edits: [
      [
        'src/core/providers/safeMessage.ts',
        'if (originOf(bound.origin) !== check.origin) {',
        "if (originOf(bound.origin) === 'never') {",
      ],
      ['src/core/model/endpointUrl.ts', 'if (/[?#]/.test(trimmed))', "if (trimmed === 'never')"],
    ],
  },
  {
    mechanism: '0.0.0.0 and [::] for this machine',
    test: 'test/slow/security/hostileAddresses.test.ts',
    edits: [
      [
        'src/core/providers/safeMessage.ts',
        'if (originOf(bound.origin) !== check.origin) {',
        "if (originOf(bound.origin) === 'never') {",
      ],
      [
        'src/core/model/endpointUrl.ts',
        "if (host === '0.0.0.0' || host === '[::]') {",
        "if (host === 'never') {",
      ],
      [
        'src/core/model/endpointUrl.ts',
        "if (a === 127) return 'loopback';",
        "if (a === 127 || a === 0) return 'loopback';",
      ],
      [
        'src/core/model/endpointUrl.ts',
        "if (address === '::1')",
        "if (address === '::1' || address === '::')",
      ],
    ],
  },
  {
    mechanism: 'plain http to a public host',
    test: 'test/slow/security/hostileAddresses.test.ts',
    edits: [
      [
        'src/core/providers/safeMessage.ts',
        'if (originOf(bound.origin) !== check.origin) {',
        "if (originOf(bound.origin) === 'never') {",
      ],
      ['src/core/model/endpointUrl.ts', "if (kind === 'public') {", "if (host === 'never') {"],
    ],
  },
  {
    mechanism: 'a third slash before the host',
    test: 'test/slow/security/hostileAddresses.test.ts',
    edits: [
      [
        'src/core/model/endpointUrl.ts',
        'if (!/^https?:\\/\\/[^/]/i.test(trimmed)) return',
        "if (trimmed === 'never') return",
      ],
    ],
  },
  {
    mechanism: 'file:, data:, javascript: and ws: addresses',
    test: 'test/slow/security/hostileAddresses.test.ts',
    edits: [
      [
        'src/core/providers/safeMessage.ts',
        'if (originOf(bound.origin) !== check.origin) {',
        "if (originOf(bound.origin) === 'never') {",
      ],
      [
        'src/core/model/endpointUrl.ts',
        "if (url.protocol !== 'https:' && url.protocol !== 'http:') {",
        "if (url.protocol === 'never') {",
      ],
      [
        'src/core/model/endpointUrl.ts',
        'if (!/^https?:\\/\\/[^/]/i.test(trimmed)) return',
        "if (trimmed === 'never') return",
      ],
      ['src/core/model/endpointUrl.ts', "if (host === '') return refuse('the host is missing');", ''],
      ['src/core/model/endpointUrl.ts', "if (kind === 'public') {", "if (host === 'never') {"],
    ],
  },
  {
    mechanism: 'a first sending without a word of the person',
    test: 'test/slow/security/hostileAddresses.test.ts',
    edits: [
      [
        'src/core/gateway/modelGates.ts',
        "return realm === 'real' && !consent",
        "return realm === 'practice' && !consent",
      ],
    ],
  },
  {
    mechanism: 'a look-alike host in the question of consent',
    test: 'test/slow/security/hostileAnswers.test.ts',
    edits: [
      [
        'src/surfaces/setup/questions.ts',
        'const { host } = new URL(baseUrl);',
        "const host = baseUrl.split('/')[2];",
      ],
    ],
  },
  {
    mechanism: 'OPENAI_BASE_URL',
    test: 'test/slow/security/hostileAddresses.test.ts',
    edits: [
      [
        'src/core/providers/openaiClient.ts',
        'baseURL: options.baseUrl,',
        "baseURL: process.env['OPENAI_BASE_URL'] ?? options.baseUrl,",
      ],
    ],
  },
  {
    mechanism: 'OPENAI_API_KEY and OPENAI_ADMIN_KEY',
    test: 'test/slow/security/hostileAddresses.test.ts',
    edits: [
      [
        'src/core/providers/openaiClient.ts',
        "if (apiKey !== undefined && auth === 'bearer') wire.set('authorization', `Bearer ${apiKey}`);",
        "if (auth === 'bearer') wire.set('authorization', `Bearer ${process.env['OPENAI_API_KEY'] ?? process.env['OPENAI_ADMIN_KEY'] ?? apiKey}`);",
      ],
    ],
  },
  {
    mechanism: 'OPENAI_ORG_ID, OPENAI_PROJECT_ID and OPENAI_CUSTOM_HEADERS',
    test: 'test/slow/security/hostileAddresses.test.ts',
    edits: [
      [
        'src/core/providers/openaiClient.ts',
        'options.fetch(input, { ...init, headers: wireHeaders(options) })',
        "options.fetch(input, { ...init, headers: Object.fromEntries([...new Headers(init?.headers), ...[...wireHeaders(options)].filter(([n]) => n !== 'x-evil')]) })",
      ],
      [
        'src/core/providers/openaiClient.ts',
        '      organization: null,\n      project: null,\n      webhookSecret: null,\n',
        "      organization: process.env['OPENAI_ORG_ID'] ?? null,\n      project: process.env['OPENAI_PROJECT_ID'] ?? null,\n",
      ],
    ],
  },
  {
    mechanism: 'OPENAI_WEBHOOK_SECRET',
    test: 'test/slow/security/hostileAddresses.test.ts',
    edits: [
      [
        'src/core/providers/openaiClient.ts',
        "wire.set('user-agent', 'Switchyard');",
        "wire.set('user-agent', `Switchyard ${process.env['OPENAI_WEBHOOK_SECRET'] ?? ''}`);",
      ],
    ],
  },
  {
    mechanism: 'HTTP_PROXY, HTTPS_PROXY and ALL_PROXY',
    test: 'test/slow/security/hostileAddresses.test.ts',
    edits: [
      [
        'src/core/providers/openaiClient.ts',
        'options.fetch(input, {',
        "options.fetch(process.env['HTTPS_PROXY'] ?? process.env['HTTP_PROXY'] ?? process.env['ALL_PROXY'] ?? process.env['http_proxy'] ?? input, {",
      ],
    ],
  },
  {
    mechanism: 'OPENAI_LOG',
    test: 'test/slow/security/hostileAddresses.test.ts',
    edits: [['src/core/providers/openaiClient.ts', "      logLevel: 'off',\n", '']],
  },
  {
    mechanism: 'a line break in what becomes a header',
    test: 'test/slow/security/hostileAddresses.test.ts',
    edits: [
      ['src/core/providers/openaiClient.ts', '`Bearer ${apiKey}`', "`Bearer ${apiKey.split('\\r')[0]}`"],
      [
        'src/core/providers/openaiClient.ts',
        'const wire = new Headers(headers);',
        "const wire = new Headers(Object.entries(headers).map(([n, v]) => [n, v.split('\\r')[0] ?? '']));",
      ],
      [
        'src/core/providers/openaiClient.ts',
        'apiKey: options.apiKey ?? placeholderKey,',
        'apiKey: placeholderKey,',
      ],
    ],
  },
  {
    mechanism: 'a look-up of a key’s limit that nobody allowed',
    test: 'test/slow/security/hostileAddresses.test.ts',
    edits: [
      [
        'src/engine.ts',
        ".filter(({ id, baseUrl }) => consent.isGiven(id, originOf(baseUrl) ?? ''));",
        ".filter(({ id, baseUrl }) => originOf(id + baseUrl) !== 'never');",
      ],
    ],
  },
];
