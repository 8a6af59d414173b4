/** Ways to misbehave, one per request. */
import * as z from 'zod';

export const faultSchema = z.discriminatedUnion('kind', [
  /** An HTTP error in the provider's shape. `quota` turns a 429 into "insufficient_quota". */
  z.strictObject({
    kind: z.literal('status'),
    status: z.int().min(400).max(599),
    retryAfterSeconds: z.number().nonnegative().optional(),
    quota: z.boolean().optional(),
    message: z.string().optional(),
  }),
  z.strictObject({
    kind: z.literal('redirect'),
    status: z.literal([301, 302, 303, 307, 308]),
    location: z.string(),
  }),
  /** The connection is cut in the middle of the answer. */
  z.strictObject({ kind: z.literal('drop') }),
  z.strictObject({ kind: z.literal('stall'), at: z.enum(['headers', 'firstToken', 'midStream']) }),
  /** Half the answer, then a chunk that is no JSON, then the end. */
  z.strictObject({ kind: z.literal('malformedChunk') }),
  /** Half the answer, then an error object in the stream. */
  z.strictObject({ kind: z.literal('errorInStream'), message: z.string().optional() }),
  /** Leaves parts out of an otherwise good stream. */
  z.strictObject({ kind: z.literal('omit'), parts: z.array(z.enum(['usage', 'finish', 'done'])).min(1) }),
  z.strictObject({ kind: z.literal('usageTwice') }),
  z.strictObject({ kind: z.literal('usagePlace'), place: z.enum(['choice', 'xGroq']) }),
  /** Thinking inside the content, its count not reported. */
  z.strictObject({ kind: z.literal('inlineThinking'), tags: z.enum(['whole', 'split', 'onlyClosing']) }),
  /** Bills and sends this many tokens more than the cap on the wire allows. */
  z.strictObject({ kind: z.literal('ignoreCap'), extraTokens: z.int().positive() }),
  z.strictObject({ kind: z.literal('refusal') }),
  z.strictObject({ kind: z.literal('contentFilter') }),
  z.strictObject({ kind: z.literal('emptyAnswer') }),
  /** Status 200 with another content type and a page of HTML, as a captive portal answers. */
  z.strictObject({ kind: z.literal('wrongContentType') }),
  /** One chunk of that many characters of content. */
  z.strictObject({ kind: z.literal('hugeChunk'), characters: z.int().positive() }),
  /** The same bytes in packets of a few bytes, cutting lines and characters apart. */
  z.strictObject({ kind: z.literal('slowDrip'), bytes: z.int().positive() }),
  /** No fault: exactly this answer, after that much thinking. */
  z.strictObject({
    kind: z.literal('answer'),
    text: z.string(),
    thinkingTokens: z.int().nonnegative().optional(),
  }),
]);

export type Fault = z.infer<typeof faultSchema>;
