/** Endpoints whose circuit is open: what a person is told of them, and the way round. */
import { modelTiers } from '../core/gatewaySettings.ts';
import type { SwitchyardError } from '../core/errors.ts';
import type { ResolvedSettings } from '../settings/resolve.ts';
import type { Offer } from './messages.ts';
import type { Rerun } from './taskRunner.ts';

/** Where the other model lives elsewhere, it is one click away. */
export function otherModelOffers(
  { code, details }: SwitchyardError,
  { models }: Pick<ResolvedSettings, 'models'>,
  again: Rerun,
): readonly Offer[] {
  if (code !== 'circuitOpen') return [];
  return modelTiers
    .filter((tier) => models[tier] !== undefined && models[tier].provider !== details.endpoint)
    .map((tier) => ({
      title: `Use the ${tier === 'fast' ? 'Fast' : 'Reasoning'} Model`,
      run: () => again({ tier }),
    }));
}

/** @param now ms since the epoch, from which the rest is counted. */
export function restInWords({ details }: SwitchyardError, now: number): string {
  const until = new Date(now + (details.retryAfterMs ?? 0)).toLocaleTimeString('en-GB');
  return `${details.endpoint} failed again and again, so nothing is sent there until ${until}.`;
}
