/** Makes the manifest's commands, menus, keybindings and walkthrough from their tables. Used at build time only. */
import { commandList, commands, type CommandMenu } from '../shell/commandTable.ts';

const submenu = 'switchyard.editor';
const textKey = (id: string) => `command.${id.replace('switchyard.', '')}`;

function menusOf(): Record<string, object[]> {
  const menus: Record<string, object[]> = {
    'editor/context': [{ submenu, group: '1_modification@9' }],
  };
  for (const [command, { menus: places = [] }] of commandList) {
    for (const { menu, group, when } of places satisfies readonly CommandMenu[]) {
      (menus[menu] ??= []).push({ command, group, ...(when !== undefined && { when }) });
    }
  }
  return menus;
}

function stepOf(step: (typeof walkthrough.steps)[number]) {
  return {
    id: step.id,
    title: `%walkthrough.${step.id}.title%`,
    description: `%walkthrough.${step.id}.description%`,
    media: { markdown: `media/walkthrough/${step.media}` },
    completionEvents: step.completionEvents,
  };
}

/** Keys of `contributes`, with texts as `%key%`. */
export function commandContributions() {
  return {
    commands: commandList.map(([command, { icon, enablement }]) => ({
      command,
      title: `%${textKey(command)}%`,
      category: 'Switchyard',
      icon: `$(${icon})`,
      ...(enablement !== undefined && { enablement }),
    })),
    submenus: [{ id: submenu, label: 'Switchyard' }],
    menus: menusOf(),
    keybindings: commandList.flatMap(([command, { keybinding }]) =>
      keybinding === undefined ? [] : [{ command, ...keybinding }],
    ),
    walkthroughs: [
      {
        id: walkthrough.id,
        title: '%walkthrough.title%',
        description: '%walkthrough.description%',
        steps: walkthrough.steps.map(stepOf),
      },
    ],
  };
}

/** Texts by their key in package.nls.json. */
export function commandTexts(): Record<string, string> {
  return Object.fromEntries([
    ...commandList.map(([id]) => [textKey(id), commands[id].title]),
    ['walkthrough.title', walkthrough.title],
    ['walkthrough.description', walkthrough.description],
    ...walkthrough.steps.flatMap((step) => [
      [`walkthrough.${step.id}.title`, step.title],
      [`walkthrough.${step.id}.description`, step.description],
    ]),
  ]);
}

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
