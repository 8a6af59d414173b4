/**
 * Our own reading of `.vscode/settings.json` and `*.code-workspace`: VS Code's API hides what it
 * ignores and what it could not parse.
 */

import { getNodeValue, parseTree, type Node, type ParseError } from 'jsonc-parser';
import { closestSetting } from './closestSetting.ts';
import { noEffect } from './resolveValue.ts';
import { infoOf, isSettingName, settingNames, settingPrefix } from './schema.ts';
import { fullName, type SettingProblem } from './settingProblem.ts';

export interface SettingsFile {
  /** As a person knows it, e.g. `app/.vscode/settings.json`. */
  readonly label: string;
  readonly text: string;
  /** A workspace file keeps its settings under `settings`. */
  readonly kind: 'settings' | 'workspace';
}

/** A file can hold any number of names of any length; no person reads more than this of them. */
const mostProblems = 50;
const longestName = 80;

const mentionsUs = /switchyard\.|"switchyard"\s*:/;

/** Everything that VS Code would pass over in silence. A file that does not speak of us has no problems. */
export function settingsFileProblems(file: SettingsFile): readonly SettingProblem[] {
  const errors: ParseError[] = [];
  // A byte order mark is no error to VS Code.
  const text = file.text.replace(/^\u{FEFF}/u, '');
  const root = parseTree(text, errors, { allowTrailingComma: true, allowEmptyContent: true });
  const [error] = errors;
  if (error !== undefined) return mentionsUs.test(file.text) ? [brokenFile(file, error.offset)] : [];
  const settings = file.kind === 'workspace' ? root && memberOf(root, 'settings') : root;
  const problems: SettingProblem[] = [];
  for (const problem of problemsIn(file, settings)) {
    if (problems.length === mostProblems) return [tooMany(file), ...problems];
    problems.push(problem);
  }
  return problems;
}

function* problemsIn(file: SettingsFile, settings: Node | undefined): Generator<SettingProblem, undefined> {
  for (const { name, value } of membersOf(settings)) {
    if (/^\[.+\]$/.test(name)) yield* inLanguageBlock(file, name, value);
    else for (const each of settingsOf(name, value)) yield* problemsOf(file, each);
  }
}

interface Member {
  readonly name: string;
  readonly value: Node;
}

function membersOf(node: Node | undefined): readonly Member[] {
  if (node?.type !== 'object') return [];
  return (node.children ?? []).flatMap(({ children: [key, value] = [] }) =>
    key === undefined || value === undefined ? [] : [{ name: String(getNodeValue(key)), value }],
  );
}

function memberOf(node: Node, name: string): Node | undefined {
  return membersOf(node).findLast((member) => member.name === name)?.value;
}

/** Flattens `"switchyard": {"budget": {"perDay": 5}}` as VS Code does, down to names that are settings. */
function settingsOf(name: string, value: Node): readonly Member[] {
  const isOurs = name === 'switchyard' || name.startsWith(settingPrefix);
  if (!isOurs) return [];
  const inner = membersOf(value);
  const isGroup = settingNames.some((each) => fullName(each).startsWith(`${name}.`));
  if (!isGroup || inner.length === 0) return [{ name, value }];
  return inner.flatMap((member) => settingsOf(`${name}.${member.name}`, member.value));
}

function problemsOf(file: SettingsFile, { name, value }: Member): readonly SettingProblem[] {
  const short = name.slice(settingPrefix.length);
  if (!isSettingName(short)) return [unknownSetting(file, name, value)];
  return infoOf(short).scope === 'application' ? [noEffect(short, file.label)] : [];
}

/** A file that is there but cannot be read may hold limits, so it counts like a broken one. */
export function unreadableFile(label: string): SettingProblem {
  return {
    kind: 'brokenFile',
    setting: fullName('*'),
    where: label,
    message: `${label} cannot be read, so nobody knows which ${fullName('*')} limits it sets.`,
    mend: 'Make the file readable or remove it.',
    blocksPaidCalls: true,
  };
}

/** What stands further on is not looked at, and may hold limits. */
function tooMany(file: SettingsFile): SettingProblem {
  return {
    kind: 'brokenFile',
    setting: fullName('*'),
    where: file.label,
    message: `${file.label} holds more than ${mostProblems} ${fullName('*')} names with a problem; the rest was not read.`,
    mend: 'Correct or remove them.',
    blocksPaidCalls: true,
  };
}

function shortened(name: string): string {
  return name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name;
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

function brokenFile(file: SettingsFile, offset: number): SettingProblem {
  const line = lineOf(file.text, offset);
  return {
    kind: 'brokenFile',
    setting: fullName('*'),
    where: file.label,
    line,
    message: `${file.label} has a syntax error in line ${line}, so its ${fullName('*')} settings cannot be trusted.`,
    mend: 'Open the file and mend that line.',
    blocksPaidCalls: true,
  };
}

/** A misspelt limit is a limit that nobody keeps: it blocks like a bad one. */
function unknownSetting(file: SettingsFile, fullText: string, value: Node): SettingProblem {
  const name = shortened(fullText);
  const meant = closestSetting(name.slice(settingPrefix.length));
  const line = lineOf(file.text, value.offset);
  const mend = meant === undefined ? '' : ` Did you mean ${fullName(meant)}?`;
  return {
    kind: 'unknownSetting',
    setting: name,
    where: file.label,
    line,
    message: `${name} in ${file.label}, line ${line}, is no setting of this version of Switchyard.`,
    mend: `Correct or remove it.${mend}`,
    blocksPaidCalls: /^switchyard\.(?:budget|limit)/i.test(name) || (meant !== undefined && guards(meant)),
  };
}

function guards(name: string): boolean {
  return isSettingName(name) && infoOf(name).scope === 'resource' && infoOf(name).guardsSpending;
}

function inLanguageBlock(file: SettingsFile, block: string, value: Node): readonly SettingProblem[] {
  const blockName = shortened(block);
  return membersOf(value)
    .flatMap((member) => settingsOf(member.name, member.value))
    .map(({ name }) => ({
      kind: 'noEffect',
      setting: shortened(name),
      where: file.label,
      message: `${shortened(name)} has no effect inside "${blockName}" in ${file.label}: it does not depend on the language.`,
      mend: `Move it out of "${blockName}".`,
      blocksPaidCalls: guards(name.slice(settingPrefix.length)),
    }));
}
