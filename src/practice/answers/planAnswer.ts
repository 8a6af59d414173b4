/** A short, structured plan about the topic of the instruction. */
import { practiceNote } from './practiceAnswer.ts';
import type { PracticeTask } from './practiceTask.ts';
import { isAboutRefund, refundPlan } from './refundPlan.ts';

export function planOf(task: PracticeTask): string {
  const topic = topicOf(task.instruction);
  if (isAboutRefund(task)) return `# Plan: ${topic}\n\n${refundPlan}\n\n${practiceNote}`;
  const place = task.path === undefined ? 'the module it belongs to' : `\`${task.path}\``;
  return `# Plan: ${topic}

**Goal.** ${topic}, in small steps that each run and can be undone.

## Decisions

| Decision | Why | Turned down |
|---|---|---|
| Start at ${place} | It is what the request is about, and one place to look at first | A rewrite: nothing would run until the end |
| An interface before the second implementation | The first caller shows what is needed | A framework for cases that may never come |
| Tests at that interface | They survive the change behind it | Tests of the inner functions |

## Steps

1. Write down what ${place} promises today, as tests.
2. Put the seam in: the interface and the present behaviour behind it.
3. Build "${topic}" behind the seam, off by default.
4. Switch one caller, watch, then the others.
5. Remove what nobody calls any more.

## Risks

- Two ways of doing the same thing, if step 5 is left out.
- Data written by the new version and read by the old one during step 4.

## Open questions

- Who depends on the present behaviour without a test that says so?
- What is the limit on time and cost that this must keep?

${practiceNote}`;
}

/** The first sentence of the instruction without its "please plan …", at most 80 characters. */
function topicOf(instruction: string): string {
  const sentence = instruction.split(/[\n.?!]/)[0]?.trim() ?? '';
  const bare = sentence.replace(
    /^(?:please\s+)?(?:(?:make|write|draw up|give me)\s+(?:a|the)\s+)?(?:plan|design|architect|spec(?:ification)?)\s*(?:for|of|to|how to|out)?[:\s]+/i,
    '',
  );
  const topic = (bare === '' ? 'the change' : bare).slice(0, 80).trim().replaceAll(/[|`"]/g, '');
  return topic.charAt(0).toUpperCase() + topic.slice(1);
}
