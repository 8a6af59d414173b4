/** What must be beaten: rules that need no training. */
import { type RequestClass, requestClasses } from '../../src/core/model/request.ts';
import { type HandRule, handRules } from './classifyHandRules.ts';

export interface Guess {
  readonly class: RequestClass;
  readonly reasoningScore: number;
}

export type Baseline = (text: string) => Guess;

/** The rule of thumb of articles on routing: reason when such a word occurs. */
const keyword =
  /\b(design|architecture|algorithm|optimi[sz]e|complex|debug|refactor|analy[sz]e|explain why)\b/i;
const keywordClasses: readonly (readonly [RegExp, RequestClass])[] = [
  [/\b(design|architecture|plan)\b/i, 'architect'],
  [/\b(refactor|fix|bug|rename|optimi[sz]e|debug)\b/i, 'refactor'],
  [/\b(format|indent|lint|comment|docstring|sort)\b/i, 'format'],
];

const classBias: Readonly<Record<RequestClass, number>> = {
  format: -1.2,
  complete: 0.3,
  refactor: 0,
  architect: -1.4,
};

function handScore(rules: readonly HandRule[], output: RequestClass | 'reasoning'): number {
  return rules.reduce((sum, { weights }) => sum + (weights[output] ?? 0), 0);
}

export const baselines: Readonly<Record<string, Baseline>> = {
  majority: () => ({ class: 'complete', reasoningScore: 0 }),
  keywords: (text) => ({
    class: keywordClasses.find(([pattern]) => pattern.test(text))?.[1] ?? 'complete',
    reasoningScore: keyword.test(text) ? 1 : 0,
  }),
  length: (text) => ({ class: 'complete', reasoningScore: text.length }),
  handRules: (text) => {
    const matching = handRules.filter(({ pattern }) => pattern.test(text));
    const score = (name: RequestClass): number => classBias[name] + handScore(matching, name);
    return {
      class: requestClasses.reduce((best, name) => (score(name) > score(best) ? name : best)),
      reasoningScore: handScore(matching, 'reasoning'),
    };
  },
};
