/** Makes `contributes.configuration`, its texts and the README's table from the schema. Used at build time only. */

import * as z from 'zod';
import { infoOf, settingNames, settingPrefix, settingsSchema, type SettingName } from './schema.ts';
import { settingSections } from './settingKinds.ts';

/** A value of the manifest: JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type JsonObject = { readonly [key: string]: Json };

/** Texts by their key in package.nls.json. */
export type Texts = Record<string, string>;

interface Contribution {
  readonly manifest: Json;
  readonly texts: Texts;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The Settings editor draws a field for `type: ["number", "null"]`, not for zod's `anyOf`. */
function flattenNullable(schema: JsonObject): JsonObject {
  const { anyOf, ...rest } = schema;
  if (!Array.isArray(anyOf)) return schema;
  const [value] = anyOf.filter((each: Json) => isObject(each) && each['type'] !== 'null');
  if (!isObject(value) || value['type'] === undefined)
    throw new Error('only nullable simple types are supported');
  return { ...rest, ...value, type: [value['type'], 'null'] };
}

/** One pass through JSON gives zod's answer the plain type that it has. */
function jsonSchemaOf(name: SettingName): JsonObject {
  const full: Json = JSON.parse(
    JSON.stringify(z.toJSONSchema(settingsSchema.shape[name], { io: 'input', target: 'draft-7' })),
  );
  if (!isObject(full)) throw new Error(`no JSON schema for ${name}`);
  const { $schema: _, ...schema } = full;
  return flattenNullable(schema);
}

function property(name: SettingName, order: number): Contribution {
  const info = infoOf(name);
  const key = `settings.${name}`;
  const texts: Texts = { [key]: info.description };
  const enumKeys = Object.entries(info.enumDescriptions ?? {}).map(([value, text]) => {
    const enumKey = `${key}.${value}`;
    texts[enumKey] = text;
    return `%${enumKey}%`;
  });
  return {
    manifest: {
      ...jsonSchemaOf(name),
      scope: info.scope,
      order,
      markdownDescription: `%${key}%`,
      ...(enumKeys.length > 0 && { markdownEnumDescriptions: enumKeys }),
      ...(info.ignoreSync && { ignoreSync: true }),
    },
    texts,
  };
}

export function configurationContribution(): Contribution {
  const texts: Texts = {};
  const sections = Object.entries(settingSections).map(([section, title]) => {
    texts[`settings.section.${section}`] = title;
    const properties: Record<string, Json> = {};
    for (const [order, name] of settingNames.entries()) {
      if (infoOf(name).section !== section) continue;
      const made = property(name, order);
      properties[settingPrefix + name] = made.manifest;
      Object.assign(texts, made.texts);
    }
    return { title: `%settings.section.${section}%`, properties };
  });
  return { manifest: sections, texts };
}

function typeInWords(schema: JsonObject): string {
  const { type, enum: values } = schema;
  const words = (list: readonly Json[]) => list.filter((each) => typeof each === 'string');
  if (Array.isArray(values))
    return words(values)
      .map((value) => `\`${value}\``)
      .join(' · ');
  return words(Array.isArray(type) ? type : [type ?? null]).join(' or ');
}

function defaultInWords(schema: JsonObject): string {
  const value = schema['default'] ?? null;
  return Array.isArray(value) && value.length > 3
    ? `${value.length} patterns`
    : `\`${JSON.stringify(value)}\``;
}

/** The Markdown table of the README; `†` marks settings of application scope. */
export function settingsTable(): string {
  const rows = settingNames.map((name) => {
    const info = infoOf(name);
    const schema = jsonSchemaOf(name);
    const mark = info.scope === 'application' ? ' †' : '';
    return `| \`${name}\`${mark} | ${typeInWords(schema)} | ${defaultInWords(schema)} | ${info.description} |`;
  });
  return ['| Name | Type | Default | What it says |', '|---|---|---|---|', ...rows].join('\n');
}
