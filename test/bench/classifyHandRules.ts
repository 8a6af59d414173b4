/** A baseline: patterns in the words of a request with log-odds chosen by hand, no training. */
import type { RequestClass } from '../../src/core/model/request.ts';

export interface HandRule {
  readonly feature: string;
  readonly phrase: string;
  readonly pattern: RegExp;
  /** Log-odds added to each class and to "deserves reasoning"; absent means none. */
  readonly weights: Partial<Record<RequestClass | 'reasoning', number>>;
}

export const handRules: readonly HandRule[] = [
  {
    feature: 'text.format',
    phrase: 'asks for layout or tidying',
    pattern:
      /\b(re-?format|format(ting)?|indent\w*|prettier|lint\w*|eslint|sort|alphabeti\w+|whitespace|typos?|spelling|translate|rephrase)\b/i,
    weights: { format: 2.2, reasoning: -1 },
  },
  {
    feature: 'text.documentation',
    phrase: 'asks for comments or docs',
    pattern:
      /\b(docstrings?|jsdoc|javadoc|read ?me|changelog|comments?|\/doc|document (this|the)|documentation)\b/i,
    weights: { format: 1.8, reasoning: -0.5 },
  },
  {
    feature: 'text.question',
    phrase: 'is a question',
    pattern: /^\s*(what|how|why|where|which|who|when|is|are|does|do|did|explain|tell me|show|list)\b/i,
    weights: { complete: 1.4 },
  },
  {
    feature: 'text.new',
    phrase: 'asks for something new',
    pattern:
      /\b(add|create|write|generate|implement|make (a|an|me)|new|complete|tests?|commit|run|install)\b/i,
    weights: { complete: 1.1 },
  },
  {
    feature: 'text.change',
    phrase: 'asks to change what is there',
    pattern:
      /\b(refactor\w*|rename|extract|move|replace|convert|remove|delete|change|update|simplify|clean ?up|instead|should( not|n'?t)?|migrate|rewrite|revert|split|merge)\b/i,
    weights: { refactor: 1.3 },
  },
  {
    feature: 'text.fix',
    phrase: 'asks to fix something',
    pattern:
      /\b(fix\w*|bugs?|errors?|fail\w*|broken|crash\w*|exception|not working|doesn'?t work|wrong|issues?)\b/i,
    weights: { refactor: 1.7 },
  },
  {
    feature: 'text.plan',
    phrase: 'asks for a plan or design',
    pattern:
      /\b(plan(ning)?|architect\w*|design (a|an|the|of|doc)|trade-?offs?|road ?map|specs?|specification|brainstorm|pros and cons|best approach|strategy|step back|whole (codebase|project|repo)|entire (codebase|project|app))\b/i,
    weights: { architect: 2.6, reasoning: 2 },
  },
  {
    feature: 'text.repeatedFailure',
    phrase: 'says it still fails',
    pattern:
      /\b(still|again|same (error|issue|problem)|keeps?)\b.*\b(not|fail\w*|error|broken|wrong|issue|doesn'?t|isn'?t|same)\b/i,
    weights: { refactor: 0.9, reasoning: 1.6 },
  },
  {
    feature: 'text.stakes',
    phrase: 'mentions security, money, data loss or concurrency',
    pattern:
      /\b(secur\w+|vulnerab\w+|payments?|billing|race conditions?|deadlocks?|concurren\w+|thread.?safe|data loss|encrypt\w*|auth(entication|orization)?)\b/i,
    weights: { reasoning: 1.4 },
  },
  {
    feature: 'text.algorithm',
    phrase: 'mentions mathematics or an algorithm',
    pattern:
      /\b(algorithm\w*|complexity|optimi[sz]\w*|proof|prove|theorem|matrix|probabilit\w+|regression|simulat\w+|heuristic|dynamic programming)\b/i,
    weights: { reasoning: 1.4 },
  },
  {
    feature: 'text.think',
    phrase: 'asks to think hard',
    pattern:
      /\b(think (hard|carefully|deep\w*|step by step)|ultrathink|root cause|investigate|thorough\w*|carefully|deep dive)\b/i,
    weights: { reasoning: 1.8 },
  },
  {
    feature: 'text.stackTrace',
    phrase: 'pasted stack trace',
    pattern: /traceback \(most recent call last\)|^\s+at \S+ ?\(.*:\d+|\b\w*(Error|Exception): /im,
    weights: { refactor: 1.6, reasoning: 0.3 },
  },
];
