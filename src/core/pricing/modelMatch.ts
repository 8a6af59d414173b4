/**
 * Says how a price-book entry came to match a model id, and refuses it where the book's prefix rules
 * reach too far: `claude-sonnet-5-1` begins with `claude-sonnet-5` but is another model.
 */
import type { MatchLogic } from '@pydantic/genai-prices';
import type { PriceMatch } from './price.ts';

/** A full date at the end: `-2025-08-07`, `-20250807`, `@20250807`. */
const dateSuffix = /[-@]20\d{2}-?(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12]\d|3[01])$/;

/**
 * What may follow a model's name without making it another model: a date in any vendor's spelling
 * (`-0528`, `-2507`, `-05-20`, `-09-2025`), `-preview`, `-latest`, `-001`, Bedrock's `-v1:0`.
 */
const stamp =
  /^(?:-preview)?(?:[-@]20\d{2}-?\d{2}-?\d{2}|-\d{4}|-\d{2}-\d{2}|-\d{2}-20\d{2}|-00\d)?(?:-v\d:\d)?$/;
const undatedStamp = /^(?:-preview|-latest|-preview-latest|-v\d:\d|-00\d)$/;

export function dropDateSuffix(model: string): string {
  return model.replace(dateSuffix, '');
}

function literalsOf(match: MatchLogic): readonly string[] {
  if ('or' in match) return match.or.flatMap(literalsOf);
  if ('and' in match) return match.and.flatMap(literalsOf);
  if ('equals' in match) return [match.equals];
  if ('starts_with' in match) return [match.starts_with];
  if ('ends_with' in match) return [match.ends_with];
  if ('contains' in match) return [match.contains];
  return [];
}

/**
 * How `model` stands to the book's entry that its rules gave; undefined where the id says more than
 * a date, a stamp or a vendor prefix on top of a name that the entry lists, so that the price would
 * be a guess from another member of the family.
 */
export function matchOf(model: string, entry: { id: string; match: MatchLogic }): PriceMatch | undefined {
  // A model tuned at OpenAI goes by what it was made of, its owner and a name: `ft:gpt-4o:acme::7p4lURx`.
  const id = model.toLowerCase().replace(/^(ft:[^:]+):.*$/, '$1');
  const entryId = entry.id.toLowerCase();
  if (id === entryId) return 'exact';

  for (const literal of [entryId, ...literalsOf(entry.match).map((name) => name.toLowerCase())]) {
    const name = literal.replace(/-$/, '');
    const at = id.indexOf(name);
    if (at < 0 || (at > 0 && id[at - 1] !== '/')) continue;
    const rest = id.slice(at + name.length);
    if (rest !== '' && undatedStamp.test(rest)) return 'alias';
    if (rest !== '' && stamp.test(rest)) return 'dateSuffixDropped';
    if (rest === '') return at > 0 ? 'vendorPrefixDropped' : 'alias';
  }
  return undefined;
}
