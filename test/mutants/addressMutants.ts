/** Addresses, keys and the environment. */
import type { Mutant } from './mutant.ts';

export const addressMutants: readonly Mutant[] = [
  {
    mechanism: 'a redirect of an answer (301, 302, 303, 307, 308)',
    test: 'test/slow/security/hostileAddresses.test.ts',
    edits: [{ in: 'createOpenAiClient', guard: "redirect: 'error'", becomes: "redirect: 'follow'" }],
  },
  {
    mechanism: 'a redirect of a look-up',
    test: 'test/slow/security/hostileAddresses.test.ts',
    edits: [{ in: 'getJson', guard: "redirect: 'error'", becomes: "redirect: 'follow'" }],
  },
  {
    mechanism: 'a changed address that takes the key along',
    test: 'test/slow/security/hostileAddresses.test.ts',
    edits: [
      {
        in: 'keyFor',
        guard: 'originOf(bound.origin) !== check.origin',
        becomes: "originOf(bound.origin) === 'never'",
      },
    ],
  },
  {
    mechanism: 'a user name before the host',
    test: 'test/slow/security/hostileAddresses.test.ts',
    edits: [
      {
        in: 'keyFor',
        guard: 'originOf(bound.origin) !== check.origin',
        becomes: "originOf(bound.origin) === 'never'",
      },
      {
        in: 'checkEndpointUrl',
        guard: "url.username !== '' || url.password !== '' || /^[^/]*\\/\\/[^/]*@/.test(trimmed)",
        becomes: "url.host === 'never'",
      },
    ],
  },
  {
    mechanism: 'backslashes, blanks and invisible characters in a host',
    test: 'test/slow/security/hostileAddresses.test.ts',
    edits: [
      {
        in: 'keyFor',
        guard: 'originOf(bound.origin) !== check.origin',
        becomes: "originOf(bound.origin) === 'never'",
      },
      {
        in: 'checkEndpointUrl',
        guard: '/[\\\\\\s\\p{Cc}\\p{Cf}]/u.test(trimmed)',
        becomes: "trimmed === 'never'",
      },
      {
        in: 'checkEndpointUrl',
        guard: "url.username !== '' || url.password !== '' || /^[^/]*\\/\\/[^/]*@/.test(trimmed)",
        becomes: "url.host === 'never'",
      },
    ],
  },
  {
    mechanism: 'a host hidden behind ? or #',
    test: 'test/slow/security/hostileAddresses.test.ts',
    edits: [
      {
        in: 'keyFor',
        guard: 'originOf(bound.origin) !== check.origin',
        becomes: "originOf(bound.origin) === 'never'",
      },
      { in: 'checkEndpointUrl', guard: '/[?#]/.test(trimmed)', becomes: "trimmed === 'never'" },
    ],
  },
  {
    mechanism: '0.0.0.0 and [::] for this machine',
    test: 'test/slow/security/hostileAddresses.test.ts',
    edits: [
      {
        in: 'keyFor',
        guard: 'originOf(bound.origin) !== check.origin',
        becomes: "originOf(bound.origin) === 'never'",
      },
      { in: 'checkEndpointUrl', guard: "host === '0.0.0.0' || host === '[::]'", becomes: "host === 'never'" },
      { in: 'reachOfIpv4', guard: 'a === 127', becomes: 'a === 127 || a === 0' },
      { in: 'reachOfIpv6', guard: "address === '::1'", becomes: "address === '::1' || address === '::'" },
    ],
  },
  {
    mechanism: 'plain http to a public host',
    test: 'test/slow/security/hostileAddresses.test.ts',
    edits: [
      {
        in: 'keyFor',
        guard: 'originOf(bound.origin) !== check.origin',
        becomes: "originOf(bound.origin) === 'never'",
      },
      { in: 'checkReach', guard: "kind === 'public'", becomes: "host === 'never'" },
    ],
  },
  {
    mechanism: 'a third slash before the host',
    test: 'test/slow/security/hostileAddresses.test.ts',
    edits: [
      {
        in: 'checkEndpointUrl',
        guard: '!/^https?:\\/\\/[^/]/i.test(trimmed)',
        becomes: "trimmed === 'never'",
      },
    ],
  },
  {
    mechanism: 'file:, data:, javascript: and ws: addresses',
    test: 'test/slow/security/hostileAddresses.test.ts',
    edits: [
      {
        in: 'keyFor',
        guard: 'originOf(bound.origin) !== check.origin',
        becomes: "originOf(bound.origin) === 'never'",
      },
      {
        in: 'checkEndpointUrl',
        guard: "url.protocol !== 'https:' && url.protocol !== 'http:'",
        becomes: "url.protocol === 'never'",
      },
      {
        in: 'checkEndpointUrl',
        guard: '!/^https?:\\/\\/[^/]/i.test(trimmed)',
        becomes: "trimmed === 'never'",
      },
      {
        in: 'checkEndpointUrl',
        guard: "if (host === '') return refuse('the host is missing');",
        becomes: '',
      },
      { in: 'checkReach', guard: "kind === 'public'", becomes: "host === 'never'" },
    ],
  },
  {
    mechanism: 'a first sending without a word of the person',
    test: 'test/slow/security/hostileAddresses.test.ts',
    edits: [{ in: 'needsConsent', guard: "realm === 'real'", becomes: "realm === 'practice'" }],
  },
  {
    mechanism: 'a look-alike host in the question of consent',
    test: 'test/slow/security/hostileAnswers.test.ts',
    edits: [
      {
        in: 'questions/wordsOf',
        guard: 'const { host } = new URL(baseUrl);',
        becomes: "const host = baseUrl.split('/')[2];",
      },
    ],
  },
  {
    mechanism: 'OPENAI_BASE_URL',
    test: 'test/slow/security/hostileAddresses.test.ts',
    edits: [
      {
        in: 'createOpenAiClient',
        guard: 'options.baseUrl',
        becomes: "process.env['OPENAI_BASE_URL'] ?? options.baseUrl",
      },
    ],
  },
  {
    mechanism: 'OPENAI_API_KEY and OPENAI_ADMIN_KEY',
    test: 'test/slow/security/hostileAddresses.test.ts',
    edits: [
      {
        in: 'wireHeaders',
        guard:
          "if (apiKey !== undefined && auth === 'bearer') wire.set('authorization', `Bearer ${apiKey}`);",
        becomes:
          "if (auth === 'bearer') wire.set('authorization', `Bearer ${process.env['OPENAI_API_KEY'] ?? process.env['OPENAI_ADMIN_KEY'] ?? apiKey}`);",
      },
    ],
  },
  {
    mechanism: 'OPENAI_ORG_ID, OPENAI_PROJECT_ID and OPENAI_CUSTOM_HEADERS',
    test: 'test/slow/security/hostileAddresses.test.ts',
    edits: [
      {
        in: 'createOpenAiClient',
        guard: 'wireHeaders(options)',
        becomes:
          "Object.fromEntries([...new Headers(init?.headers), ...[...wireHeaders(options)].filter(([n]) => n !== 'x-evil')])",
      },
      {
        in: 'createOpenAiClient',
        guard: 'organization: null,\n      project: null,\n      webhookSecret: null',
        becomes:
          "organization: process.env['OPENAI_ORG_ID'] ?? null,\n      project: process.env['OPENAI_PROJECT_ID'] ?? null",
      },
    ],
  },
  {
    mechanism: 'OPENAI_WEBHOOK_SECRET',
    test: 'test/slow/security/hostileAddresses.test.ts',
    edits: [
      {
        in: 'wireHeaders',
        guard: "wire.set('user-agent', 'Switchyard');",
        becomes: "wire.set('user-agent', `Switchyard ${process.env['OPENAI_WEBHOOK_SECRET'] ?? ''}`);",
      },
    ],
  },
  {
    mechanism: 'HTTP_PROXY, HTTPS_PROXY and ALL_PROXY',
    test: 'test/slow/security/hostileAddresses.test.ts',
    edits: [
      {
        in: 'createOpenAiClient',
        guard: 'options.fetch(input, { ...init, headers: wireHeaders(options) })',
        becomes:
          "options.fetch(process.env['HTTPS_PROXY'] ?? process.env['HTTP_PROXY'] ?? process.env['ALL_PROXY'] ?? process.env['http_proxy'] ?? input, { ...init, headers: wireHeaders(options) })",
      },
    ],
  },
  {
    mechanism: 'OPENAI_LOG',
    test: 'test/slow/security/hostileAddresses.test.ts',
    edits: [
      {
        in: 'createOpenAiClient',
        guard: "logLevel: 'off'",
        becomes: '',
      },
    ],
  },
  {
    mechanism: 'a line break in what becomes a header',
    test: 'test/slow/security/hostileAddresses.test.ts',
    edits: [
      { in: 'wireHeaders', guard: '`Bearer ${apiKey}`', becomes: "`Bearer ${apiKey.split('\\r')[0]}`" },
      {
        in: 'wireHeaders',
        guard: 'new Headers(headers)',
        becomes: "new Headers(Object.entries(headers).map(([n, v]) => [n, v.split('\\r')[0] ?? '']))",
      },
      { in: 'createOpenAiClient', guard: 'options.apiKey ?? placeholderKey', becomes: 'placeholderKey' },
    ],
  },
  {
    mechanism: 'a look-up of a key’s limit that nobody allowed',
    test: 'test/slow/security/hostileAddresses.test.ts',
    edits: [
      {
        in: 'consentedEndpoints',
        guard: "consent.isGiven(id, originOf(baseUrl) ?? '')",
        becomes: "originOf(id + baseUrl) !== 'never'",
      },
    ],
  },
];
