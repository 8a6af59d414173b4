/** The ports of the core as VS Code and the machine fill them. */
import * as vscode from 'vscode';
import type { Log, Clock } from '../../core/model/ports.ts';

/** The output channel “Switchyard”; its level is the user's, by VS Code's own command. */
export function createLog(): Log & { readonly output: vscode.LogOutputChannel } {
  const output = vscode.window.createOutputChannel('Switchyard', { log: true });
  return {
    output,
    trace: (message) => output.trace(message),
    info: (message) => output.info(message),
    warn: (message) => output.warn(message),
    error: (message) => output.error(message),
  };
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  schedule(task, delayMs) {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};
