/**
 * What a person set on the page itself: kept by the editor over reloads, never sent to the host. And what
 * every view is given of it.
 */
import * as z from 'zod/mini';
import { requestClasses, tiers } from '../core/model/request.ts';
import type { MessageFromPage } from './protocol.ts';

export const sortColumns = ['time', 'hidden', 'cost', 'seconds'] as const;
export type SortColumn = (typeof sortColumns)[number];

const stateSchema = z.strictObject({
  /** Absent = real requests where there are any, else practice. */
  realm: z.optional(z.enum(['real', 'practice'])),
  tokensBy: z.enum(['day', 'request']),
  sortBy: z.enum(sortColumns),
  descending: z.boolean(),
  class: z.optional(z.enum(requestClasses)),
  tier: z.optional(z.enum(tiers)),
  find: z.string(),
  /** Attempts whose receipt is open. */
  open: z.array(z.string()),
});
export type PageState = z.infer<typeof stateSchema>;

const firstState: PageState = {
  tokensBy: 'day',
  sortBy: 'time',
  descending: true,
  find: '',
  open: [],
};

/** A state of an older version, or none, gives the first state. */
export function restoreState(saved: unknown): PageState {
  const result = stateSchema.safeParse(saved);
  return result.success ? result.data : firstState;
}

/** What every view of the page is given besides its data. */
export interface Page {
  readonly state: () => PageState;
  /** Keeps the change over reloads and draws the page anew. */
  readonly change: (patch: Partial<PageState>) => void;
  readonly send: (message: MessageFromPage) => void;
  /** Says a sentence to a screen reader, politely. */
  readonly announce: (sentence: string) => void;
}
