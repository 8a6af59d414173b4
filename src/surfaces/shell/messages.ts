/**
 * Messages to the person, all of them. VS Code turns `[text](command:…)` in a message into a link that
 * runs the command, and messages quote providers, files and settings: here their words stay words.
 */
import * as vscode from 'vscode';

/** A button of a message, and what it does. */
export interface Offer {
  readonly title: string;
  readonly run: () => Promise<unknown>;
}

const longest = 1_000;
/** Control characters and those that turn the direction of writing. */
const unseemly = /[^\P{Cc}\n]|[\u{202A}-\u{202E}\u{2066}-\u{2069}]/gu;

export function asMessage(text: string): string {
  const plain = text.replaceAll(unseemly, ' ').replaceAll('](', '] (');
  return plain.length > longest ? `${plain.slice(0, longest - 1)}…` : plain;
}

/** @returns the button that was pressed. */
export function showInformation<Button extends string>(
  text: string,
  ...buttons: readonly Button[]
): Thenable<Button | undefined> {
  return vscode.window.showInformationMessage(asMessage(text), ...buttons);
}

/** For refusals: nothing broke. */
export function showWarning<Button extends string>(
  text: string,
  ...buttons: readonly Button[]
): Thenable<Button | undefined> {
  return vscode.window.showWarningMessage(asMessage(text), ...buttons);
}

export function showError<Button extends string>(
  text: string,
  ...buttons: readonly Button[]
): Thenable<Button | undefined> {
  return vscode.window.showErrorMessage(asMessage(text), ...buttons);
}

/** A dialog that waits for the person. @returns undefined where they cancel. */
export async function choose<Button extends string>(
  text: string,
  detail: string,
  ...buttons: readonly Button[]
): Promise<Button | undefined> {
  const options = { modal: true, detail: asMessage(detail) };
  return vscode.window.showWarningMessage(asMessage(text), options, ...buttons);
}

/** Everything but `yes` is no. */
export async function confirm(text: string, detail: string, yes: string): Promise<boolean> {
  return (await choose(text, detail, yes)) === yes;
}

/**
 * `text` as it stands, on one line: names come from providers and files, and may neither break a table nor
 * carry markup.
 */
export function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]()#+\-.!|<>$~]/g, '\\$&').replaceAll(/\s+/g, ' ');
}
