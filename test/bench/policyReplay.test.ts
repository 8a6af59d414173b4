import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { measuredRouter } from './measuredRouter.ts';
import { replayAssumptions, replayPolicies, type PolicyResult } from './policyReplay.ts';
import { routedWorkload } from './workload.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'switchyard-outcomes-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Ten problems: five that both solve, three that only the fast model does, one only the other, one neither. */
function replayed(): Readonly<Record<string, PolicyResult>> {
  const solves: readonly (readonly [number, number])[] = [
    ...Array.from({ length: 5 }, () => [1, 1] as const),
    ...Array.from({ length: 3 }, () => [1, 0.5] as const),
    [0.9, 1],
    [0, 0],
  ];
  const lines = solves.map(([fast, reasoning], id) =>
    JSON.stringify({ id: `p${id}`, score: { 'gpt-5-mini': fast, 'gpt-5': reasoning, 'gpt-4o-mini': null } }),
  );
  writeFileSync(path.join(folder, 'editbench_per_problem.jsonl'), lines.join('\n'));
  const pair = replayPolicies(folder)?.find(({ pair: name }) => name === 'gpt-5-mini → gpt-5');
  return Object.fromEntries((pair?.policies ?? []).map((each) => [each.policy, each]));
}

test('every policy solves, costs and sends up what the outcomes say', () => {
  const policies = replayed();
  const shares = Object.fromEntries(
    Object.entries(policies).map(([name, { successRate, routedUp }]) => [
      name,
      [successRate, routedUp].map((value) => Math.round(value * 1000) / 1000),
    ]),
  );
  expect(shares).toEqual({
    'always fast': [0.8, 0],
    'always reasoning': [0.6, 1],
    'router, floor': [0.76, 0.2],
    'router, ceiling': [0.9, 0.1],
    // Of the two that fail, a check sees 35 %, and one of them the other model solves.
    'fast first, syntax and new errors': [0.835, 0.07],
    'fast first, tests': [0.9, 0.2],
  });
  const cost = (name: string): number => {
    const { costPerSuccess, successRate } = policies[name] ?? { costPerSuccess: 0, successRate: 0 };
    return costPerSuccess * successRate;
  };
  const [fast, reasoning] = [cost('always fast'), cost('always reasoning')];
  expect(reasoning).toBeGreaterThan(fast);
  expect(cost('router, floor')).toBeCloseTo(0.8 * fast + 0.2 * reasoning, 10);
  expect(cost('router, ceiling')).toBeCloseTo(0.9 * fast + 0.1 * reasoning, 10);
  expect(cost('fast first, tests')).toBeCloseTo(fast + 0.2 * reasoning, 10);
  const [low, high] = policies['always fast']?.interval ?? [0, 0];
  expect(low).toBeLessThan(0.8);
  expect(high).toBeGreaterThan(0.8);
  expect(replayAssumptions.join('\n')).toMatch(/gpt-5-mini 800, gpt-5 2500/);
});

test('a folder without outcomes is told from one with', () => {
  expect(replayPolicies(folder)).toBeUndefined();
});

test('the workload follows from tokens, prices and what the router was measured to find', () => {
  // 1,500 × $2/M + 3,300 × $8/M = $0.0294, and 1,500 × $0.15/M + 300 × $0.6/M = $0.000405.
  const perfect = routedWorkload({ found: 1, falselyUp: 0 });
  const requests = Math.round(3000 / 0.0294);
  expect(perfect.requestsPerDay).toBe(requests);
  expect(perfect.routed).toBeCloseTo(requests * (0.3 * 0.0294 + 0.7 * 0.000_405), 6);
  expect(perfect).toMatchObject({ routed: perfect.perfect, leftOnFast: 0 });
  const poor = routedWorkload({ found: 0.5, falselyUp: 0.1 });
  const caught = 0.3 * 0.5 * 0.35;
  const up = 0.7 * 0.1 + 0.3 * 0.5 + caught;
  expect(poor.sentUp).toBeCloseTo(up, 10);
  expect(poor.routed).toBeCloseTo(requests * (up * 0.0294 + (1 - up + caught) * 0.000_405), 6);
  expect(poor.leftOnFast).toBeCloseTo(0.5 * 0.65, 10);
});

test('what the router finds stands in the model card', () => {
  const { found, falselyUp } = measuredRouter();
  expect(found).toBeGreaterThan(0.2);
  expect(found).toBeLessThan(1);
  expect(falselyUp).toBeGreaterThan(0);
  expect(falselyUp).toBeLessThan(0.2);
});
