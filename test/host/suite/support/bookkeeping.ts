/** What a row must say, counted from the wire and the prices alone. */
import assert from 'node:assert/strict';
import type { LedgerRow } from '../../../../src/core/model/ledger.ts';
import type { RequestClass, Tier } from '../../../../src/core/model/request.ts';
import { answerCall } from '../../../../src/practice/answers/answerCall.ts';
import type { PracticeAnswer } from '../../../../src/practice/answers/practiceTask.ts';
import { readCall } from '../../../../src/practice/practiceCall.ts';
import type { RecordedRequest } from '../../../doubles/controlledPractice.ts';
import { replyTo, type ReplyUsage } from '../../../../src/practice/practiceReply.ts';
import { testPrices } from './testBed.ts';

/** The tokens that the server counted for a request; `answer` where the test told it what to say. */
export function servedUsage({ body }: RecordedRequest, answer?: PracticeAnswer): ReplyUsage {
  const call = readCall('chat', body);
  assert.ok(!('status' in call), 'the request is not one the server would answer');
  return replyTo(call, answer ?? answerCall(call), 0).usage;
}

export interface Booked {
  readonly class: RequestClass;
  readonly tier: Exclude<Tier, 'local'>;
  /** As the server counted them. */
  readonly served: ReplyUsage;
}

/** The row of an answered request: class, tier, exact tokens, and the cost to the nano-dollar. */
export function assertBooked(row: LedgerRow | undefined, expected: Booked): void {
  assert.ok(row?.settlement, 'there is no settled row');
  const { task, tier, state, settlement, hold } = row;
  assert.deepEqual(
    { class: task.class, tier, state, realm: task.realm, end: settlement.end },
    { class: expected.class, tier: expected.tier, state: 'settled', realm: 'real', end: 'complete' },
  );
  const { input, cacheRead = 0, output, hidden } = settlement.usage;
  const { served } = expected;
  assert.deepEqual(
    { input, output, hidden },
    { input: served.input, output: served.output, hidden: served.hidden },
  );
  assert.equal(settlement.usageProvenance, 'exact');
  const price = testPrices[expected.tier];
  const dollarsPerMillion =
    (served.input - cacheRead) * price.input + cacheRead * price.cacheRead + served.output * price.output;
  assert.equal(settlement.cost, Math.round(dollarsPerMillion * 1000));
  assert.equal(settlement.provenance, 'computed');
  assert.ok(hold === 0 || hold >= (settlement.cost ?? 0), 'the hold was smaller than the cost');
}
