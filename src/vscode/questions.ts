/** The questions only a person can answer, asked so that "no" is as easy as "yes". */
import type { Question } from '../core/gatewayTask.ts';
import { checkEndpointUrl } from '../core/providers/endpointUrl.ts';
import { confirm } from './messages.ts';

export function askPerson(question: Question): Promise<boolean> {
  const { message, detail, yes } = wordsOf(question);
  return confirm(message, detail, yes);
}

const reachWords = {
  https: '',
  loopback: ' That is this machine.',
  private: ' The connection is not encrypted, and no key is sent.',
} as const;

interface QuestionWords {
  readonly message: string;
  readonly detail: string;
  readonly yes: string;
}

export function wordsOf(question: Question): QuestionWords {
  switch (question.type) {
    case 'consent': {
      const { id, baseUrl } = question.endpoint;
      const { host } = new URL(baseUrl);
      const check = checkEndpointUrl(baseUrl);
      const how = check.ok ? reachWords[check.kind] : '';
      return {
        message: `Send code and questions to ${host}?`,
        detail: `“${id}” answers at ${baseUrl}.${how} You are asked once for this address.`,
        yes: 'Send',
      };
    }
    case 'unknownPrice':
      return {
        message: `The price of ${question.model} is unknown. Call it all the same?`,
        detail:
          'No dollar limit can hold for it; the limits on tokens, time and requests do. A price can be given in switchyard.models.prices; for a server of your own, name its "dialect" in switchyard.providers.',
        yes: 'Call It',
      };
    case 'payInstead':
      return {
        message: `The ${question.tool} could not do it: ${question.why}. Ask a model instead?`,
        detail: 'This sends the text to a model and may cost money, inside your limits.',
        yes: 'Ask a Model',
      };
    case 'letThroughOnce':
      return {
        message: `Held back: ${question.why}.`,
        detail: 'If you did not ask this yourself, something may be asking in a loop.',
        yes: 'Let It Through Once',
      };
  }
}
