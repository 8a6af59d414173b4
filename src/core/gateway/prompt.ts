/** What is sent for a request, made once a task: all its attempts send the same. */
import { answerForm } from '../answer/wholeAnswer.ts';
import type { Attempt } from '../model/provider.ts';
import type { ModelRoute, Route } from '../model/route.ts';
import { buildPrompt, cacheKeyOf } from '../prompt/buildPrompt.ts';
import { contextBudget, fitContext } from '../prompt/fitContext.ts';
import type { PromptInput } from '../prompt/promptInput.ts';
import type { AnswerPlan, Request } from './contract.ts';

export type Prompt = Pick<Attempt, 'messages' | 'tools' | 'options' | 'cacheKey'>;

export function planAnswer({ editor, content }: Request, route: Route): AnswerPlan {
  // Whoever brings their own messages knows what to do with words.
  if (content.kind === 'messages') return { form: 'document', turns: [] };
  const turns = route.classification.basis === 'followUp' ? content.turns : [];
  const form = answerForm({
    ...editor,
    class: route.class,
    hasSelection: content.context?.selection !== undefined,
    goesOnWith: turns.at(-1)?.form,
  });
  return { form, turns };
}

export function makePrompt({ editor, content }: Request, route: ModelRoute, plan: AnswerPlan): Prompt {
  if (content.kind === 'messages') {
    const { messages, tools, options, cacheKey } = content;
    return { messages, tools, options, cacheKey };
  }
  const input: PromptInput = {
    ...(content.context && fitContext(content.context, contextBudget)),
    class: route.class,
    form: plan.form,
    text: editor.text,
    previous: plan.turns,
  };
  return { messages: buildPrompt(input), cacheKey: cacheKeyOf(input) };
}
