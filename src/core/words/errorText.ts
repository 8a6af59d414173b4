/** The words a person reads when a request ends without its answer: what happened, and the mend. */
import type { ErrorDetails, SwitchyardError } from '../model/errors.ts';
import { formatLimit, formatMoney, formatTime } from './figures.ts';
import { nanoPerUsd, nanoUsd } from '../model/money.ts';

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

/** @param resetAt says when a budget resets, e.g. `at 00:00`, of ms since the epoch. */
export function errorText(error: SwitchyardError, resetAt: (at: number) => string): ErrorText {
  const { details } = error;
  const where = details.endpoint ?? 'The provider';
  const whom = details.endpoint ?? 'the provider';
  const said = details.providerMessage === undefined ? '' : ` It said: “${details.providerMessage}”`;
  const text = (message: string, ...actions: ErrorText['actions']): ErrorText => ({ message, actions });
  switch (error.code) {
    case 'badRequest':
      if (details['tooLarge'] === true) {
        return text(
          `The request is larger than ${whom} takes at once from this account or for ${details.model ?? 'the model'}, so waiting does not help. Select less, or pick another model. Nothing was billed.${said}`,
          changeModel,
        );
      }
      return text(`${where} did not accept the request. Nothing was billed.${said}`, setUp);
    case 'unauthorized':
      return text(`${where} refused the API key. Enter it again.`, setKey);
    case 'paymentRequired':
    case 'quotaExhausted':
      return text(`Your account at ${whom} has no credit left. Nothing was billed here.${said}`, setUp);
    case 'forbidden':
      return text(`${where} does not allow this key to use ${details.model ?? 'the model'}.${said}`, setUp);
    case 'modelNotFound':
      return text(
        `${where} has no model “${details.model ?? '?'}”: retired, renamed, or not for this key. Nothing was billed.${said}`,
        changeModel,
      );
    case 'wrongAddress':
      return text(
        `${where} has no such address. Check its base URL: it ends before /chat/completions, most often in /v1. Nothing was billed.${said}`,
        setUp,
      );
    case 'rateLimited':
      return text(`${where} asks for a pause (rate limit)${retryAfter(details)}. Nothing was billed.`, fast);
    case 'serverError':
      return text(
        `${where} has a fault of its own (HTTP ${details.status ?? '5xx'}). Try again later. ` +
          (error.unbilled
            ? 'Nothing was billed.'
            : 'It may have been billed, so an estimate of its cost was booked.'),
        fast,
      );
    case 'contentFilter':
      return text(`${where} stopped the answer by its content filter.${said}`);
    case 'modelRefused':
      return text(`${details.model ?? 'The model'} declined to answer, so nothing else was tried.`);
    case 'providerError':
      return text(`${where} ended the request with an error.${said}`, dashboard);
    case 'connectionRefused':
      return text(`${where} cannot be reached. Is it running, and is the address right?`, setUp);
    case 'connectionLost':
      return text(
        'The connection was lost in mid-answer. What had come by then is paid, by estimate.',
        dashboard,
      );
    case 'malformedResponse':
      if (details['webPage'] === true) {
        return text(
          `${where} answered with a web page: a sign-in page, or not the address of a model. Nothing was billed.`,
          setUp,
        );
      }
      return text(`${where} sent something that is no answer. The cost is estimated.`, dashboard);
    case 'incompleteStream':
      return text('The answer was cut off before its end. The cost is estimated.', dashboard);
    case 'firstTokenTimeout':
      return text(`No word from ${whom} in ${details['seconds'] ?? '?'} s, so it was stopped.`, fast);
    case 'totalTimeout':
      return text(
        `The answer${details.endpoint === undefined ? '' : ` of ${details.endpoint}`} took longer than ${details['seconds'] ?? '?'} s and was stopped.`,
        fast,
      );
    case 'aborted':
      return text('Stopped. What had come by then is paid, by estimate.');
    case 'cutAtCap':
      return text(cutText(details), dashboard);
    case 'emptyAnswer':
      return text(`No answer came: ${error.message}. It was billed all the same.`, fast);
    case 'budgetRefused':
      return details['unknownPrice'] === true
        ? text(
            `Not sent: the price of ${details.model} is unknown, and your settings let no call go without one (switchyard.budget.unknownPrice).`,
          )
        : text(budgetText(details, resetAt), dashboard);
    case 'settingsBroken':
      return text(`Paid calls wait until a setting is mended: ${details['why']}`);
    case 'ledgerUnavailable':
      return text(`Paid calls are off, because spending cannot be recorded: ${error.message}.`);
    case 'notSetUp':
      return text('No model is set up yet. Use a key, a local model, or practice without either.', setUp);
    case 'noConsent':
      return text(`Nothing was sent to ${whom}.`);
    case 'neverSend':
      return text(keptText(details));
    case 'endpointRefused':
      return text(`${where} may not be used: ${details['problem'] ?? error.message}.`, setUp);
    case 'modelNotAllowed':
      return text(`${details.model ?? 'The model'} is not on the list switchyard.models.allowed.`, setUp);
    case 'capBreached':
      return text(
        `${details.model} wrote more than its limit of ${details['cap']} tokens before, so it waits for your word at any limit.`,
        { title: 'Use It Again', command: 'switchyard.acknowledgeCapBreach' },
      );
    case 'tooManyRequests':
      return text(`Held back: ${details['why']}. Is something asking in a loop?`, dashboard);
    case 'circuitOpen':
      return text(`${where} failed again and again, so it rests${retryAfter(details)}.`, dashboard);
    case 'unexpected':
      return text('Switchyard itself failed. The log says where (Output, Switchyard).');
  }
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

function moneyIn(details: ErrorDetails, key: string): string {
  const value = details[key];
  return typeof value === 'number' ? formatMoney(nanoUsd(value)) : '$?';
}

function budgetText(details: ErrorDetails, resetAt: (at: number) => string): string {
  const money = (key: string): string => moneyIn(details, key);
  const limit = details['limit'];
  const amount = typeof limit === 'number' ? formatLimit(limit / nanoPerUsd) : '$?';
  const usual = typeof details['usual'] === 'number' ? `, usually ${money('usual')}` : '';
  const resets = details['resetsAt'];
  const when = typeof resets === 'number' ? ` It resets ${resetAt(resets)}.` : '';
  const wait = details['heldByOthers'] === true ? ' Running requests hold part of it and give it back.' : '';
  const period = details['period'] === 'request' ? 'limit per request' : `${details['period']} limit`;
  return (
    `Not sent: your ${details['scope'] === 'workspace' ? 'workspace’s ' : ''}${amount} ${period} has ${money('left')} left; ` +
    `this needs up to ${money('needed')} held${usual}.${when}${wait} (${details['setting']})`
  );
}

/** @param now ms since the epoch, from which the rest is counted. */
export function restInWords({ details }: SwitchyardError, now: number): string {
  const until = formatTime(now + (details.retryAfterMs ?? 0), now, { seconds: true });
  return `${details.endpoint} failed again and again, so nothing is sent there until ${until}.`;
}
