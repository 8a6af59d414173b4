/** The walkthrough "Get Started with Switchyard": pure data for the manifest. */

export interface WalkthroughStep {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** Under media/walkthrough/. */
  readonly media: string;
  readonly completionEvents: readonly string[];
}

export const walkthrough = {
  id: 'switchyard.start',
  title: 'Get Started with Switchyard',
  description:
    'Route each request to the right model and watch what thinking costs, under a budget that holds.',
  steps: [
    {
      id: 'practice',
      title: 'Try it without a key',
      description:
        'The practice provider streams canned answers through the real meter, budget and ledger. No model is called, no money is spent.\n[Ask…](command:switchyard.ask)',
      media: 'practice.md',
      completionEvents: ['onCommand:switchyard.ask'],
    },
    {
      id: 'models',
      title: 'Set up your models',
      description:
        'One key can serve the fast and the reasoning model. A local server needs none.\n[Set Up Models](command:switchyard.setUpModels)',
      media: 'models.md',
      completionEvents: ['onCommand:switchyard.setUpModels'],
    },
    {
      id: 'budget',
      title: 'Set your budget',
      description:
        '$0.50 per request, $5 per day and $50 per month hold from the start, per developer and machine. Change them to what you are ready to pay.\n[Budget Settings](command:workbench.action.openSettings?%5B%22switchyard.budget%22%5D)',
      media: 'budget.md',
      completionEvents: [
        'onSettingChanged:switchyard.budget.perDay',
        'onSettingChanged:switchyard.budget.perMonth',
        'onCommand:switchyard.setWorkspaceBudget',
      ],
    },
    {
      id: 'dashboard',
      title: 'See where the money went',
      description:
        'Each request with its route, its visible and hidden tokens, its cost and why.\n[Open Dashboard](command:switchyard.openDashboard)',
      media: 'dashboard.md',
      completionEvents: ['onCommand:switchyard.openDashboard'],
    },
  ],
} as const satisfies {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly steps: readonly WalkthroughStep[];
};
