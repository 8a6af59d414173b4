import { describe, expect, it } from 'vitest';
import type { RoutingRule } from '../../../../src/core/model/gatewaySettings.ts';
import { classByRule, describeRule, ruleFor, suggestedRules } from '../../../../src/core/route/override.ts';
import { rememberedRules } from '../../../../src/surfaces/shell/remembered.ts';
import { fakeMemento } from '../../../doubles/memento.ts';

const python: RoutingRule = { when: { language: 'python' }, route: { tier: 'reasoning' } };
const pythonFormat: RoutingRule = {
  when: { command: 'format', language: 'python' },
  route: { class: 'refactor' },
};

describe('the rule that applies', () => {
  it('is the first whose every condition is met', () => {
    const rules = [pythonFormat, python];
    expect(ruleFor({ command: 'format', language: 'python' }, rules)).toBe(pythonFormat);
    expect(ruleFor({ command: 'ask', language: 'python' }, rules)).toBe(python);
    expect(ruleFor({ command: 'format', language: 'go' }, rules)).toBeUndefined();
    expect(ruleFor({}, rules)).toBeUndefined();
  });

  it('is none that has no condition', () => {
    expect(ruleFor({ command: 'ask' }, [{ when: {}, route: { tier: 'fast' } }])).toBeUndefined();
  });
});

it('a rule’s class yields to a command that names one, unless the rule is for that command', () => {
  const byLanguage: RoutingRule = { when: { language: 'sql' }, route: { class: 'architect' } };
  expect(classByRule(byLanguage, { command: 'ask' })).toBe('architect');
  expect(classByRule(byLanguage, {})).toBe('architect');
  expect(classByRule(byLanguage, { command: 'complete' })).toBeUndefined();
  expect(classByRule(pythonFormat, { command: 'format' })).toBe('refactor');
});

describe('rules on offer', () => {
  it('are for the command and the language, what was just chosen first', () => {
    const offered = suggestedRules({ command: 'refactor', language: 'go' }, { tier: 'reasoning' });
    expect(offered.map(describeRule)).toEqual([
      'command refactor → reasoning',
      'command refactor → fast',
      'language go → reasoning',
      'language go → fast',
    ]);
    const [first] = suggestedRules({ command: 'format' }, { class: 'refactor' });
    expect(first).toEqual({ when: { command: 'format' }, route: { class: 'refactor' } });
  });

  it('leave Ask to the router', () => {
    expect(suggestedRules({ command: 'ask' }, undefined)).toEqual([]);
  });
});

it('rules are remembered, one for each condition, listed, and removable', async () => {
  const state = fakeMemento();
  await rememberedRules(state).add(python);
  await rememberedRules(state).add(pythonFormat);
  await rememberedRules(state).add({ ...python, route: { tier: 'fast' } });
  expect(rememberedRules(state).all().map(describeRule)).toEqual([
    'command format, language python → refactor',
    'language python → fast',
  ]);
  await rememberedRules(state).remove(0);
  expect(rememberedRules(state).all().map(describeRule)).toEqual(['language python → fast']);
});
