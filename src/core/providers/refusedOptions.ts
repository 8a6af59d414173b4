import type { RequestFields } from './dialect.ts';
import { asArray, asObject, asText } from '../model/json.ts';

/**
 * What a server refused, learned once and not tried again: names of request fields, `field=value`
 * where only the value was refused, and `developer` for the role.
 */
export interface RefusedOptions {
  /** @param server address, API and model in one key */
  get(server: string): ReadonlySet<string>;
  add(server: string, options: ReadonlySet<string>): void;
}

export function createRefusedOptions(): RefusedOptions {
  const known = new Map<string, ReadonlySet<string>>();
  const get = (server: string): ReadonlySet<string> => known.get(server) ?? new Set();
  return {
    get,
    add: (server, options) => void known.set(server, new Set([...get(server), ...options])),
  };
}

/** An option of a request that it can do without or say otherwise. */
export interface SentOption {
  /** What is remembered when it is refused. */
  readonly name: string;
  /** What is remembered when the server knows the field and only refuses this value. */
  readonly value?: string | undefined;
  /** Words by which servers mean it in an error message. */
  readonly words: readonly string[];
}

const fieldComplaint =
  /unsupported|not support|unrecogni[sz]ed|unknown|unexpected|extra|not permitted|not allowed|deprecated|\binstead\b|no such/i;
const valueComplaint =
  /supported values|invalid (value|enum|option)|unsupported.?value|does not support ['"`]|one of|allowed values|input should be/i;

/**
 * Which of the options that were sent a 400 or 422 refuses: what is to be added to the refused ones
 * before the request is sent again, or undefined where the error is about something else.
 *
 * @param body the parsed error body
 */
export function refusedBy(body: unknown, sent: readonly SentOption[]): string | undefined {
  const { param, message } = tellingOf(body);
  const namedIn = (text: string): SentOption | undefined =>
    sent.find(({ words }) => words.some((word) => wholeWord(word).test(text)));
  const option = namedIn(param) ?? namedIn(message);
  if (option === undefined) return undefined;
  if (option.value !== undefined && valueComplaint.test(message)) return option.value;
  return fieldComplaint.test(message) ? option.name : undefined;
}

function wholeWord(word: string): RegExp {
  return new RegExp(String.raw`(?<![\w-])${word}(?![\w-])`, 'i');
}

interface Telling {
  /** The fields that the error is about, where the provider says so apart from the message. */
  readonly param: string;
  readonly message: string;
}

function tellingOf(body: unknown): Telling {
  const error = asObject(body)?.['error'] ?? body;
  const fields = asObject(error);
  // FastAPI: detail: [{loc: ["body", "reasoning_effort"], msg: "Extra inputs are not permitted"}]
  const details = asArray(fields?.['detail']).map(asObject);
  const message = [error, fields?.['message'], fields?.['detail'], fields?.['code']];
  return {
    param: joined([fields?.['param'], ...details.flatMap((detail) => asArray(detail?.['loc']))]),
    message: joined([...message, ...details.map((detail) => detail?.['msg'])]),
  };
}

function joined(texts: readonly unknown[]): string {
  return texts.map((text) => asText(text) ?? '').join(' ');
}

/** Whether a set of fields may be sent, given what the server refused. */
function isRefused(fields: RequestFields, refused: ReadonlySet<string>): boolean {
  return Object.entries(fields).some(
    ([field, value]) => refused.has(field) || refused.has(valueName(field, value)),
  );
}

function valueName(field: string, value: unknown): string {
  return `${field}=${JSON.stringify(value)}`;
}

/** Fields that may be left out, with what a server calls them. */
export interface OptionalFields {
  readonly fields: RequestFields;
  readonly options: readonly SentOption[];
}

export const noFields: OptionalFields = { fields: {}, options: [] };

/** Fields that are sent unless the server refused one of them. */
export function optional(
  fields: RequestFields | undefined,
  refused: ReadonlySet<string>,
  words: readonly string[] = [],
): OptionalFields {
  if (fields === undefined || isRefused(fields, refused)) return noFields;
  const options = Object.entries(fields).map(([name, value]) => ({
    name,
    ...(typeof value === 'string' ? { value: valueName(name, value) } : {}),
    words: [name, ...words],
  }));
  return { fields, options };
}

/** The first of `candidates` that the server has not refused; the rest says less or nothing. */
export function firstAllowed(
  candidates: readonly RequestFields[],
  refused: ReadonlySet<string>,
  words: readonly string[],
): OptionalFields {
  return optional(
    candidates.find((fields) => !isRefused(fields, refused)),
    refused,
    words,
  );
}
