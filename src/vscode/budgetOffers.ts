/** What a person may do about a budget of their own that refused: raise it to what the folder would allow, or let this one request through. */
import type { SwitchyardError } from '../core/errors.ts';
import { settingPrefix } from '../settings/schema.ts';
import type { Offer } from './messages.ts';
import { raiseOffer } from './settingProblems.ts';
import type { SettingsReader } from './settingsReader.ts';

/** A workspace's limit is not theirs to lift, nor is a price that nobody knows. */
export async function budgetOffers(
  { code, details }: SwitchyardError,
  settings: SettingsReader,
  allowOnce: (setting: string) => Promise<unknown>,
): Promise<readonly Offer[]> {
  const { scope, setting } = details;
  if (code !== 'budgetRefused' || scope !== 'user') return [];
  if (typeof setting !== 'string' || !setting.startsWith(settingPrefix)) return [];
  const raise = await raiseOffer(settings, setting);
  return [...(raise ? [raise] : []), { title: 'Allow Once', run: () => allowOnce(setting) }];
}
