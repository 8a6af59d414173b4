/** What every view of the page is given besides its data. */
import type { PageState } from './pageState.ts';
import type { MessageFromPage } from './protocol.ts';

export interface Page {
  readonly state: () => PageState;
  /** Keeps the change over reloads and draws the page anew. */
  readonly change: (patch: Partial<PageState>) => void;
  readonly send: (message: MessageFromPage) => void;
  /** Says a sentence to a screen reader, politely. */
  readonly announce: (sentence: string) => void;
}
