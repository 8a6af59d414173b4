/** What is wrong with a setting, for a person: which one, where, what, and the mend. */
import { settingPrefix, type SettingName, type SettingValue } from './schema.ts';

export type ProblemKind =
  | 'badValue'
  /** A name that no setting has. */
  | 'unknownSetting'
  /** Right in itself, but not accepted from this place. */
  | 'noEffect'
  /** Looser than what the user set, or than the default where the user set nothing. */
  | 'asksForMore'
  /** A settings file that does not parse. */
  | 'brokenFile'
  /** The allow-lists of two places have nothing in common, or leave a chosen model out. */
  | 'notAllowed';

export interface SettingProblem {
  readonly kind: ProblemKind;
  /** With its prefix; `switchyard.*` for a whole file. */
  readonly setting: string;
  readonly where: string;
  /** The setting whose value is in doubt; undefined where it may be any, or none. */
  readonly concerns?: SettingName | undefined;
  /** In that file, from 1; undefined where only the name is known. */
  readonly line?: number | undefined;
  /** A full sentence that names setting and place. */
  readonly message: string;
  /** A full sentence. */
  readonly mend: string;
  /** Nobody can know how strict the value was meant to be, so nothing may be spent meanwhile. */
  readonly blocksPaidCalls: boolean;
  /** What one click would write into the user's settings, for `asksForMore`. */
  readonly raise?: { readonly name: SettingName; readonly value: SettingValue };
}

export const fullName = (name: string) => settingPrefix + name;

export function problemText(problem: SettingProblem): string {
  const blocked = problem.blocksPaidCalls ? ' Paid calls wait until then.' : '';
  return `${problem.message} ${problem.mend}${blocked}`;
}

/** A value as a message shows it: JSON, cut short. */
export function quoted(value: unknown): string {
  const json = JSON.stringify(value) ?? 'undefined';
  return json.length <= 40 ? json : `${json.slice(0, 39)}…`;
}
