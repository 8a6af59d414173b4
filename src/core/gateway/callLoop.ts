/**
 * Groups the calls of an agent loop into turns. Each call of a loop sends the messages of the one
 * before plus the model's answer and the tools' results; a new word of the person begins a new turn.
 */
import { hashText } from '../model/hash.ts';
import type { Count } from '../model/usage.ts';
import type { Message } from '../model/provider.ts';
import { formatTokens } from '../words/figures.ts';

export interface LoopCall {
  /** Of the messages that were sent, in order (`fingerprint`): text itself need not be kept. */
  readonly messages: readonly string[];
  readonly hidden: Count;
}

export interface LoopTurn<T extends LoopCall> {
  readonly calls: readonly T[];
  /** Over all calls; inexact when any is missing or estimated. */
  readonly hidden: Count;
}

/** Role and a hash of the content: enough to see a common prefix, not enough to read anything. */
export function fingerprint(message: Message): string {
  const content = JSON.stringify(message);
  // Twice, for lists of hundreds.
  const low = hashText(content);
  const high = hashText(content, 0x01000193, 0x85ebca6b);
  return `${message.role}:${content.length}:${(low >>> 0).toString(36)}${(high >>> 0).toString(36)}`;
}

function continues(before: readonly string[], after: readonly string[]): boolean {
  return (
    after.length > before.length &&
    before.every((message, index) => message === after[index]) &&
    after.slice(before.length).every((message) => !message.startsWith('user:'))
  );
}

function turnOf<T extends LoopCall>(calls: readonly T[]): LoopTurn<T> {
  const known = calls.filter(({ hidden }) => hidden.tokens !== undefined);
  return {
    calls,
    hidden: {
      tokens:
        known.length === 0 ? undefined : known.reduce((sum, { hidden }) => sum + (hidden.tokens ?? 0), 0),
      exact: known.length === calls.length && calls.every(({ hidden }) => hidden.exact),
    },
  };
}

/** @param calls Oldest first; calls of several conversations may be mixed. */
export function groupTurns<T extends LoopCall>(calls: readonly T[]): readonly LoopTurn<T>[] {
  const turns: T[][] = [];
  for (const call of calls) {
    const open = turns.findLast((turn) => {
      const latest = turn.at(-1);
      return latest !== undefined && continues(latest.messages, call.messages);
    });
    if (open === undefined) turns.push([call]);
    else open.push(call);
  }
  return turns.map(turnOf);
}

// Recent calls of models, so that a receipt can say what the agent loop it belongs to has thought so far.

/** More than the calls of the loops that run at a time; the oldest are forgotten. */
const mostCalls = 200;

export interface RecentCalls {
  /** @returns what to note of a loop that `call` goes on with; undefined where it begins something. */
  add(call: LoopCall): string | undefined;
}

export function createRecentCalls(): RecentCalls {
  let calls: readonly LoopCall[] = [];
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
