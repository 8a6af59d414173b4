/**
 * `npm run cases -- FILE.jsonl`: runs inputs written after public bug reports on the real code, each
 * on its real way. Prints each difference and, last, `right N of M`; exits non-zero where a case is
 * wrong, those of the kinds that still wait for their code excepted.
 */
import { type Case, readCases } from './cases/case.ts';
import { differences } from './cases/compare.ts';
import { observe } from './cases/observe.ts';

/** What becomes of an answer on its way into a file: printed, not yet demanded. */
const notYetDemanded: ReadonlySet<Case['kind']> = new Set(['extract', 'omission', 'edit']);

const [file] = process.argv.slice(2);
if (file === undefined) {
  console.error('usage: npm run cases -- FILE.jsonl');
  process.exit(2);
}

const cases = await readCases(file);
let right = 0;
let demandedWrong = 0;
for (const each of cases) {
  const found = await judged(each);
  if (found.length === 0) {
    right++;
    continue;
  }
  const isDemanded = !notYetDemanded.has(each.kind);
  if (isDemanded) demandedWrong++;
  const title = `${each.id} ${each.kind}${isDemanded ? '' : ' (not yet demanded)'}: ${each.symptom ?? ''}`;
  console.log([title, ...found].join('\n  '));
}
console.log(`right ${right} of ${cases.length}`);
process.exitCode = demandedWrong === 0 ? 0 : 1;

/** A case that throws is wrong, and no reason to leave the others out. */
async function judged(each: Case): Promise<readonly string[]> {
  try {
    return differences(each.expected, await observe(each));
  } catch (cause) {
    return [String(cause)];
  }
}
