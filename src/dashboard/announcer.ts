/**
 * Tells a screen reader when a request starts, begins to think and ends, and nothing of the figures
 * that move in between.
 */
import type { DashboardSnapshot, LiveView, RowView } from './protocol.ts';
import { endWords, requestWords } from './words.ts';

export interface Announcer {
  readonly live: (live: LiveView) => void;
  readonly snapshot: (snapshot: DashboardSnapshot) => void;
}

export function announcer(announce: (sentence: string) => void): Announcer {
  let running = new Map<string, string>();
  const ended = new Set<string>();

  function live(view: LiveView): void {
    const next = new Map(view.running.map((row) => [row.attemptId, row.phase] as const));
    for (const row of view.running) {
      const before = running.get(row.attemptId);
      if (before === undefined) {
        announce(`${requestWords(row)} started on ${row.model ?? row.tier}.`);
      } else if (before !== row.phase && row.phase === 'thinking') {
        announce(`${requestWords(row)} is thinking.`);
      }
    }
    for (const id of running.keys()) if (!next.has(id)) ended.add(id);
    running = next;
  }

  return {
    live,
    snapshot: (snapshot) => {
      live(snapshot.live);
      for (const row of [...snapshot.real.recent, ...snapshot.practice.recent]) {
        if (ended.delete(row.attemptId)) announce(endSentence(row));
      }
    },
  };
}

function endSentence(row: RowView): string {
  const hidden = row.hidden.count === undefined ? 'hidden tokens not reported' : `${row.hidden.text} hidden`;
  return `${requestWords(row)} ${endWords[row.end]}: ${row.cost.text}, ${hidden}.`;
}
