/** What the router was measured to find, read from the model card, so that a new measurement counts here too. */
import { readFileSync } from 'node:fs';

export interface MeasuredRouter {
  /** Share of the requests that deserve reasoning which it finds. */
  readonly found: number;
  /** Share of the others that it sends up with them. */
  readonly falselyUp: number;
}

/** Of all requests, the share sent up in that measurement. */
const sentUp = 0.2;

/** @throws Error where the card does not say it. */
export function measuredRouter(): MeasuredRouter {
  const card = readFileSync(new URL('../../docs/model-card.md', import.meta.url), 'utf8');
  const cells = /^\| \*\*this model\*\* \|(.*)\|$/m.exec(card)?.[1]?.split('|');
  const found = Number(/\*\*(0\.\d+)\*\*/.exec(cells?.at(-1) ?? '')?.[1]);
  const deserving = Number(/(\d+) %\s+deserve reasoning/.exec(card)?.[1]) / 100;
  if (!(found > 0) || !(deserving > 0)) throw new Error('the model card does not say what the router finds');
  return { found, falselyUp: (sentUp - deserving * found) / (1 - deserving) };
}
