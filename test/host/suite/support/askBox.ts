/** The boxes that ask for words, driven as a person does. */
import type { Screen } from '../screen.ts';

const input = '.quick-input-widget input.input';
const rows = '.quick-input-list .monaco-list-row';

/** Types into the box of this title and waits for the route that it previews; returns that row's text. */
export async function typeRequest(screen: Screen, title: string, text: string): Promise<string> {
  await screen.waitFor({ selector: '.quick-input-title', hasText: title });
  await screen.fill({ selector: input, text });
  await screen.waitFor({ selector: `${rows} .codicon-arrow-right` });
  const [first = ''] = await screen.texts({ selector: rows });
  return first.replaceAll(/\s+/g, ' ').trim();
}

/** Types, and takes what the box proposes. */
export async function request(screen: Screen, title: string, text: string): Promise<string> {
  const preview = await typeRequest(screen, title, text);
  await screen.press({ keys: 'Enter' });
  return preview;
}
