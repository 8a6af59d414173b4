import { expect, it } from 'vitest';
import { reroutesOf } from '../../../../src/core/route/override.ts';
import type { LocalRoute, ModelRoute } from '../../../../src/core/model/route.ts';

const base: Omit<LocalRoute, 'tier' | 'tool'> = {
  classification: {
    class: 'refactor',
    scores: { format: 0, complete: 0, refactor: 1, architect: 0 },
    deservesReasoning: 0.1,
    basis: 'text',
    evidence: [],
  },
  class: 'refactor',
  policy: 'maybe',
  because: [],
  confidence: 1,
};
const fast: ModelRoute = {
  ...base,
  tier: 'fast',
  model: { provider: 'acme', model: 'swift' },
  effort: 'none',
  mayEscalate: true,
  attemptCaps: { outputTokens: 1, firstTokenSeconds: 1, seconds: 1 },
  taskCaps: { attempts: 1, seconds: 1, cost: undefined },
  predicted: { cost: undefined, seconds: undefined, basis: 'default' },
};

it('offers both tiers in the same class, and every other class as the policy has it', () => {
  expect(reroutesOf(fast).map(({ label, override }) => [label, override])).toEqual([
    ['reasoning', { class: 'refactor', tier: 'reasoning' }],
    ['fast, once more', { class: 'refactor', tier: 'fast' }],
    ['as format', { class: 'format' }],
    ['as complete', { class: 'complete' }],
    ['as architect', { class: 'architect' }],
  ]);
});

it('offers a model in the place of a tool', () => {
  const local: LocalRoute = { ...base, tier: 'local', tool: 'formatter' };
  expect(reroutesOf(local).map(({ label }) => label)).toEqual(['fast', 'reasoning']);
});
