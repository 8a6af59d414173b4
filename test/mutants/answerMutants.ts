/** Providers, models and the page: what they say stays words. */
import type { Mutant } from './mutant.ts';

export const answerMutants: readonly Mutant[] = [
  {
    mechanism: 'a model or field named like the key or the prompt',
    test: 'test/slow/security/keptNowhere.test.ts',
    edits: [
      {
        in: 'plainName',
        guard: 'nameShape.test(name) && !quotesSecret(name, context) ? name : undefined',
        becomes: 'name',
      },
    ],
  },
  {
    mechanism: 'an error that quotes the prompt',
    test: 'test/slow/security/keptNowhere.test.ts',
    edits: [
      {
        in: 'safeMessage',
        guard:
          "if (cut === '' || promptTexts.some((text) => quotes(cut, oneLine(text)))) return undefined;\n  return cut;",
        becomes: 'return message;',
      },
    ],
  },
  {
    mechanism: 'the prompt in the log, at trace level',
    test: 'test/slow/security/keptNowhere.test.ts',
    edits: [
      {
        in: 'sendAttempt',
        guard: 'const { attempt, errors, learned, log } = call;',
        becomes:
          'const { attempt, errors, learned, log } = call; log.trace(JSON.stringify(attempt.messages));',
      },
    ],
  },
  {
    mechanism: 'the key in the log, at trace level',
    test: 'test/slow/security/keptNowhere.test.ts',
    edits: [
      {
        in: 'sendAttempt',
        guard: 'const { attempt, errors, learned, log } = call;',
        becomes: 'const { attempt, errors, learned, log } = call; log.trace(String(errors.apiKey));',
      },
    ],
  },
  {
    mechanism: 'the prompt in the ledger',
    test: 'test/slow/security/keptNowhere.test.ts',
    edits: [{ in: 'factsOf', guard: 'request.verb', becomes: 'request.editor.text' }],
  },
  {
    mechanism: 'usage that carries words',
    test: 'test/slow/security/keptNowhere.test.ts',
    edits: [
      { in: 'billRules/countsOnly', guard: 'if (!fieldName.test(name)) continue;', becomes: '' },
      {
        in: 'billRules/countsOnly',
        guard: "typeof value === 'number' || typeof value === 'boolean' || value === null",
        becomes: 'true',
      },
      {
        in: 'rowMapping/countsOnly',
        guard: 'Object.entries(raw).filter(([name]) => name.length <= longestName)',
        becomes: 'Object.entries(raw)',
      },
      {
        in: 'rowMapping/countsOnly',
        guard: "if (typeof raw !== 'object' || depth >= deepest) return undefined;",
        becomes: "if (typeof raw !== 'object') return raw;",
      },
    ],
  },
  {
    mechanism: 'a command link in a message',
    test: 'test/slow/security/hostileAnswers.test.ts',
    edits: [
      {
        in: 'asMessage',
        guard: "text.replaceAll(unseemly, ' ').replaceAll('](', '] (')",
        becomes: "text.replaceAll(unseemly, ' ')",
      },
    ],
  },
  {
    mechanism: 'control characters that write elsewhere',
    test: 'test/slow/security/hostileAnswers.test.ts',
    edits: [{ in: 'asMessage', guard: "text.replaceAll(unseemly, ' ')", becomes: 'text' }],
  },
  {
    mechanism: 'a message without end',
    test: 'test/slow/security/hostileAnswers.test.ts',
    edits: [{ in: 'messages/longest', guard: '1_000', becomes: '1e9' }],
  },
  {
    mechanism: 'Markdown and HTML in hover and explanation',
    test: 'test/slow/security/hostileAnswers.test.ts',
    edits: [
      {
        in: 'escapeMarkdown',
        guard: "text.replaceAll(/[\\\\`*_{}[\\]()#+\\-.!|<>$~]/g, '\\\\$&')",
        becomes: 'text',
      },
    ],
  },
  {
    mechanism: 'a cause with path, key or prompt behind an error of our own',
    test: 'test/slow/security/hostileAnswers.test.ts',
    edits: [
      {
        in: 'errorText/errorText',
        guard: "endpoint ?? 'The provider'",
        becomes: 'String(arguments[0].cause)',
      },
    ],
  },
  {
    mechanism: 'counts beyond counting',
    test: 'test/unit/core/providers/usageNormaliser.test.ts',
    edits: [
      {
        in: 'readCount',
        guard: '!Number.isFinite(value) || Math.abs(value) > mostTokens',
        becomes: 'value === 7.5',
      },
      { in: 'readCount', guard: 'Math.max(0, Math.round(value))', becomes: 'value' },
    ],
  },
  {
    mechanism: 'bills below nothing and beyond paying',
    test: 'test/unit/core/providers/usageNormaliser.test.ts',
    edits: [
      {
        in: 'billFromUsd',
        guard: "typeof usd !== 'number' || !(usd >= 0)",
        becomes: "typeof usd !== 'number'",
      },
    ],
  },
  {
    mechanism: 'a page that names any command',
    test: 'test/slow/security/hostilePage.test.ts',
    edits: [{ in: 'fromPageSchema', guard: 'z.enum(startingPoints)', becomes: 'z.string()' }],
  },
  {
    mechanism: 'a page that names any setting',
    test: 'test/slow/security/hostilePage.test.ts',
    edits: [{ in: 'fromPageSchema', guard: 'z.regex(settingName)', becomes: 'z.minLength(1)' }],
  },
  {
    mechanism: 'a page that sends more fields than are known',
    test: 'test/slow/security/hostilePage.test.ts',
    edits: [
      {
        in: 'fromPageSchema',
        guard: 'fromPageSchema',
        becomes:
          'loose = { ...z, strictObject: z.looseObject } as unknown as typeof z;\nconst fromPageSchema',
      },
      {
        in: 'fromPageSchema',
        guard: "z.strictObject({ type: z.literal('ready') })",
        becomes: "loose.strictObject({ type: z.literal('ready') })",
      },
      {
        in: 'fromPageSchema',
        guard: "z.strictObject({ type: z.literal('stop'), taskId: id })",
        becomes: "loose.strictObject({ type: z.literal('stop'), taskId: id })",
      },
      {
        in: 'fromPageSchema',
        guard: "z.strictObject({ type: z.literal('start'), what: z.enum(startingPoints) })",
        becomes: "loose.strictObject({ type: z.literal('start'), what: z.enum(startingPoints) })",
      },
      {
        in: 'fromPageSchema',
        guard:
          "z.strictObject({\n    type: z.literal('openSettings'),\n    setting: z.optional(z.string().check(z.regex(settingName), z.maxLength(100))),\n  })",
        becomes:
          "loose.strictObject({\n    type: z.literal('openSettings'),\n    setting: z.optional(z.string().check(z.regex(settingName), z.maxLength(100))),\n  })",
      },
    ],
  },
  {
    mechanism: 'a page that sends endless ids',
    test: 'test/slow/security/hostilePage.test.ts',
    edits: [{ in: 'id', guard: 'z.string().check(z.minLength(1), z.maxLength(200))', becomes: 'z.any()' }],
  },
  {
    mechanism: 'a page whose messages nobody parses',
    test: 'test/slow/security/hostilePage.test.ts',
    edits: [
      { in: 'createDashboardSession', guard: 'parsed.valid', becomes: 'parsed.valid && false' },
      {
        in: 'createDashboardSession',
        guard: 'const { message } = parsed;',
        becomes: 'const message = (value ?? {}) as never as MessageFromPage;',
      },
    ],
  },
  {
    mechanism: 'a page whose stop starts a request',
    test: 'test/slow/security/hostilePage.test.ts',
    edits: [
      {
        in: 'handle',
        guard: 'runner.stop(action.taskId);',
        becomes:
          "runner.stop(action.taskId); for await (const e of engine.gateway.run({taskId:'t',request:{surface:'command',command:'complete',text:'x'},messagesFor:()=>[{role:'user',parts:[{type:'text',text:'x'}]}],runLocal:async()=>({kind:'cannot',why:''}),whyNeverSent:async()=>undefined,ask:async()=>true}, new AbortController().signal)) void e;",
      },
    ],
  },
  {
    mechanism: 'a page whose message is quoted in the log',
    test: 'test/slow/security/hostilePage.test.ts',
    edits: [{ in: 'createDashboardSession', guard: 'parsed.problem', becomes: 'JSON.stringify(value)' }],
  },
];
