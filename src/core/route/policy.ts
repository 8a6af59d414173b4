/** What a class is allowed to spend on thinking, and what each profile makes of that. */
import type { GatewaySettings } from '../model/gatewaySettings.ts';
import type { EditorRequest, RequestClass } from '../model/request.ts';
import { matchingGlob } from '../files/glob.ts';
import { type Effort, type Policy, type Profile, efforts } from '../model/route.ts';

interface ProfileRules {
  /** `maybe` goes to reasoning at or above this probability that the request deserves it. */
  readonly threshold: number;
  /** Seconds a person will wait for an answer of each class before the fast tier is preferred. */
  readonly toleranceSeconds: Readonly<Record<RequestClass, number>>;
  /** Effort for a request that just reaches its threshold, and for one that clearly does. */
  readonly effort: { readonly usual: Effort; readonly strong: Effort };
}

export const profileRules: Readonly<Record<Profile, ProfileRules>> = {
  quick: {
    threshold: 0.6,
    toleranceSeconds: { format: 5, complete: 8, refactor: 20, architect: 60 },
    effort: { usual: 'low', strong: 'medium' },
  },
  balanced: {
    threshold: 0.4,
    toleranceSeconds: { format: 8, complete: 15, refactor: 45, architect: 120 },
    effort: { usual: 'low', strong: 'medium' },
  },
  thorough: {
    threshold: 0.2,
    toleranceSeconds: { format: 10, complete: 30, refactor: 120, architect: 300 },
    effort: { usual: 'medium', strong: 'high' },
  },
};

export interface EffectivePolicy {
  readonly policy: Policy;
  /** The high-stakes file that raised `maybe` to `use`. */
  readonly raisedBy: string | undefined;
}

/** An error in auth, payments or a migration costs more than the wait: `maybe` becomes `use`. */
export function effectivePolicy(
  requestClass: RequestClass,
  request: EditorRequest,
  settings: Pick<GatewaySettings, 'policies' | 'highStakesFiles'>,
): EffectivePolicy {
  const policy = settings.policies[requestClass];
  if (policy !== 'maybe') return { policy, raisedBy: undefined };
  const files = request.files ?? [];
  const isHighStakes = (file: string, index: number): boolean => {
    const names = index === 0 && request.fullPath !== undefined ? [file, request.fullPath] : [file];
    return matchingGlob(names, settings.highStakesFiles) !== undefined;
  };
  const raisedBy = files.find(isHighStakes);
  return raisedBy === undefined ? { policy, raisedBy } : { policy: 'use', raisedBy };
}

export function lesserEffort(a: Effort, b: Effort): Effort {
  return efforts.indexOf(a) <= efforts.indexOf(b) ? a : b;
}

/** The next effort up, or undefined at the top. */
export function raisedEffort(effort: Effort): Effort | undefined {
  return efforts[efforts.indexOf(effort) + 1];
}

/** The next effort down, or undefined at the bottom. */
export function loweredEffort(effort: Effort): Effort | undefined {
  return efforts[efforts.indexOf(effort) - 1];
}

/**
 * Seconds within which the first token must have come, thinking included. Half of an attempt's time,
 * so that a dead endpoint is not waited for to the end; all of it where silence is no sign of that:
 * a model that was asked to think may think unseen, and one on this machine may have to be loaded.
 */
export function firstTokenSeconds(seconds: number, effort: Effort, local: boolean): number {
  return effort === 'none' && !local ? seconds / 2 : seconds;
}
