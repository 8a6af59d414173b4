/** Holds what was observed against what a case expects. */
import { isDeepStrictEqual } from 'node:util';

/** What the code made of a case, by the names of the cases' README. */
export type Observed = Readonly<Record<string, unknown>>;

/**
 * One line for each expectation that is not met. Names with an ending judge the figure before it:
 * `stateIn` (one of), `messageHas` (contains), `codeHasNot` (holds none of).
 *
 * @throws Error for an expectation that nothing was observed for
 */
export function differences(expected: Observed, observed: Observed): readonly string[] {
  return Object.entries(expected).flatMap(([name, wanted]) => difference(name, wanted, observed));
}

/** A stream that raised an error was not taken for finished, whatever its last word. */
function finishOf({ error, finish }: Observed): unknown {
  return error === null ? finish : undefined;
}

function difference(name: string, wanted: unknown, observed: Observed): readonly string[] {
  if (name === 'finishNotIn') {
    return listOf(wanted).includes(finishOf(observed)) ? [`finish: ${shown(observed['finish'])}`] : [];
  }
  if (name === 'refusedOrMessageHasNot') {
    const message = textOf(observed['message']);
    return listOf(wanted).some((part) => message.includes(textOf(part))) ? [`message: ${message}`] : [];
  }
  const [, base = name, ending] = /^(\w+?)(In|Has|HasNot)$/.exec(name) ?? [];
  if (!(base in observed)) throw new Error(`nothing tells “${base}” of such a case`);
  const actual = observed[base];
  const isMet = {
    In: () => listOf(wanted).includes(actual),
    Has: () => listOf(wanted).every((part) => textOf(actual).includes(textOf(part))),
    HasNot: () => !listOf(wanted).some((part) => textOf(actual).includes(textOf(part))),
    is: () => isSame(wanted, actual),
  }[ending ?? 'is'];
  return isMet?.() === true ? [] : [`${name}: ${shown(actual)} instead of ${shown(wanted)}`];
}

/** Of an object only the fields are judged that are expected; decimals to a hair. */
function isSame(wanted: unknown, actual: unknown): boolean {
  if (typeof wanted === 'number' && typeof actual === 'number') {
    return Math.abs(wanted - actual) <= 1e-9 * Math.max(1, Math.abs(wanted));
  }
  if (isObject(wanted) && isObject(actual)) {
    return Object.entries(wanted).every(([name, value]) => isSame(value, actual[name]));
  }
  return isDeepStrictEqual(wanted, actual);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function shown(value: unknown): string {
  return value === undefined ? 'none' : JSON.stringify(value);
}
