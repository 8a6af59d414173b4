/**
 * The words of every error, long and short: what a person reads when a request ends without its answer, what
 * happened, and the mend. Told by code and details; a message of an error goes to logs alone.
 */
import type { ErrorCode, ErrorDetails, SwitchyardError } from '../model/errors.ts';
import { budgetRefusalReason, budgetRefusalText, moneyIn } from './budgetWords.ts';
import { formatTime } from './figures.ts';
import { ledgerTroubleInWords } from './ledgerWords.ts';

/** Those commands of the extension that mend an error; the compiler holds them against its table of commands. */
export type OfferedCommand =
  | 'switchyard.acknowledgeCapBreach'
  | 'switchyard.changeModel'
  | 'switchyard.openDashboard'
  | 'switchyard.retryFast'
  | 'switchyard.setApiKey'
  | 'switchyard.setUpModels';

export interface ErrorText {
  readonly message: string;
  /** What the person can do about it, offered as buttons. */
  readonly actions: readonly { readonly title: string; readonly command: OfferedCommand }[];
}

const setKey = { title: 'Set API Key', command: 'switchyard.setApiKey' } as const;
const setUp = { title: 'Set Up Models', command: 'switchyard.setUpModels' } as const;
const changeModel = { title: 'Pick Another Model', command: 'switchyard.changeModel' } as const;
const dashboard = { title: 'Open Dashboard', command: 'switchyard.openDashboard' } as const;
const fast = { title: 'Retry Fast', command: 'switchyard.retryFast' } as const;

/** Where an error is told whose own words are for nobody's eyes. */
export const seeLog = 'The output channel “Switchyard” says why.';

interface Told {
  readonly details: ErrorDetails;
  readonly unbilled: boolean;
  /** Who failed, at the start of a sentence and within one. */
  readonly where: string;
  readonly whom: string;
  /** The provider's own words, as a sentence to follow ours. */
  readonly said: string;
  readonly resetAt: (at: number) => string;
}

interface ErrorWords {
  /** Why an attempt came to nothing, in the few words that a receipt has room for. */
  readonly short: string;
  /** Why nothing was sent, where more is known than the short words say. */
  readonly reason?: (details: ErrorDetails) => string;
  readonly long: (told: Told) => ErrorText;
}

function text(message: string, ...actions: ErrorText['actions']): ErrorText {
  return { message, actions };
}

