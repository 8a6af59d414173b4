/** Providers, models and the page: what they say stays words. */
import type { Mutant } from './mutant.ts';

export const answerMutants: readonly Mutant[] = [
  {
    mechanism: 'a model or field named like the key or the prompt',
    test: 'test/slow/security/keptNowhere.test.ts',
    edits: [
      [
        'src/core/providers/openaiProvider.ts',
        'return nameShape.test(name) && !quotesSecret(name, context) ? name : undefined;',
        'return name;',
      ],
    ],
  },
  {
    mechanism: 'an error that quotes the prompt',
    test: 'test/slow/security/keptNowhere.test.ts',
    edits: [
      [
        'src/core/providers/safeMessage.ts',
        "if (cut === '' || promptTexts.some((text) => quotes(cut, oneLine(text)))) return undefined;\n  return cut;",
        'return message;',
      ],
    ],
  },
  {
    mechanism: 'the prompt in the log, at trace level',
    test: 'test/slow/security/keptNowhere.test.ts',
    edits: [
      [
        'src/core/providers/openaiProvider.ts',
        'const { attempt, errors, learned, log } = call;',
        'const { attempt, errors, learned, log } = call; log.trace(JSON.stringify(attempt.messages));',
      ],
    ],
  },
  {
    mechanism: 'the key in the log, at trace level',
    test: 'test/slow/security/keptNowhere.test.ts',
    edits: [
      [
        'src/core/providers/openaiProvider.ts',
        'const { attempt, errors, learned, log } = call;',
        'const { attempt, errors, learned, log } = call; log.trace(String(errors.apiKey));',
      ],
    ],
  },
  {
    mechanism: 'the prompt in the ledger',
    test: 'test/slow/security/keptNowhere.test.ts',
    edits: [['src/core/gateway/contract.ts', 'verb: task.verb,', 'verb: task.request.text,']],
  },
  {
    mechanism: 'usage that carries words',
    test: 'test/slow/security/keptNowhere.test.ts',
    edits: [
      ['src/core/providers/billRules.ts', 'if (!fieldName.test(name)) continue;', ''],
      [
        'src/core/providers/billRules.ts',
        "typeof value === 'number' || typeof value === 'boolean' || value === null",
        'true',
      ],
      [
        'src/storage/rowMapping.ts',
        'const entries = Object.entries(raw).filter(([name]) => name.length <= longestName);',
        'const entries = Object.entries(raw);',
      ],
      [
        'src/storage/rowMapping.ts',
        "if (typeof raw !== 'object' || depth >= deepest) return undefined;",
        "if (typeof raw !== 'object') return raw;",
      ],
    ],
  },
  {
    mechanism: 'a command link in a message',
    test: 'test/slow/security/hostileAnswers.test.ts',
    edits: [['src/surfaces/shell/messages.ts', ".replaceAll('](', '] (')", '']],
  },
  {
    mechanism: 'control characters that write elsewhere',
    test: 'test/slow/security/hostileAnswers.test.ts',
    edits: [['src/surfaces/shell/messages.ts', "text.replaceAll(unseemly, ' ')", 'text']],
  },
  {
    mechanism: 'a message without end',
    test: 'test/slow/security/hostileAnswers.test.ts',
    edits: [['src/surfaces/shell/messages.ts', 'const longest = 1_000;', 'const longest = 1e9;']],
  },
  {
    mechanism: 'Markdown and HTML in hover and explanation',
    test: 'test/slow/security/hostileAnswers.test.ts',
    edits: [
      [
        'src/surfaces/shell/messages.ts',
        "return text.replaceAll(/[\\\\`*_{}[\\]()#+\\-.!|<>$~]/g, '\\\\$&')",
        'return text',
      ],
    ],
  },
  {
    mechanism: 'a cause with path, key or prompt behind an error of our own',
    test: 'test/slow/security/hostileAnswers.test.ts',
    edits: [
      [
        'src/core/words/errorText.ts',
        "'Switchyard itself failed.",
        "String(error.cause) + 'Switchyard itself failed.",
      ],
    ],
  },
  {
    mechanism: 'counts beyond counting',
    test: 'test/unit/core/providers/usageNormaliser.test.ts',
    edits: [
      [
        'src/core/providers/usageNormaliser.ts',
        'if (!Number.isFinite(value) || Math.abs(value) > mostTokens) {',
        'if (value === 7.5) {',
      ],
      ['src/core/providers/usageNormaliser.ts', 'return Math.max(0, Math.round(value));', 'return value;'],
    ],
  },
  {
    mechanism: 'bills below nothing and beyond paying',
    test: 'test/unit/core/providers/usageNormaliser.test.ts',
    edits: [
      [
        'src/core/providers/billRules.ts',
        "if (typeof usd !== 'number' || !(usd >= 0)) return undefined;",
        "if (typeof usd !== 'number') return undefined;",
      ],
    ],
  },
  {
    mechanism: 'a page that names any command',
    test: 'test/slow/security/hostilePage.test.ts',
    edits: [['src/dashboard/protocol.ts', 'what: z.enum(startingPoints)', 'what: z.string()']],
  },
  {
    mechanism: 'a page that names any setting',
    test: 'test/slow/security/hostilePage.test.ts',
    edits: [['src/dashboard/protocol.ts', 'z.regex(settingName)', 'z.minLength(1)']],
  },
  {
    mechanism: 'a page that sends more fields than are known',
    test: 'test/slow/security/hostilePage.test.ts',
    edits: [
      [
        'src/dashboard/protocol.ts',
        "const fromPageSchema = z.discriminatedUnion('type', [",
        "const loose = { ...z, strictObject: z.looseObject } as unknown as typeof z;\nconst fromPageSchema = z.discriminatedUnion('type', [",
      ],
      [
        'src/dashboard/protocol.ts',
        "  z.strictObject({ type: z.literal('ready') }),",
        "  loose.strictObject({ type: z.literal('ready') }),",
      ],
      [
        'src/dashboard/protocol.ts',
        "  z.strictObject({ type: z.literal('stop'), taskId: id }),",
        "  loose.strictObject({ type: z.literal('stop'), taskId: id }),",
      ],
      [
        'src/dashboard/protocol.ts',
        "  z.strictObject({ type: z.literal('start'),",
        "  loose.strictObject({ type: z.literal('start'),",
      ],
      [
        'src/dashboard/protocol.ts',
        "  z.strictObject({\n    type: z.literal('openSettings'),",
        "  loose.strictObject({\n    type: z.literal('openSettings'),",
      ],
    ],
  },
  {
    mechanism: 'a page that sends endless ids',
    test: 'test/slow/security/hostilePage.test.ts',
    edits: [
      [
        'src/dashboard/protocol.ts',
        'const id = z.string().check(z.minLength(1), z.maxLength(200));',
        'const id = z.any();',
      ],
    ],
  },
  {
    mechanism: 'a page whose messages nobody parses',
    test: 'test/slow/security/hostilePage.test.ts',
    edits: [
      ['src/dashboard/host/dashboardSession.ts', 'if (!parsed.valid) {', 'if (!parsed.valid && false) {'],
      [
        'src/dashboard/host/dashboardSession.ts',
        'const { message } = parsed;',
        'const message = (value ?? {}) as never as MessageFromPage;',
      ],
    ],
  },
  {
    mechanism: 'a page whose stop starts a request',
    test: 'test/slow/security/hostilePage.test.ts',
    edits: [
      [
        'src/surfaces/dashboardPanel/dashboardSource.ts',
        'runner.stop(action.taskId);',
        "runner.stop(action.taskId); for await (const e of engine.gateway.run({taskId:'t',request:{surface:'command',command:'complete',text:'x'},messagesFor:()=>[{role:'user',parts:[{type:'text',text:'x'}]}],runLocal:async()=>({kind:'cannot',why:''}),whyNeverSent:async()=>undefined,ask:async()=>true}, new AbortController().signal)) void e;",
      ],
    ],
  },
  {
    mechanism: 'a page whose message is quoted in the log',
    test: 'test/slow/security/hostilePage.test.ts',
    edits: [
      [
        'src/dashboard/host/dashboardSession.ts',
        'a message was rejected: ${parsed.problem}',
        'a message was rejected: ${JSON.stringify(value)}',
      ],
    ],
  },
];
