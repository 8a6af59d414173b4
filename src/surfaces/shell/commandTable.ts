/**
 * Every command: what the manifest says of it. Pure data, so that the manifest is generated from it and
 * extension.ts fails to compile when one has no handler.
 */

/** Where a command is offered besides the palette. `switchyard.editor` is our submenu of the editor's context menu. */
export type MenuId = 'switchyard.editor' | 'editor/title';

export interface CommandMenu {
  readonly menu: MenuId;
  readonly group: string;
  readonly when?: string;
}

export interface CommandKeybinding {
  readonly key: string;
  readonly mac?: string;
  readonly when: string;
}

export interface Command {
  readonly title: string;
  /** A codicon's name. */
  readonly icon: string;
  /** When the command can run; the palette hides it otherwise. */
  readonly enablement?: string;
  readonly menus?: readonly CommandMenu[];
  readonly keybinding?: CommandKeybinding;
}

/** Context keys that the extension sets; the `when` and `enablement` clauses below read them. */
export const contextKeys = {
  /** A request runs in this window. */
  running: 'switchyard.running',
  /** One of them thinks without showing an answer yet. */
  thinking: 'switchyard.thinking',
  /** An edit waits to be applied or discarded. */
  reviewing: 'switchyard.reviewing',
} as const;

/** The right side of the diff that shows an edit before it is applied. */
export const previewScheme = 'switchyard-preview';
const previewShown = `resourceScheme == ${previewScheme}`;

const writableEditor = 'editorIsOpen && !editorReadonly';

export const commands = {
  'switchyard.ask': {
    title: 'Ask…',
    icon: 'comment',
    menus: [{ menu: 'switchyard.editor', group: '1_ask@1' }],
    keybinding: { key: 'ctrl+alt+enter', mac: 'cmd+alt+enter', when: 'editorTextFocus' },
  },
  'switchyard.format': {
    title: 'Format',
    icon: 'list-flat',
    enablement: writableEditor,
    menus: [{ menu: 'switchyard.editor', group: '2_edit@1' }],
  },
  'switchyard.complete': {
    title: 'Complete at Cursor',
    icon: 'arrow-right',
    enablement: writableEditor,
    menus: [{ menu: 'switchyard.editor', group: '2_edit@2' }],
  },
  'switchyard.refactor': {
    title: 'Refactor Selection…',
    icon: 'edit-sparkle',
    enablement: 'editorHasSelection && !editorReadonly',
    menus: [{ menu: 'switchyard.editor', group: '2_edit@3' }],
  },
  'switchyard.architect': {
    title: 'Architect…',
    icon: 'compass',
    menus: [{ menu: 'switchyard.editor', group: '1_ask@2' }],
  },
  'switchyard.stop': {
    title: 'Stop',
    icon: 'debug-stop',
    enablement: contextKeys.running,
    menus: [{ menu: 'editor/title', group: 'navigation@2', when: contextKeys.running }],
    keybinding: {
      key: 'shift+escape',
      when: `${contextKeys.running} && editorTextFocus && !findWidgetVisible && !suggestWidgetVisible`,
    },
  },
  'switchyard.answerFastNow': {
    title: 'Answer Fast Now',
    icon: 'zap',
    enablement: contextKeys.thinking,
    menus: [{ menu: 'editor/title', group: 'navigation@1', when: contextKeys.thinking }],
  },
  'switchyard.applyEdit': {
    title: 'Apply Edit',
    icon: 'check',
    enablement: contextKeys.reviewing,
    menus: [{ menu: 'editor/title', group: 'navigation@1', when: previewShown }],
    keybinding: { key: 'ctrl+enter', mac: 'cmd+enter', when: previewShown },
  },
  'switchyard.discardEdit': {
    title: 'Discard Edit',
    icon: 'discard',
    enablement: contextKeys.reviewing,
    menus: [{ menu: 'editor/title', group: 'navigation@2', when: previewShown }],
    keybinding: { key: 'escape', when: previewShown },
  },
  'switchyard.retryWithReasoning': { title: 'Retry with Reasoning', icon: 'lightbulb' },
  'switchyard.retryFast': { title: 'Retry Fast', icon: 'refresh' },
  'switchyard.undoAndRetry': { title: 'Undo Edit and Retry with Reasoning', icon: 'debug-step-back' },
  'switchyard.reroute': { title: 'Reroute Last Request…', icon: 'git-compare' },
  'switchyard.explainLastRoute': {
    title: 'Explain Last Route',
    icon: 'question',
    menus: [{ menu: 'switchyard.editor', group: '3_look@1' }],
  },
  'switchyard.showThinking': { title: 'Show Thinking', icon: 'eye' },
  'switchyard.openDashboard': {
    title: 'Open Dashboard',
    icon: 'dashboard',
    menus: [{ menu: 'switchyard.editor', group: '3_look@2' }],
  },
  'switchyard.setUpModels': { title: 'Set Up Models', icon: 'settings-gear' },
  'switchyard.changeModel': { title: 'Change Model…', icon: 'arrow-swap' },
  'switchyard.setApiKey': { title: 'Set API Key', icon: 'key' },
  'switchyard.removeApiKey': { title: 'Remove API Key', icon: 'trash' },
  'switchyard.setWorkspaceBudget': {
    title: 'Set Workspace Budget…',
    icon: 'credit-card',
    enablement: 'workspaceFolderCount > 0',
  },
  'switchyard.raiseLimit': { title: 'Change My Limits…', icon: 'arrow-up' },
  'switchyard.allowOnce': { title: 'Allow the Refused Request Once', icon: 'pass' },
  'switchyard.setModelPrice': { title: 'Set Model Price…', icon: 'tag' },
  'switchyard.showSettingProblems': { title: 'Show Setting Problems', icon: 'warning' },
  'switchyard.chooseCheckTask': {
    title: 'Choose Check Task…',
    icon: 'checklist',
    enablement: 'isWorkspaceTrusted && workspaceFolderCount > 0',
  },
  'switchyard.manageRoutingRules': { title: 'Manage Routing Rules', icon: 'list-filter' },
  'switchyard.acknowledgeCapBreach': { title: 'Use Model Again After Cap Breach', icon: 'pass' },
  'switchyard.copyDiagnostics': { title: 'Copy Diagnostics', icon: 'clippy' },
  'switchyard.deleteMyData': { title: 'Delete My Data', icon: 'clear-all' },
} as const satisfies Readonly<Record<`switchyard.${string}`, Command>>;

export type CommandId = keyof typeof commands;

export function isCommandId(id: string): id is CommandId {
  return Object.hasOwn(commands, id);
}

/** The table with each row as the interface has it, for readers that go over all of them. */
export const commandList: readonly (readonly [CommandId, Command])[] = Object.keys(commands)
  .filter(isCommandId)
  .map((id) => [id, commands[id]]);