const errorWords: Readonly<Record<ErrorCode, ErrorWords>> = {
  badRequest: {
    short: 'request not accepted',
    long: ({ where, whom, said, details }) => {
      if (details['tooLarge'] === true) {
        return text(
          `The request is larger than ${whom} takes at once from this account or for ${details.model ?? 'the model'}, so waiting does not help. Select less, or pick another model. Nothing was billed.${said}`,
          changeModel,
        );
      }
      return text(`${where} did not accept the request. Nothing was billed.${said}`, setUp);
    },
  },
  unauthorized: {
    short: 'key refused',
    long: ({ where }) => text(`${where} refused the API key. Enter it again.`, setKey),
  },
  paymentRequired: {
    short: 'account has no credit',
    long: ({ whom, said }) =>
      text(`Your account at ${whom} has no credit left. Nothing was billed here.${said}`, setUp),
  },
  quotaExhausted: {
    short: 'account has no credit',
    long: ({ whom, said }) =>
      text(`Your account at ${whom} has no credit left. Nothing was billed here.${said}`, setUp),
  },
  forbidden: {
    short: 'not allowed with this key',
    long: ({ where, said, details }) =>
      text(`${where} does not allow this key to use ${details.model ?? 'the model'}.${said}`, setUp),
  },
  modelNotFound: {
    short: 'no such model there',
    long: ({ where, said, details }) =>
      text(
        `${where} has no model “${details.model ?? '?'}”: retired, renamed, or not for this key. Nothing was billed.${said}`,
        changeModel,
      ),
  },
  wrongAddress: {
    short: 'wrong address',
    long: ({ where, said }) =>
      text(
        `${where} has no such address. Check its base URL: it ends before /chat/completions, most often in /v1. Nothing was billed.${said}`,
        setUp,
      ),
  },
  rateLimited: {
    short: 'rate limited',
    long: ({ where, details }) =>
      text(`${where} asks for a pause (rate limit)${retryAfter(details)}. Nothing was billed.`, fast),
  },
  serverError: {
    short: 'fault of the provider',
    long: ({ where, details, unbilled }) =>
      text(
        `${where} has a fault of its own (HTTP ${details.status ?? '5xx'}). Try again later. ` +
          (unbilled
            ? 'Nothing was billed.'
            : 'It may have been billed, so an estimate of its cost was booked.'),
        fast,
      ),
  },
  contentFilter: {
    short: 'stopped by the content filter',
    long: ({ where, said }) => text(`${where} stopped the answer by its content filter.${said}`),
  },
  modelRefused: {
    short: 'the model declined',
    long: ({ details }) =>
      text(`${details.model ?? 'The model'} declined to answer, so nothing else was tried.`),
  },
  providerError: {
    short: 'error of the provider',
    long: ({ where, said }) => text(`${where} ended the request with an error.${said}`, dashboard),
  },
  connectionRefused: {
    short: 'not reached',
    long: ({ where }) => text(`${where} cannot be reached. Is it running, and is the address right?`, setUp),
  },
  connectionLost: {
    short: 'connection lost',
    long: () =>
      text('The connection was lost in mid-answer. What had come by then is paid, by estimate.', dashboard),
  },
  malformedResponse: {
    short: 'not an answer',
    long: ({ where, details }) => {
      if (details['webPage'] === true) {
        return text(
          `${where} answered with a web page: a sign-in page, or not the address of a model. Nothing was billed.`,
          setUp,
        );
      }
      return text(`${where} sent something that is no answer. The cost is estimated.`, dashboard);
    },
  },
  incompleteStream: {
    short: 'cut off before its end',
    long: () => text('The answer was cut off before its end. The cost is estimated.', dashboard),
  },
  firstTokenTimeout: {
    short: 'no word in time',
    long: ({ whom, details }) =>
      text(`No word from ${whom} in ${details['seconds'] ?? '?'} s, so it was stopped.`, fast),
  },
  totalTimeout: {
    short: 'took too long',
    reason: () => 'the time for the task is up',
    long: ({ details }) =>
      text(
        `The answer${details.endpoint === undefined ? '' : ` of ${details.endpoint}`} took longer than ${details['seconds'] ?? '?'} s and was stopped.`,
        fast,
      ),
  },
  aborted: {
    short: 'stopped',
    reason: ({ waited }) =>
      waited === true ? 'stopped while it waited' : 'stopped before anything was sent',
    long: () => text('Stopped. What had come by then is paid, by estimate.'),
  },
  cutAtCap: {
    short: 'stopped at its limit',
    long: ({ details }) => text(cutText(details), dashboard),
  },
  emptyAnswer: {
    short: 'no answer in it',
    long: ({ details }) => text(`No answer came: ${details['why']}. It was billed all the same.`, fast),
  },
  budgetRefused: {
    short: 'over budget',
    reason: budgetRefusalReason,
    long: ({ details, resetAt }) =>
      details['unknownPrice'] === true
        ? text(
            `Not sent: the price of ${details.model} is unknown, and your settings let no call go without one (switchyard.budget.unknownPrice).`,
          )
        : text(budgetRefusalText(details, resetAt), dashboard),
  },
  settingsBroken: {
    short: 'a setting is broken',
    reason: ({ why }) => String(why),
    long: ({ details }) => text(`Paid calls wait until a setting is mended: ${details['why']}`),
  },
  ledgerUnavailable: {
    short: 'spending could not be recorded',
    reason: ledgerTroubleInWords,
    long: ({ details }) =>
      text(`Paid calls are off, because spending cannot be recorded: ${ledgerTroubleInWords(details)}.`),
  },
  notSetUp: {
    short: 'not set up',
    reason: ({ tier }) => (tier === undefined ? 'no model is set up' : `no ${tier} model is set up`),
    long: () => text('No model is set up yet. Use a key, a local model, or practice without either.', setUp),
  },
  noConsent: {
    short: 'not allowed to send',
    reason: () => 'nothing was sent',
    long: ({ whom }) => text(`Nothing was sent to ${whom}.`),
  },
  neverSend: {
    short: 'a file that stays here',
    reason: ({ why }) => String(why),
    long: ({ details }) => text(keptText(details)),
  },
  endpointRefused: {
    short: 'address not allowed',
    reason: ({ problem }) => String(problem),
    long: ({ where, details }) => text(`${where} may not be used: ${details['problem']}.`, setUp),
  },
  modelNotAllowed: {
    short: 'model not allowed',
    reason: ({ model }) => `${model} is not allowed`,
    long: ({ details }) =>
      text(`${details.model ?? 'The model'} is not on the list switchyard.models.allowed.`, setUp),
  },
  capBreached: {
    short: 'wrote beyond its cap before',
    reason: () => 'the provider went over the cap on the wire before',
    long: ({ details }) =>
      text(
        `${details.model} wrote more than its limit of ${details['cap']} tokens before, so it waits for your word at any limit.`,
        { title: 'Use It Again', command: 'switchyard.acknowledgeCapBreach' },
      ),
  },
  tooManyRequests: {
    short: 'too many requests',
    reason: ({ why }) => String(why),
    long: ({ details }) => text(`Held back: ${details['why']}. Is something asking in a loop?`, dashboard),
  },
  circuitOpen: {
    short: 'the provider rests after failures',
    reason: () => 'the endpoint failed again and again',
    long: ({ where, details }) =>
      text(`${where} failed again and again, so it rests${retryAfter(details)}.`, dashboard),
  },
  unexpected: {
    short: 'a fault of Switchyard',
    long: () => text('Switchyard itself failed. The log says where (Output, Switchyard).'),
  },
};

