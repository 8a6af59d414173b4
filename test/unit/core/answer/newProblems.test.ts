import { describe, expect, it } from 'vitest';
import { newProblems, type Problem } from '../../../../src/core/answer/newProblems.ts';

const syntax = (message: string): Problem => ({ message, syntax: true });
const meaning = (message: string): Problem => ({ message, syntax: false });

describe('newProblems', () => {
  it('finds what the edit broke', () => {
    expect(newProblems([syntax('canary')], [syntax('canary'), syntax("'}' expected")])).toEqual({
      added: ["'}' expected"],
      judgedMeaning: true,
    });
  });

  it('counts: the same message twice is one more problem', () => {
    expect(newProblems([syntax('x')], [syntax('x'), syntax('x')]).added).toEqual(['x']);
    expect(newProblems([syntax('x'), syntax('x')], [syntax('x')]).added).toEqual([]);
  });

  it('judges meaning only against a baseline without errors', () => {
    const unresolved = meaning('Cannot find module');
    expect(newProblems([syntax('canary')], [syntax('canary'), unresolved]).added).toHaveLength(1);
    const unclean = newProblems([unresolved], [unresolved, meaning('no such name'), syntax('bracket')]);
    expect(unclean).toEqual({ added: ['bracket'], judgedMeaning: false });
  });
});
