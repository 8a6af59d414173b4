/** The boxes that ask for words, driven as a person does. */
import type { Screen } from '../screen.ts';

const input = '.quick-input-widget input.input';
const rows = '.quick-input-list .monaco-list-row';

/**
 * Types into the box of this title, waits for the route that it previews, and takes it.
 *
 * @returns the text of the previewed route
 */
export async function request(
  screen: Screen,
  title: string,
  text: string,
  { window = 0 }: { window?: number } = {},
): Promise<string> {
  await screen.waitFor({ window, selector: '.quick-input-title', hasText: title });
  const words = { window, selector: input, text };
  await screen.fill(words);
  await screen.waitFor({ window, selector: `${rows} .codicon-arrow-right` });
  const [first = ''] = await screen.texts({ window, selector: rows });
  await screen.press({ window, keys: 'Enter' });
  return first.replaceAll(/\s+/g, ' ').trim();
}
