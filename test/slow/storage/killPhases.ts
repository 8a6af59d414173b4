/** Where in a request a window is killed. */
export const killPhases = [
  'inside the reservation',
  'after the reservation',
  'inside a heartbeat',
  'after a heartbeat',
  'inside the settlement',
  'after the settlement',
  'after the release',
] as const;
export type KillPhase = (typeof killPhases)[number];
