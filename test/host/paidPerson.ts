/**
 * A person with a paid provider of their own. A practice server in this process plays it: it counts money, records
 * what it is asked and answers as a test wants.
 */
import { sitDown, type Person, type PersonOptions } from './person.ts';
import { type ControlledPracticeServer, startControlledPractice } from '../doubles/controlledPractice.ts';

export interface PaidPerson {
  readonly person: Person;
  readonly home: ControlledPracticeServer;
  /** Requests for a model that reached the provider. */
  readonly calls: () => number;
  readonly leave: () => Promise<void>;
}

/** Dollars per million tokens: an answer of 190 tokens costs $0.19, whatever is sent. */
const prices = { input: 0.01, output: 1000 };

export async function sitDownWithKey(options: PersonOptions = {}): Promise<PaidPerson> {
  const home = await startControlledPractice();
  const person = await sitDown({
    ...options,
    settings: {
      'switchyard.providers': { home: { baseUrl: home.endpoint.baseUrl, dialect: 'openai' } },
      'switchyard.models.fast': 'home/fast',
      'switchyard.models.reasoning': 'home/reasoning',
      'switchyard.models.prices': { 'home/fast': prices, 'home/reasoning': prices },
      'switchyard.limits.fastTokens': 200,
      'switchyard.limits.costPerRequest': 1,
      ...options.settings,
    },
  }).catch(async (error: unknown) => {
    await home.close();
    throw error;
  });
  return {
    person,
    home,
    calls: () => home.control.requests().filter(({ method }) => method === 'POST').length,
    async leave() {
      await person.leave();
      await home.close();
    },
  };
}

/** *Set API Key*, as a person does it. */
export async function enterKey({ person, home }: PaidPerson): Promise<void> {
  await person.command('Switchyard: Set API Key');
  const box = person.page.locator('.quick-input-widget', { hasText: 'API key for home' });
  await box.waitFor();
  await person.typeInQuickInput(home.apiKey);
  await person.press('Enter');
  await box.waitFor({ state: 'hidden' });
}

/** An answer that costs about `tokens` thousandths of a dollar. */
export function answerOf(tokens: number): string {
  return `// ${'word '.repeat(tokens - 1)}`;
}
