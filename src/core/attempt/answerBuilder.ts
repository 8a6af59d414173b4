import type { Answer } from '../gatewayTask.ts';
import type { ProviderEvent, ToolCall } from '../providers/provider.ts';

/** Puts an answer together from the events of one attempt. */
export interface AnswerBuilder {
  take(event: ProviderEvent): void;
  answer(): Answer;
}

export function createAnswerBuilder(): AnswerBuilder {
  const text: string[] = [];
  const thinking: string[] = [];
  const calls = new Map<number, { id: string; name: string; arguments: string }>();
  return {
    take(event) {
      if (event.type === 'text') text.push(event.text);
      else if (event.type === 'thinking') thinking.push(event.text);
      else if (event.type === 'textWasThinking') {
        text.length = 0;
        thinking.push(event.text);
      } else if (event.type === 'toolCall') {
        const call = calls.get(event.index) ?? { id: '', name: '', arguments: '' };
        calls.set(event.index, {
          id: event.id ?? call.id,
          name: event.name ?? call.name,
          arguments: call.arguments + event.argumentsDelta,
        });
      }
    },
    answer() {
      const toolCalls: readonly ToolCall[] = [...calls.entries()]
        .toSorted(([a], [b]) => a - b)
        .map(([, call]) => call);
      return { text: text.join(''), thinking: thinking.join(''), toolCalls };
    },
  };
}
