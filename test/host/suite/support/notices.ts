/** What is said to a person in notifications: a test's window shows no toasts, but lists what was said. */
import * as vscode from 'vscode';
import type { Screen } from '../screen.ts';
import { until } from './until.ts';

const button = '.notifications-center .monaco-button';

/** Presses a button of a notice, waiting for it. */
export async function clickNotice(screen: Screen, title: string): Promise<void> {
  await until(`the button ${title}`, async () => {
    // The list closes when a quick pick takes the focus; and one that is long stays where it was scrolled to,
    // so that a notice which comes on top of it is not drawn until the list is opened anew.
    await vscode.commands.executeCommand('notifications.showList');
    const found = (await screen.texts({ selector: button })).some((text) => text.includes(title));
    if (!found) await vscode.commands.executeCommand('notifications.hideList');
    return found;
  });
  await screen.click({ selector: button, hasText: title });
}
