/** A short, structured plan about the topic of the instruction, or the one for the sample workspace. */
import { practiceNote, type PracticeTask } from './practiceTask.ts';

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

// The plan for `payments/refund.ts` of the sample workspace.

function isAboutRefund({ path = '', file, before, selection, after }: PracticeTask): boolean {
  return path.endsWith('payments/refund.ts') && /\brefund\(payment\b/.test(file + before + selection + after);
}

const refundPlan = `**Goal.** A refund happens once, however often it is tried and whoever else refunds at the same moment, and never for more than was captured.

## What can go wrong today

- \`refund\` reads \`refundedCents\`, asks the provider, and only then adds. Two refunds at once both pass the check, and together pay back more than was captured.
- A time-out says neither yes nor no. Trying again may pay twice; giving up may never pay.
- The amount is summed in dollars as floating point and rounded once, so it can differ from the receipt by a cent.

## Decisions

- **The caller gives each refund an id, and every try sends it as the idempotency key.** Turned down: a key made inside \`refund\`, which a retry after a crash would not know.
- **Reserve, then ask.** One conditional update adds the cents to \`pendingCents\` where refunded + pending + cents is at most captured. Turned down: a lock held while the network is asked.
- **Three outcomes: done, refused, unknown.** Unknown stays pending until somebody finds out. Turned down: an exception for everything that is not done.
- **Whole cents from the cart onwards.**

## Steps

1. \`src/cart.ts\`: \`unitPrice\` becomes \`unitCents\`; one function sums lines to cents.
2. \`payments/refundLog.ts\` (new): a row per refund id with payment, cents and state; reserve, settle and release as single updates.
3. \`payments/refund.ts\`: take \`refundId\`, reserve, send the \`Idempotency-Key\` header with a deadline, then settle or release. A deadline, a lost connection or a 5xx leaves the row pending.
4. \`payments/reconcile.ts\` (new): asks the provider about rows pending for over a minute and settles them.
5. Tests: two refunds at once; time-out, then retry with the same id; a crash between reserve and answer; one cent too much.
6. Switch the callers, then remove the old signature.

## Risks

- A provider forgets idempotency keys after a while (often a day): reconcile well before that.
- Rows written by step 2 must be understood by the version that runs beside it during the rollout.

## Open questions

- Does the provider report refunds by our id, or only by its own?
- Who is told when a refund stays unknown for an hour?`;
