/** Reads one raw value of one setting; what is wrong with it comes back as data. */

import type { z } from 'zod';
import {
  providerIdPattern,
  providerSettingSchema,
  type ProviderSetting,
  infoOf,
  settingsSchema,
  type SettingName,
  type SettingValue,
} from './schema.ts';
import { checkEndpointUrl } from '../core/model/endpointUrl.ts';
import { readGlob, type GlobReading } from '../core/files/globPattern.ts';
import { parsePriceOverrides } from '../core/pricing/priceOverrides.ts';
import { quoted } from './settingProblem.ts';

/** No person reads more of one list. */
const mostFaults = 10;

export interface ValueFault {
  /** Completes "switchyard.X in PLACE …". */
  readonly what: string;
  /** A full sentence. */
  readonly mend: string;
}

export interface Reading {
  /** undefined where nothing of the value can be used. */
  readonly value: SettingValue | undefined;
  readonly faults: readonly ValueFault[];
}

export function readValue(name: SettingName, raw: unknown): Reading {
  if (isRecord(raw)) {
    if (name === 'providers') return readProviders(raw);
    if (name === 'models.prices') return readPrices(raw);
  }
  const info = infoOf(name);
  if (info.holdsGlobs && Array.isArray(raw)) return readGlobs(raw);
  const parsed = settingsSchema.shape[name].safeParse(raw);
  if (parsed.success) return { value: parsed.data, faults: [] };
  // What only the user sets may by mistake hold a key, so it is never quoted.
  const what = info.combine.rule === 'userOnly' ? 'has a wrong type' : `is ${quoted(raw)}`;
  return { value: undefined, faults: [{ what, mend: `It must be ${info.expects}.` }] };
}

function isRecord(raw: unknown): raw is Readonly<Record<string, unknown>> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}

/** A pattern that is not understood is left out and told; the others stand. */
function readGlobs(raw: readonly unknown[]): Reading {
  const value: string[] = [];
  const faults: ValueFault[] = [];
  for (const entry of raw) {
    const reading = typeof entry === 'string' ? readGlob(entry) : undefined;
    if (typeof entry === 'string' && reading?.ok) value.push(entry);
    else if (faults.length < mostFaults) faults.push(globFault(entry, reading));
  }
  // A list of which nothing can be used says as little as none.
  return { value: value.length === 0 && raw.length > 0 ? undefined : value, faults };
}

function globFault(entry: unknown, reading: GlobReading | undefined): ValueFault {
  return reading === undefined || reading.ok
    ? { what: `has the entry ${quoted(entry)}`, mend: 'Each must be a pattern in quotes, e.g. "**/*.pem".' }
    : { what: `has the pattern ${quoted(entry)}, which ${reading.fault.what}`, mend: reading.fault.mend };
}

/** A bad provider is left out; the others stand. */
function readProviders(raw: Readonly<Record<string, unknown>>): Reading {
  const value: Record<string, ProviderSetting> = {};
  const faults: ValueFault[] = [];
  for (const [id, entry] of Object.entries(raw)) {
    const idFault = providerIdFault(id);
    const parsed = providerSettingSchema.safeParse(entry);
    if (idFault !== undefined) {
      faults.push(idFault);
    } else if (!parsed.success) {
      faults.push(...parsed.error.issues.map((issue) => providerFault(id, issue)));
    } else {
      const endpoint = checkEndpointUrl(parsed.data.baseUrl);
      if (endpoint.ok) value[id] = { ...parsed.data, baseUrl: endpoint.url };
      else
        faults.push({
          what: `has a "${id}.baseUrl" that cannot be used`,
          mend: asSentence(endpoint.problem),
        });
    }
  }
  return { value, faults };
}

function asSentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function providerIdFault(id: string): ValueFault | undefined {
  if (id === 'practice') {
    return {
      what: 'uses the id "practice"',
      mend: 'That id belongs to the practice provider: choose another.',
    };
  }
  if (providerIdPattern.test(id)) return undefined;
  return {
    what: `has the id ${quoted(id)}`,
    mend: 'Ids are up to 40 small letters, digits, dots, dashes and underscores, e.g. "openai".',
  };
}

function providerFault(id: string, issue: z.core.$ZodIssue): ValueFault {
  if (issue.code === 'unrecognized_keys') {
    const holdsKey = issue.keys.some((key) => /key|token|secret|auth|password/i.test(key));
    return {
      what: `has the unknown field ${issue.keys.map(quoted).join(', ')} in "${id}"`,
      mend: holdsKey
        ? 'Keys never belong in settings: remove it and run "Switchyard: Set API Key".'
        : `Remove it: the fields are ${Object.keys(providerSettingSchema.shape).join(', ')}.`,
    };
  }
  const path = [id, ...issue.path.map(String)].join('.');
  if (issue.code === 'invalid_value') {
    return {
      what: `has a wrong "${path}"`,
      mend: `It must be one of ${issue.values.map(String).join(', ')}.`,
    };
  }
  return { what: `has a wrong "${path}"`, mend: `It must be ${expectedInEntry(issue)}.` };
}

function expectedInEntry(issue: z.core.$ZodIssue): string {
  if (issue.path.length === 0) return 'an object such as {"baseUrl": "https://api.openai.com/v1"}';
  return issue.path[0] === 'baseUrl' ? 'a URL such as "https://api.openai.com/v1"' : 'a string';
}

/** A bad price is left out; the others stand. */
function readPrices(raw: Readonly<Record<string, unknown>>): Reading {
  const { overrides, problems } = parsePriceOverrides(raw);
  const good = Object.entries(raw).filter(([model]) => overrides.has(model));
  const value = settingsSchema.shape['models.prices'].parse(Object.fromEntries(good));
  const faults = problems.map((problem) => ({
    what: `has a price that cannot be read: ${problem.replace(/^models\.prices (→ )?/, '')}`,
    mend: 'Mend the entry; until then the price book is asked.',
  }));
  return { value, faults };
}
