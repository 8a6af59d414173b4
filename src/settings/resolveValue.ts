/**
 * The effective value of one setting over all layers, what is to be told about it, and whether a change of
 * it took effect.
 */
import { type LayerScope, isWorkspaceLayer, type SettingsLayer } from './layers.ts';
import { readValue, type ValueFault } from './readValue.ts';
import { defaultSettings, infoOf, type SettingName, type SettingValue } from './schema.ts';
import { fullName, quoted, type SettingProblem } from './settingProblem.ts';
import { asksForMore, strictest, tighten } from './tighten.ts';

export interface ResolvedValue {
  readonly name: SettingName;
  /** What holds: the user's value tightened by every other layer. */
  readonly value: SettingValue;
  /** The local user's value or the default, tightened by the remote machine's. */
  readonly user: SettingValue;
  /** What the workspace and each folder say for themselves. */
  readonly workspace: readonly { readonly layer: SettingsLayer; readonly value: SettingValue }[];
  readonly problems: readonly SettingProblem[];
}

export function resolveValue(name: SettingName, layers: readonly SettingsLayer[]): ResolvedValue {
  const { combine, guardsSpending } = infoOf(name);
  const saying = layers.filter((layer) => layer.values[name] !== undefined);
  const local = saying.findLast((layer) => layer.scope === 'localUser');
  const others = saying.filter((layer) => layer.scope !== 'localUser');
  const problems: SettingProblem[] = [];

  const ofUser = local && readValue(name, local.values[name]);
  // null is a value: the user wants no limit.
  const base = ofUser?.value === undefined ? defaultSettings[name] : ofUser.value;
  if (local && ofUser) {
    const meanwhile = ofUser.value === undefined ? `the default, ${quoted(base)}, is used` : undefined;
    problems.push(...ofUser.faults.map((fault) => badValue(name, local, fault, guardsSpending, meanwhile)));
  }
  if (combine.rule === 'userOnly') {
    problems.push(...others.map((layer) => noEffect(name, layer.label)));
    return { name, value: base, user: base, workspace: [], problems };
  }

  let value = base;
  let user = base;
  const workspace: { layer: SettingsLayer; value: SettingValue }[] = [];
  for (const layer of others) {
    const reading = readValue(name, layer.values[name]);
    const asked = reading.value === undefined ? strictest(combine) : reading.value;
    const meanwhile = asked === undefined ? 'it is ignored' : `${quoted(asked)}, the strictest, is used`;
    problems.push(...reading.faults.map((fault) => badValue(name, layer, fault, guardsSpending, meanwhile)));
    if (asked === undefined) continue;
    if (asksForMore(combine, base, asked)) problems.push(tooMuch(name, layer, base, asked, local?.label));
    const before = value;
    value = tighten(combine, value, asked);
    if (isWorkspaceLayer(layer)) workspace.push({ layer, value: asked });
    else user = tighten(combine, user, asked);
    if (nothingLeft(before, value)) problems.push(nothingInCommon(name, layer));
  }
  return { name, value, user, workspace, problems };
}

function badValue(
  name: SettingName,
  layer: SettingsLayer,
  fault: ValueFault,
  blocksPaidCalls: boolean,
  meanwhile: string | undefined,
): SettingProblem {
  const until = blocksPaidCalls || meanwhile === undefined ? '' : ` Until then ${meanwhile}.`;
  return {
    kind: 'badValue',
    setting: fullName(name),
    concerns: name,
    where: layer.label,
    message: `${fullName(name)} in ${layer.label} ${fault.what}.`,
    mend: `${fault.mend}${until}`,
    blocksPaidCalls,
  };
}

export function noEffect(name: SettingName, where: string): SettingProblem {
  return {
    kind: 'noEffect',
    setting: fullName(name),
    where,
    message: `${fullName(name)} has no effect in ${where}: it is accepted from your user settings only.`,
    mend: 'Remove it there, and set it in your user settings if you want it.',
    blocksPaidCalls: false,
  };
}

function inWords(value: SettingValue): string {
  return value === null ? 'no limit' : quoted(value);
}

function tooMuch(
  name: SettingName,
  layer: SettingsLayer,
  held: SettingValue,
  asked: SettingValue,
  userLabel: string | undefined,
): SettingProblem {
  const own = userLabel === undefined ? 'the default is' : `${userLabel} say`;
  return {
    kind: 'asksForMore',
    setting: fullName(name),
    where: layer.label,
    message: `${fullName(name)} in ${layer.label} asks for ${inWords(asked)}; ${own} ${inWords(held)}, and the stricter counts.`,
    mend: `Set it to ${inWords(asked)} in your user settings if you agree.`,
    blocksPaidCalls: false,
    raise: { name, value: asked },
  };
}

/** An allow-list that two places empty between them would read as "nothing may be called". */
function nothingLeft(before: SettingValue, after: SettingValue): boolean {
  return Array.isArray(after) && after.length === 0 && before !== after && !isEmptyList(before);
}

function isEmptyList(value: SettingValue): boolean {
  return Array.isArray(value) && value.length === 0;
}

function nothingInCommon(name: SettingName, layer: SettingsLayer): SettingProblem {
  return {
    kind: 'notAllowed',
    setting: fullName(name),
    where: layer.label,
    message: `${fullName(name)} in ${layer.label} names no model that the lists before it allow, so none is left.`,
    mend: 'Put at least one model on both lists.',
    blocksPaidCalls: true,
  };
}

/** Whether a setting that was just written does what the person meant. */
export interface WrittenSetting {
  readonly name: SettingName;
  /** undefined where the setting was removed. */
  readonly value: unknown;
  readonly scope: LayerScope;
  /** The folder's, where several layers have that scope. */
  readonly label?: string | undefined;
}

/**
 * @param layers as read again after the write.
 * @returns undefined when the value now holds, else a sentence that says why it does not.
 */
export function whyNoEffect(written: WrittenSetting, layers: readonly SettingsLayer[]): string | undefined {
  const { name, value } = written;
  const isTarget = (layer: SettingsLayer) =>
    layer.scope === written.scope && (written.label === undefined || layer.label === written.label);
  const found = layers.find(isTarget)?.values[name];
  if (!isSame(found, value)) return `${fullName(name)} was not saved: that place still says something else.`;
  const { rule } = infoOf(name).combine;
  if (value === undefined || rule === 'union') return undefined;
  if (rule === 'userOnly') {
    if (written.scope === 'localUser') return undefined;
    return `${fullName(name)} was saved, but it is accepted from your user settings only.`;
  }
  const resolved = resolveValue(name, layers).value;
  const meant = readValue(name, value).value;
  if (isSame(resolved, meant)) return undefined;
  const stricter = layers
    .filter((layer) => !isTarget(layer) && layer.values[name] !== undefined)
    .map((layer) => layer.label);
  const holder = stricter.length === 0 ? 'the default' : stricter.join(' and ');
  return `${fullName(name)} was saved as ${quoted(value)}, but ${quoted(resolved)} holds, because ${holder} is stricter.`;
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
