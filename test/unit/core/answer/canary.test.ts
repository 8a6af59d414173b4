import { describe, expect, it } from 'vitest';
import {
  judgeByCanary,
  judgeWithoutCanary,
  type CanaryProblem,
} from '../../../../src/core/answer/newProblems.ts';

const problem = (message: string, over: Partial<CanaryProblem> = {}): CanaryProblem => ({
  message,
  syntax: false,
  atCanary: false,
  ...over,
});
/** As the YAML server words it: in none of the words that tell syntax. */
const yaml = problem('Implicit map keys need to be followed by map values', { atCanary: true });
const python = problem('Expected expression', { atCanary: true, syntax: true });
const unresolved = problem('Import "stock" could not be resolved');

describe('judgeByCanary', () => {
  it('finds a new error whatever its words, where the original had none but the canary’s', () => {
    const german = problem('geschweifte Klammer erwartet');
    expect(judgeByCanary([yaml], [german, yaml])).toEqual({
      kind: 'judged',
      added: ['geschweifte Klammer erwartet'],
      judgedMeaning: true,
    });
    expect(judgeByCanary([yaml], [yaml])).toMatchObject({ kind: 'judged', added: [] });
  });

  it('says nothing where the canary’s error is gone: what is left open has swallowed it', () => {
    const swallowed = problem('Flow sequence must end with a ]', { atCanary: true });
    expect(judgeByCanary([yaml], [])).toEqual({ kind: 'canaryGone' });
    expect(judgeByCanary([yaml], [swallowed])).toEqual({ kind: 'canaryGone' });
    expect(judgeByCanary([python, unresolved], [unresolved])).toEqual({ kind: 'canaryGone' });
  });

  it('finds an error before the canary though the canary’s is gone', () => {
    const quote = problem('Missing closing "quote', { atCanary: false });
    expect(judgeByCanary([yaml], [quote])).toMatchObject({ kind: 'judged', added: [quote.message] });
  });

  it('judges no syntax in words it cannot tell', () => {
    const schema = problem('Incorrect type');
    expect(judgeByCanary([yaml, schema], [yaml, schema, problem('All keys must align')])).toEqual({
      kind: 'unclear',
    });
    expect(judgeByCanary([schema], [schema])).toEqual({ kind: 'unclear' });
    expect(judgeByCanary([], [])).toEqual({ kind: 'unclear' });
  });

  it('sorts by words that know the canary’s error, where the original had errors of its own', () => {
    const bracket = problem("'(' was not closed", { syntax: true });
    const after = [python, unresolved, problem('"x" is not defined'), bracket];
    expect(judgeByCanary([python, unresolved], after)).toEqual({
      kind: 'judged',
      added: [bracket.message],
      judgedMeaning: false,
    });
  });
});

describe('judgeWithoutCanary', () => {
  const open = problem('Missing closing "quote');

  it('finds what the edit leaves open', () => {
    expect(judgeWithoutCanary([yaml], [open])).toMatchObject({ kind: 'judged', added: [open.message] });
  });

  it('takes the absence of new errors for nothing', () => {
    expect(judgeWithoutCanary([python, unresolved], [unresolved])).toEqual({ kind: 'unclear' });
  });
});
