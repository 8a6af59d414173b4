/**
 * How long tests wait for what is to come, in ms: what a slow machine with much else to do may need. A wait ends as
 * soon as its end is there, so that only a failure takes so long. No test has a shorter patience of its own.
 */
export const patience = {
  /** For what happens in these processes, on loopback or on the screen. */
  event: 60_000,
  /** How long an editor may take over a key or the pointer before a person would try once more: no test fails by it. */
  glance: 10_000,
  /** For an editor, a browser or their windows to be there. */
  start: 180_000,
  /** For a test as a whole, which waits for several events. */
  test: 600_000,
  /** For all in-host tests of a group together. */
  group: 4_500_000,
} as const;
