/** The other ways a finished request could go, for the person to choose from. */
import { requestClasses } from '../request.ts';
import type { RouteOverride } from './override.ts';
import type { Route } from './route.ts';

export interface Reroute {
  readonly kind: 'tier' | 'class';
  readonly label: string;
  readonly override: RouteOverride;
}

/**
 * The other tier first, then the same once more, then every other class. A tool's work can only go
 * to a model: what it does is the same in every class.
 */
export function reroutesOf(route: Route): readonly Reroute[] {
  const order = route.tier === 'fast' ? (['reasoning', 'fast'] as const) : (['fast', 'reasoning'] as const);
  const tiers = order.map((tier): Reroute => ({
    kind: 'tier',
    label: tier === route.tier ? `${tier}, once more` : tier,
    override: { class: route.class, tier },
  }));
  if (route.tier === 'local') return tiers;
  const classes = requestClasses
    .filter((name) => name !== route.class)
    .map((name): Reroute => ({ kind: 'class', label: `as ${name}`, override: { class: name } }));
  return [...tiers, ...classes];
}
