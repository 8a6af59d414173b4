/**
 * Our own reading of `.vscode/settings.json` and `*.code-workspace`: VS Code's API hides what it
 * ignores and what it could not parse.
 */
import { getNodeValue, parseTree, type Node, type ParseError } from 'jsonc-parser';
import { noEffect } from './resolveValue.ts';
import { infoOf, isSettingName, settingNames, settingPrefix, type SettingName } from './schema.ts';
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

/** Everything that VS Code would pass over in silence. A file that does not speak of us has no problems. */
export function settingsFileProblems(file: SettingsFile): readonly SettingProblem[] {
  const errors: ParseError[] = [];
  const root = rootOf(file.text, errors);
  const [error] = errors;
  if (error !== undefined) return mentionsUs(file.text) ? [brokenFile(file, error.offset)] : [];
  const problems: SettingProblem[] = [];
  for (const problem of problemsIn(file, root)) {
    if (problems.length === mostProblems) return [tooMany(file), ...problems];
    problems.push(problem);
  }
  return problems;
}

/** A byte order mark is no error to VS Code; a blank keeps every offset. */
function rootOf(text: string, errors: ParseError[] = []): Node | undefined {
  const options = { allowTrailingComma: true, allowEmptyContent: true };
  return parseTree(text.replace(/^\u{FEFF}/u, ' '), errors, options);
}

