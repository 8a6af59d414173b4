/** The questions only a person can answer, asked so that "no" is as easy as "yes". */
import type { Question } from '../../core/gateway/contract.ts';
import { checkEndpointUrl } from '../../core/model/endpointUrl.ts';
import { choose } from '../shell/messages.ts';
import { askModelPrice } from './modelPick.ts';
import type { SettingsReader } from '../shell/settingsReader.ts';

const setPrice = 'Set Price…';

export async function askPerson(question: Question, settings: SettingsReader): Promise<boolean> {
  const { message, detail, yes, unpriced } = wordsOf(question);
  for (;;) {
    const buttons = unpriced === undefined ? [yes] : [yes, setPrice];
    const chosen = await choose(message, detail, ...buttons);
    // Who leaves the price has not left the question.
    if (chosen !== setPrice || unpriced === undefined) return chosen === yes;
    if (await askModelPrice(settings, unpriced)) return true;
  }
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
  /** The model whose price may be set instead. */
  readonly unpriced?: string | undefined;
}

const noLimitHolds =
  'No dollar limit can hold for it until it has one; the limits on tokens, time and requests do.';

export function wordsOf(question: Question): QuestionWords {
  switch (question.type) {
    case 'consent': {
      const { endpoint, unpriced } = question;
      const { id, baseUrl } = endpoint;
      const { host } = new URL(baseUrl);
      const check = checkEndpointUrl(baseUrl);
      const how = check.ok ? reachWords[check.kind] : '';
      const where = `“${id}” answers at ${baseUrl}.${how}`;
      if (unpriced === undefined) {
        return {
          message: `Send code and questions to ${host}?`,
          detail: `${where} You are asked once for this address.`,
          yes: 'Send',
        };
      }
      return {
        message: `Send code and questions to ${host}, to a model whose price is unknown?`,
        detail: `${where}\n\nNobody here knows the price of ${unpriced}. ${noLimitHolds}\n\nYou are asked once for this address and this model.`,
        yes: 'Send',
        unpriced,
      };
    }
    case 'unknownPrice':
      return {
        message: `The price of ${question.model} is unknown. Call it all the same?`,
        detail: `${noLimitHolds} You are asked once for this model.\n\nFor a server of your own, name its "dialect" in switchyard.providers: local models cost nothing.`,
        yes: 'Call It',
        unpriced: question.model,
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
