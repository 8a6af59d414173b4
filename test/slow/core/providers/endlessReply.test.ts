import { expect, it } from 'vitest';
import { largestReply, ThreadShare } from '../../../../src/core/model/replyLimits.ts';
import { replyMessages } from '../../../../src/core/providers/replyMessages.ts';

it('lets go of a body that does not end', async () => {
  let given = 0;
  let cancelled = false;
  const piece = new TextEncoder().encode(': still there\n'.repeat(5000));
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      given += piece.length;
      controller.enqueue(piece);
    },
    cancel: () => void (cancelled = true),
  });
  const reading = async (): Promise<void> => {
    for await (const _ of replyMessages(body, new AbortController().signal, new ThreadShare())) break;
  };
  await expect(reading()).rejects.toThrow('larger than any true one');
  expect(cancelled).toBe(true);
  expect(given).toBeLessThan(largestReply + 10 * piece.length);
});
