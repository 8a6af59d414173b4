/** Recent calls of models, so that a receipt can say what the agent loop it belongs to has thought so far. */
import { formatTokens } from './formatTokens.ts';
import { groupTurns, type TurnCall } from './groupTurns.ts';

/** More than the calls of the loops that run at a time; the oldest are forgotten. */
const mostCalls = 200;

export interface RecentCalls {
  /** @returns what to note of a loop that `call` goes on with; undefined where it begins something. */
  add(call: TurnCall): string | undefined;
}

export function createRecentCalls(): RecentCalls {
  let calls: readonly TurnCall[] = [];
  return {
    add(call) {
      calls = [...calls, call].slice(-mostCalls);
      const turn = groupTurns(calls).find((each) => each.calls.at(-1) === call);
      if (turn === undefined || turn.calls.length === 1) return undefined;
      const each = turn.calls.map(({ hidden }) => formatTokens(hidden)).join(' + ');
      const soFar = `${formatTokens(turn.hidden)} hidden so far (${each})`;
      return `call ${turn.calls.length} of an agent loop: ${soFar}`;
    },
  };
}
