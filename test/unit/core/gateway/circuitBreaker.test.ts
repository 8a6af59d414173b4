import { expect, test } from 'vitest';
import {
  admitCall,
  afterCall,
  type BreakerState,
  type CallOutcome,
  closedBreaker,
  outcomeOf,
} from '../../../../src/core/gateway/circuitBreaker.ts';

function after(outcomes: readonly CallOutcome[], at = 0): BreakerState {
  return outcomes.reduce((state, outcome) => afterCall(state, outcome, at), closedBreaker);
}

const opened = after(['failure', 'failure', 'failure']);

test('three failures in a row shut the endpoint for a while', () => {
  expect(admitCall(after(['failure', 'failure']), 0).allowed).toBe(true);
  expect(admitCall(opened, 5_000)).toMatchObject({ allowed: false, retryInMs: 10_000 });
});

test('a success in between begins the count anew, a neutral end does not', () => {
  expect(after(['failure', 'failure', 'success', 'failure']).type).toBe('closed');
  expect(after(['failure', 'failure', 'neutral', 'failure']).type).toBe('open');
});

test('after the rest one call asks, the others wait for its answer', () => {
  const asking = admitCall(opened, 15_000);
  expect(asking.allowed).toBe(true);
  expect(admitCall(asking.state, 15_001).allowed).toBe(false);
  expect(afterCall(asking.state, 'success', 16_000)).toEqual(closedBreaker);
});

test('each failed question doubles the rest, up to four minutes', () => {
  let state: BreakerState = opened;
  const rests: number[] = [];
  for (let round = 0, at = 15_000; round < 6; round += 1) {
    state = afterCall(admitCall(state, at).state, 'failure', at);
    const rest = admitCall(state, at).retryInMs;
    rests.push(rest);
    at += rest;
  }
  expect(rests).toEqual([30_000, 60_000, 120_000, 240_000, 240_000, 240_000]);
});

test('a question stopped by the person lets the next one ask at once', () => {
  const asking = admitCall(opened, 15_000).state;
  const stopped = afterCall(asking, 'neutral', 16_000);
  expect(admitCall(stopped, 16_000).allowed).toBe(true);
});

test('a question that nobody reported back on does not shut the endpoint for ever', () => {
  const asking = admitCall(opened, 15_000).state;
  expect(admitCall(asking, 314_999).allowed).toBe(false);
  expect(admitCall(asking, 315_000).allowed).toBe(true);
});

test('failures of calls that began before it opened do not lengthen the rest', () => {
  expect(afterCall(opened, 'failure', 14_000)).toBe(opened);
});

test('an endpoint that answers is up, whatever it answers', () => {
  expect(outcomeOf('firstTokenTimeout')).toBe('failure');
  expect(outcomeOf('serverError')).toBe('failure');
  expect(outcomeOf('rateLimited')).toBe('neutral');
  expect(outcomeOf('paymentRequired')).toBe('neutral');
  expect(outcomeOf('budgetRefused')).toBe('neutral');
  expect(outcomeOf('aborted')).toBe('neutral');
});
