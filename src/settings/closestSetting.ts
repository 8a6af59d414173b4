/** The setting that a misspelt name probably means. */

import { settingNames, type SettingName } from './schema.ts';

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

const lastWord = (name: string) => name.slice(name.lastIndexOf('.') + 1).toLowerCase();

/** @param name without the prefix `switchyard.` */
export function closestSetting(name: string): SettingName | undefined {
  const distanceTo = (setting: SettingName) =>
    lastWord(setting) === lastWord(name) ? 0 : editDistance(setting.toLowerCase(), name.toLowerCase());
  const [closest] = settingNames
    .map((setting) => ({ setting, distance: distanceTo(setting) }))
    .toSorted((a, b) => a.distance - b.distance);
  return closest !== undefined && closest.distance <= 4 ? closest.setting : undefined;
}