/** @param resetAt says when a budget resets, e.g. `at 00:00`, of ms since the epoch. */
export function errorText(
  { code, details, unbilled }: SwitchyardError,
  resetAt: (at: number) => string,
): ErrorText {
  const { endpoint, providerMessage } = details;
  return errorWords[code].long({
    details,
    unbilled,
    where: endpoint ?? 'The provider',
    whom: endpoint ?? 'the provider',
    said: providerMessage === undefined ? '' : ` It said: “${providerMessage}”`,
    resetAt,
  });
}

export function errorInShort(code: ErrorCode): string {
  return errorWords[code].short;
}

/** Why nothing was sent, to follow `not sent:`. */
export function refusalInWords({ code, details }: SwitchyardError): string {
  const { short, reason } = errorWords[code];
  return reason?.(details) ?? short;
}

function keptText({ why, isUncertain }: ErrorDetails): string {
  const said = String(why).replace(/\.$/, '');
  return `Not sent: ${said}.${isUncertain === true ? ' If you know the file and it holds no secret, allow it once.' : ''}`;
}

function retryAfter({ retryAfterMs }: ErrorDetails): string {
  return retryAfterMs === undefined ? '' : ` for ${Math.max(1, Math.ceil(retryAfterMs / 1000))} s`;
}

/** What came by then is shown and paid; why nothing more was read. */
function cutText(details: ErrorDetails): string {
  const who = details.model ?? 'The model';
  const paid = 'What had come by then is paid, by estimate.';
  if (details['limit'] === 'hold') {
    return `Stopped: ${who} reported a cost of ${moneyIn(details, 'cost')} while it ran, more than the ${moneyIn(details, 'hold')} that your limits had set aside for this request. ${paid}`;
  }
  return (
    `Stopped: ${who} wrote on past its limit of ${details['cap'] ?? '?'} tokens, which the provider did not keep. ` +
    `${paid} The model now waits for your word.`
  );
}

/** @param now ms since the epoch, from which the rest is counted. */
export function restInWords({ details }: SwitchyardError, now: number): string {
  const until = formatTime(now + (details.retryAfterMs ?? 0), now, { seconds: true });
  return `${details.endpoint} failed again and again, so nothing is sent there until ${until}.`;
}
