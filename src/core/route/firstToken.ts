import type { Effort } from './route.ts';

/**
 * Seconds within which the first token must have come, thinking included. Half of an attempt's time,
 * so that a dead endpoint is not waited for to the end; all of it where silence is no sign of that:
 * a model that was asked to think may think unseen, and one on this machine may have to be loaded.
 */
export function firstTokenSeconds(seconds: number, effort: Effort, local: boolean): number {
  return effort === 'none' && !local ? seconds / 2 : seconds;
}
