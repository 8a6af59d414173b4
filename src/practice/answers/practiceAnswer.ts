/** What a practice model answers, before any cap. */
export interface PracticeAnswer {
  readonly text: string;
  /** Tokens of thinking at effort `medium`; other efforts scale it. */
  readonly thinkingTokens: number;
}

/** Ends every answer made of prose, wherever it is read. */
export const practiceNote =
  '*This is a practice answer: canned text, no model was called and no money was spent.*';

export function fenced(code: string, language: string): string {
  return `\`\`\`${language}\n${code}\n\`\`\``;
}
