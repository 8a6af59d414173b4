/** Makes the manifest's commands, menus, keybindings and walkthrough from their tables. Used at build time only. */

import { commandList, commands, type CommandMenu } from './commandTable.ts';
import { walkthrough } from './walkthrough.ts';

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
