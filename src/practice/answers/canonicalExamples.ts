/**
 * Three tiny questions on which a reasoning model is known to spend hundreds of hidden tokens for the
 * answer a fast one gives at once. Each runs on both, side by side.
 */
import type { PracticeAnswer } from './practiceTask.ts';

export interface CanonicalExample {
  readonly id: 'sortWords' | 'addNumbers' | 'answerIs42';
  readonly title: string;
  readonly instruction: string;
}

export const canonicalExamples: readonly CanonicalExample[] = [
  {
    id: 'sortWords',
    title: 'Sort five words into categories',
    instruction: 'Sort these words into categories: dog, paper, cat, eggs, cheese',
  },
  { id: 'addNumbers', title: 'Add 1 to 9900', instruction: 'Add 1 to 9900' },
  {
    id: 'answerIs42',
    title: 'Two words, two thousand hidden tokens',
    instruction: 'What is the answer to the ultimate question of life, the universe, and everything?',
  },
];

/** undefined where the instruction is none of the examples, in any wording near theirs. */
export function answerCanonicalExample(instruction: string): PracticeAnswer | undefined {
  return sortWords(instruction) ?? addNumbers(instruction) ?? ultimateQuestion(instruction);
}

const categoryOf: Readonly<Record<string, string>> = {
  dog: 'Animals',
  cat: 'Animals',
  horse: 'Animals',
  eggs: 'Food',
  cheese: 'Food',
  bread: 'Food',
  paper: 'Stationery',
  pen: 'Stationery',
};

function sortWords(instruction: string): PracticeAnswer | undefined {
  if (!/\bcategor/i.test(instruction)) return undefined;
  const words = instruction.toLowerCase().match(/\p{L}+/gu) ?? [];
  const known = words.flatMap((word) => {
    const category = categoryOf[word];
    return category === undefined ? [] : [{ word, category }];
  });
  if (known.length < 2) return undefined;
  const groups = Map.groupBy(known, (each) => each.category);
  const lines = [...groups].map(
    ([category, members]) => `- **${category}:** ${members.map((each) => each.word).join(', ')}`,
  );
  return { text: lines.join('\n'), thinkingTokens: 1126 };
}

function addNumbers(instruction: string): PracticeAnswer | undefined {
  const match = /\badd\s+(\d{1,15})\s+(?:to|and)\s+(\d{1,15})\b/i.exec(instruction);
  const [, first, second] = match ?? [];
  if (first === undefined || second === undefined) return undefined;
  return { text: String(BigInt(first) + BigInt(second)), thinkingTokens: 448 };
}

function ultimateQuestion(instruction: string): PracticeAnswer | undefined {
  if (!/\bultimate question\b|\bmeaning of life\b|\bthe answer is 42\b/i.test(instruction)) return undefined;
  return { text: 'The answer is 42.', thinkingTokens: 2000 };
}
