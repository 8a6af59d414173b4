import * as vscode from 'vscode';

export function activate(context: vscode.ExtensionContext): void {
  const item = vscode.window.createStatusBarItem('switchyard.meter', vscode.StatusBarAlignment.Right, 100);
  item.name = 'Switchyard';
  item.text = '$(arrow-swap) Set up';
  item.tooltip = 'Switchyard has no models yet';
  item.show();
  context.subscriptions.push(item);
}