/** In whatever capitals and escapes: what cannot be parsed cannot be looked at more closely. */
function mentionsUs(text: string): boolean {
  const plain = text.replace(/\\u([0-9a-f]{4})/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  return /switchyard(?:\.|["'])/i.test(plain);
}

function* problemsIn(file: SettingsFile, root: Node | undefined): Generator<SettingProblem, undefined> {
  const members = membersOf(root);
  if (file.kind === 'settings') return yield* problemsAmong(file, members);
  for (const member of members) {
    if (member.name === 'settings') yield* problemsAmong(file, membersOf(member.value));
    else yield* outsideOfSettings(file, member);
  }
}

function* problemsAmong(
  file: SettingsFile,
  members: readonly Member[],
): Generator<SettingProblem, undefined> {
  const seen = new Map<SettingName, Member>();
  for (const { name, value } of members) {
    if (/^\[.+\]$/.test(name)) {
      const place = inLanguageBlock(name);
      for (const each of membersOf(value).flatMap(settingsOf)) yield misplaced(file, each, place);
    } else {
      for (const each of settingsOf({ name, value })) yield* problemsOf(file, each, seen);
    }
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

/**
 * Flattens `"switchyard": {"budget": {"perDay": 5}}` as VS Code does, down to names that are settings.
 * Names in other capitals, which VS Code passes over, are taken along to be told.
 */
function settingsOf({ name, value }: Member): readonly Member[] {
  const plain = name.trim().toLowerCase();
  const isOurs = `${plain}.`.startsWith(settingPrefix);
  if (!isOurs) return nearlyOurs(name) ? [{ name, value }] : [];
  const inner = membersOf(value);
  const isGroup = settingNames.some((each) => fullName(each).toLowerCase().startsWith(`${plain}.`));
  if (!isGroup || inner.length === 0) return [{ name, value }];
  return inner.flatMap((member) => settingsOf({ name: `${name}.${member.name}`, value: member.value }));
}

function* problemsOf(
  file: SettingsFile,
  member: Member,
  seen: Map<SettingName, Member>,
): Generator<SettingProblem, undefined> {
  const name = settingIn(member.name);
  if (name === undefined) {
    yield unknownSetting(file, member);
    return;
  }
  if (infoOf(name).scope === 'application') {
    yield { ...noEffect(name, file.label), line: lineOf(file.text, member.value.offset) };
  }
  const before = seen.get(name);
  seen.set(name, member);
  if (before && JSON.stringify(getNodeValue(before.value)) !== JSON.stringify(getNodeValue(member.value))) {
    yield setTwice(file, name, before, member);
  }
}

function settingIn(fullText: string): SettingName | undefined {
  const name = fullText.slice(settingPrefix.length);
  return fullText.startsWith(settingPrefix) && isSettingName(name) ? name : undefined;
}

/** The line, from 1, on which a file sets it in any way of writing; undefined where it does not. */
export function lineOfSetting(
  { text, kind }: Pick<SettingsFile, 'text' | 'kind'>,
  setting: string,
): number | undefined {
  const members = membersOf(rootOf(text));
  const inSettings = members.flatMap(({ name, value }) =>
    kind === 'workspace' && name === 'settings' ? membersOf(value) : { name, value },
  );
  const found = inSettings.flatMap(settingsOf).findLast(({ name }) => name === setting);
  return found && lineOf(text, found.value.offset);
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
function unknownSetting(file: SettingsFile, { name: fullText, value }: Member): SettingProblem {
  const name = shortened(fullText);
  const meant = meantSetting(name);
  const line = lineOf(file.text, value.offset);
  const isOtherCapitals = fullText.trim().toLowerCase() === fullName(meant ?? '').toLowerCase();
  const what = isOtherCapitals
    ? `is passed over, since the name is not written as ${fullName(meant ?? '')}`
    : 'is no setting of this version of Switchyard';
  const mend = isOtherCapitals
    ? `Write ${fullName(meant ?? '')}, capitals and all.`
    : `Correct or remove it.${meant === undefined ? '' : ` Did you mean ${fullName(meant)}?`}`;
  return {
    kind: 'unknownSetting',
    setting: name,
    concerns: meant,
    where: file.label,
    line,
    message: `${name} in ${file.label}, line ${line}, ${what}.`,
    mend,
    blocksPaidCalls: /^\s*switchyard\.(?:budget|limit)/i.test(name) || guards(meant),
  };
}

function guards(name: SettingName | undefined): boolean {
  return name !== undefined && infoOf(name).scope === 'resource' && infoOf(name).guardsSpending;
}

/** VS Code takes the last; who wrote the first believes in that. */
function setTwice(file: SettingsFile, name: SettingName, before: Member, after: Member): SettingProblem {
  const [first, line] = [lineOf(file.text, before.value.offset), lineOf(file.text, after.value.offset)];
  return {
    kind: 'unknownSetting',
    setting: fullName(name),
    concerns: name,
    where: file.label,
    line,
    message: `${fullName(name)} is set twice in ${file.label}, in line ${first} and in line ${line}, and only the last counts.`,
    mend: 'Remove one of them.',
    blocksPaidCalls: guards(name),
  };
}

interface WrongPlace {
  /** Goes on after "… has no effect". */
  readonly where: string;
  readonly why: string;
  readonly mend: string;
}

function inLanguageBlock(block: string): WrongPlace {
  const name = `"${shortened(block)}"`;
  return {
    where: `inside ${name}`,
    why: 'it does not depend on the language',
    mend: `Move it out of ${name}.`,
  };
}

/** A workspace file holds settings under "settings", in small letters, and nowhere else. */
function* outsideOfSettings(file: SettingsFile, member: Member): Generator<SettingProblem, undefined> {
  const isOtherCapitals = member.name.trim().toLowerCase() === 'settings';
  const where = isOtherCapitals ? `inside "${member.name}"` : 'outside of "settings"';
  const place = { where, why: 'nothing is read there', mend: 'Move it into "settings".' };
  const members = isOtherCapitals ? membersOf(member.value) : [member];
  for (const each of members.flatMap(settingsOf)) yield misplaced(file, each, place);
}

/** Right in itself, but where VS Code does not look for it. */
function misplaced(
  file: SettingsFile,
  { name, value }: Member,
  { where, why, mend }: WrongPlace,
): SettingProblem {
  const meant = meantSetting(name);
  return {
    kind: 'noEffect',
    setting: shortened(name),
    concerns: meant,
    where: file.label,
    line: lineOf(file.text, value.offset),
    message: `${shortened(name)} has no effect ${where} in ${file.label}: ${why}.`,
    mend,
    blocksPaidCalls: guards(meant),
  };
}

/** Insertions, deletions and replacements between two words (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of Array.from(a).entries()) {
    const next = [i + 1];
    for (const [j, other] of Array.from(b).entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

const lastWord = (name: string) => name.slice(name.lastIndexOf('.') + 1);
const plain = (name: string) => name.trim().toLowerCase();

/** @param name with a prefix, which may be misspelt, too. */
function meantSetting(name: string): SettingName | undefined {
  const short = plain(name.slice(name.indexOf('.') + 1));
  const distanceTo = (setting: SettingName) =>
    lastWord(plain(setting)) === lastWord(short) ? 0 : editDistance(plain(setting), short);
  const [closest] = settingNames
    .map((setting) => ({ setting, isSame: plain(setting) === short, distance: distanceTo(setting) }))
    .toSorted((a, b) => Number(b.isSame) - Number(a.isSame) || a.distance - b.distance);
  return closest !== undefined && closest.distance <= 4 ? closest.setting : undefined;
}

/** `swichyard.budget.perDay`: the rest is one of our names, so that no other extension's can be meant. */
function nearlyOurs(name: string): boolean {
  const dot = name.indexOf('.');
  const prefix = plain(name.slice(0, dot + 1));
  if (dot < 0 || Math.abs(prefix.length - settingPrefix.length) > 2) return false;
  const rest = plain(name.slice(dot + 1));
  return settingNames.some((setting) => plain(setting) === rest) && editDistance(prefix, settingPrefix) <= 2;
}
