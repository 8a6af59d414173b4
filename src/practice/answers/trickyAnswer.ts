/**
 * The task at which the fast model fails, to show an escalation: a function named `parseDuration` or an
 * instruction that calls itself tricky. The fast answer does not even parse; the reasoning one is right.
 */
import { bodyToInsert } from './completionAnswer.ts';
import { isBodyEmpty, signatureBefore } from './functionSignature.ts';
import type { PracticeTask } from './practiceTask.ts';

const isParseDuration = /\bparse_?duration\b/i;

export function isTricky(task: PracticeTask): boolean {
  const name = signatureBefore(task.before, task.language)?.name ?? '';
  return (
    /\btricky\b/i.test(task.instruction) ||
    isParseDuration.test(`${task.instruction} ${task.selection} ${name}`)
  );
}

/** The body of `parseDuration` at the cursor; undefined for any other completion. */
export function parseDurationBody(task: PracticeTask): string | undefined {
  const signature = signatureBefore(task.before, task.language);
  if (signature === undefined || !isBodyEmpty(signature)) return undefined;
  if (!isParseDuration.test(signature.name)) return undefined;
  const template = task.language === 'python' ? pythonBody : parseDurationJavascript;
  return bodyToInsert(template.replaceAll('$0', signature.parameters[0] ?? 'text'), task);
}

/** For a parameter `$0`. */
export const parseDurationJavascript = `const unitMs = new Map([['ms', 1], ['s', 1000], ['m', 60_000], ['h', 3_600_000], ['d', 86_400_000]]);
let total = 0;
const rest = $0.replace(/(\\d+(?:\\.\\d+)?)(ms|s|m|h|d)\\s*/g, (_, amount, unit) => {
  total += Number(amount) * (unitMs.get(unit) ?? 0);
  return '';
});
if ($0.trim() === '' || rest !== '') throw new RangeError(\`Not a duration: \${$0}\`);
return total;`;

const pythonBody = `units = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
part = re.compile(r"(\\d+(?:\\.\\d+)?)(ms|s|m|h|d)\\s*")
if not $0.strip() or part.sub("", $0) != "":
    raise ValueError(f"Not a duration: {$0}")
return sum(float(amount) * units[unit] for amount, unit in part.findall($0))`;

/** A hasty version: the last closing bracket is missing, as in an answer written without looking back. */
export function hastyVersion(code: string): string {
  const position = Math.max(code.lastIndexOf(')'), code.lastIndexOf('}'), code.lastIndexOf(']'));
  return position < 0 ? `${code} (` : code.slice(0, position) + code.slice(position + 1);
}
