import { buildPrompt } from '../../../src/core/prompt/buildPrompt.ts';
import type { PromptInput } from '../../../src/core/prompt/promptInput.ts';
import { answerCall } from '../../../src/practice/answers/answerCall.ts';
import type { PracticeAnswer } from '../../../src/practice/answers/practiceTask.ts';
import { readCall } from '../../../src/practice/practiceCall.ts';

export type PracticeModelId = 'fast' | 'reasoning';

/** Asks as the extension does: through the prompt it builds, as it would travel. */
export function ask(input: PromptInput, model: PracticeModelId = 'fast'): PracticeAnswer {
  const messages = buildPrompt(input).map((message) => ({
    role: message.role,
    content: message.role === 'user' ? message.parts : message.text,
  }));
  const call = readCall('chat', JSON.parse(JSON.stringify({ model, messages })));
  if ('status' in call) throw new Error(call.message);
  return answerCall(call);
}
