/** The hover of a request that runs. */
import * as vscode from 'vscode';

/**
 * Always the same words, none of them from elsewhere: so it may be trusted whole. It has to be, since
 * VS Code takes a hover with a list of trusted commands for another one whenever the item's text changes,
 * and closes it under the pointer that is on its way to a button.
 */
export function runningHover(): vscode.MarkdownString {
  const hover = new vscode.MarkdownString(
    [
      'Running. Figures with ≈ are estimates until the provider’s own come.',
      '[Stop](command:switchyard.stop) · [Answer fast now](command:switchyard.answerFastNow)',
    ].join('\n\n'),
  );
  hover.isTrusted = true;
  return hover;
}
