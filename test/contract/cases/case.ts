import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { dialectNames } from '../../../src/core/model/provider.ts';

const dialect = z.enum(dialectNames);
const json = z.record(z.string(), z.unknown());

/** What every case has: a name, why it is there, and what is right. */
const named = {
  id: z.string(),
  symptom: z.string().optional(),
  expected: json,
};

/** A response of a server, as it is to arrive. */
const reply = {
  ...named,
  dialect: dialect.default('custom'),
  api: z.enum(['chat', 'responses']).default('chat'),
  model: z.string().default('m'),
  status: z.number().int().default(200),
  /** Absent: the server names no type. */
  contentType: z.string().nullish(),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.string(),
};

const priced = { baseUrl: z.string(), at: z.string() };

const caseShape = z.discriminatedUnion('kind', [
  z.object({ ...reply, kind: z.literal('stream') }),
  z.object({ ...reply, ...priced, kind: z.literal('cost') }),
  z.object({
    ...named,
    ...priced,
    kind: z.literal('price'),
    dialect: dialect.optional(),
    model: z.string(),
    compareTo: z.string().optional(),
  }),
  z.object({
    ...named,
    kind: z.literal('extract'),
    answer: z.string(),
    languageId: z.string().optional(),
    selection: z.string().optional(),
    original: z.string().optional(),
  }),
  z.object({ ...reply, kind: z.literal('streamExtract'), languageId: z.string().optional() }),
  z.object({
    ...named,
    kind: z.literal('omission'),
    answer: z.string(),
    languageId: z.string().optional(),
    original: z.string(),
  }),
  z.object({
    ...named,
    kind: z.literal('edit'),
    original: z.string(),
    replacement: z.string(),
    eol: z.enum(['\n', '\r\n']).default('\n'),
    linePrefix: z.string().optional(),
  }),
  z.object({
    ...named,
    kind: z.literal('tool'),
    text: z.string(),
    selection: z.string().default(''),
    languageId: z.string().optional(),
  }),
  z.object({ ...named, kind: z.literal('url'), url: z.string() }),
  z.object({
    ...named,
    kind: z.literal('url404'),
    url: z.string(),
    status: z.number().int().default(404),
    body: z.string().default(''),
  }),
  z.object({ ...named, kind: z.literal('modelRef'), text: z.string() }),
  z.object({ ...named, kind: z.literal('period'), tz: z.string(), at: z.string() }),
]);

export type Case = z.infer<typeof caseShape>;
export type CaseOf<Kind extends Case['kind']> = Extract<Case, { kind: Kind }>;

/** Reads cases, one a line. @throws Error that names the line and what is wrong with it */
export async function readCases(file: string): Promise<readonly Case[]> {
  const lines = (await readFile(file, 'utf8')).split('\n');
  return lines.flatMap((line, index) => (line.trim() === '' ? [] : [parseCase(line, index + 1)]));
}

function parseCase(line: string, number: number): Case {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new Error(`line ${number}: not JSON`);
  }
  const parsed = caseShape.safeParse(value);
  if (!parsed.success) throw new Error(`line ${number}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
