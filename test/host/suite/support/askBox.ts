/** The boxes that ask for words, driven as a person does. */
import type { Screen } from '../screen.ts';

const input = '.quick-input-widget input.input';
const rows = '.quick-input-list .monaco-list-row';

/** Types into the box of this title and waits for the route that it previews; returns that row's text. */
export async function typeRequest(
  screen: Screen,
  title: string,
  text: string,
  { window = 0 }: { window?: number } = {},
): Promise<string> {
  await screen.waitFor({ window, selector: '.quick-input-title', hasText: title });
  await screen.fill({ window, selector: input, text });
  await screen.waitFor({ window, selector: `${rows} .codicon-arrow-right` });
  const [first = ''] = await screen.texts({ window, selector: rows });
  return first.replaceAll(/\s+/g, ' ').trim();
}

/** Leaves the box of this title unanswered; the next one may open once it is gone. */
export async function leaveBox(screen: Screen, title: string): Promise<void> {
  await screen.press({ keys: 'Escape' });
  await screen.waitFor({ selector: '.quick-input-title', hasText: title, state: 'hidden' });
}

/** Types, and takes what the box proposes. */
export async function request(
  screen: Screen,
  title: string,
  text: string,
  { window = 0 }: { window?: number } = {},
): Promise<string> {
  const preview = await typeRequest(screen, title, text, { window });
  await screen.press({ window, keys: 'Enter' });
  return preview;
}
