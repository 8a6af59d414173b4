/** What a person may do about a limit of their own that refused: raise it, or let this one request through. */
import type { SwitchyardError } from '../../core/model/errors.ts';
import { uncertainFiles, type Request, type TaskEnd } from '../../core/gateway/contract.ts';
import type { Offer } from '../shell/messages.ts';
import type { SettingsReader } from '../shell/settingsReader.ts';

/**
 * A workspace's limit is not theirs to lift, nor is a price that nobody knows.
 *
 * @returns the full name of the setting that refused.
 */
export function refusedOwnLimit(end: TaskEnd | undefined): string | undefined {
  return end?.kind === 'failed' ? ownLimitOf(end.error) : undefined;
}

/**
 * @returns what the same task may exceed when it runs again: the limit that refused, and those that
 *   the person let it pass before, since each refusal names but one. undefined: it is not theirs to lift.
 */
export function allowedNext({ allowOnce = [] }: Allowed, error: SwitchyardError): Allowed['allowOnce'] {
  const setting = ownLimitOf(error) ?? (isUncertainFile(error) ? uncertainFiles : undefined);
  return setting === undefined ? undefined : [...allowOnce, setting];
}

type Allowed = Pick<Request, 'allowOnce'>;

function ownLimitOf({ code, details }: SwitchyardError): string | undefined {
  const { scope, setting } = details;
  if (code !== 'budgetRefused' || scope !== 'user') return undefined;
  return typeof setting === 'string' && setting.startsWith('switchyard.') ? setting : undefined;
}

/** A file of which nobody could tell whether it has to stay: the person may know it. */
function isUncertainFile({ code, details }: SwitchyardError): boolean {
  return code === 'neverSend' && details['isUncertain'] === true;
}

export async function budgetOffers(
  error: SwitchyardError,
  settings: SettingsReader,
  task: Allowed,
  runAgain: (allowOnce: Allowed['allowOnce']) => Promise<unknown>,
): Promise<readonly Offer[]> {
  const once = { title: 'Allow Once', run: () => runAgain(allowedNext(task, error)) };
  if (isUncertainFile(error)) return [once];
  const setting = ownLimitOf(error);
  if (setting === undefined) return [];
  const { raiseOffer } = await import('./settingProblems.ts');
  const { changeOwnLimit } = await import('./ownLimits.ts');
  const raise = (await raiseOffer(settings, setting)) ?? {
    title: 'Change Limit…',
    run: () => changeOwnLimit(settings, setting),
  };
  return [raise, once];
}
