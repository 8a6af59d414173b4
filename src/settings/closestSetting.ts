/** The setting that a misspelt name probably means. */

import { settingNames, settingPrefix, type SettingName } from './schema.ts';

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
export function meantSetting(name: string): SettingName | undefined {
  const short = plain(name.slice(name.indexOf('.') + 1));
  const distanceTo = (setting: SettingName) =>
    lastWord(plain(setting)) === lastWord(short) ? 0 : editDistance(plain(setting), short);
  const [closest] = settingNames
    .map((setting) => ({ setting, isSame: plain(setting) === short, distance: distanceTo(setting) }))
    .toSorted((a, b) => Number(b.isSame) - Number(a.isSame) || a.distance - b.distance);
  return closest !== undefined && closest.distance <= 4 ? closest.setting : undefined;
}

/** `swichyard.budget.perDay`: the rest is one of our names, so that no other extension's can be meant. */
export function nearlyOurs(name: string): boolean {
  const dot = name.indexOf('.');
  const prefix = plain(name.slice(0, dot + 1));
  if (dot < 0 || Math.abs(prefix.length - settingPrefix.length) > 2) return false;
  const rest = plain(name.slice(dot + 1));
  return settingNames.some((setting) => plain(setting) === rest) && editDistance(prefix, settingPrefix) <= 2;
}
