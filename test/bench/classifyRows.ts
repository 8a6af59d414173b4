/** Reads labelled requests from JSON lines; a bad line is refused with its number and field. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { hashText } from '../../src/core/model/hash.ts';
import {
  type EditorRequest,
  type PreviousRequest,
  type RequestClass,
  requestClasses,
  type RequestCommand,
  requestCommands,
  type RequestDiagnostic,
  type Surface,
  surfaces,
  type Tier,
  tiers,
} from '../../src/core/model/request.ts';

export interface LabelledRequest {
  readonly request: EditorRequest;
  readonly class: RequestClass;
  readonly deservesReasoning: boolean;
  /** 3 clear, 2 a tie-break was used, 1 another careful reader could differ. */
  readonly confidence: 1 | 2 | 3;
  /** Where the request was made: a repository, else the line itself. */
  readonly project: string;
  readonly source: string;
  readonly line: number;
  readonly like: string | undefined;
}

/**
 * Where a row comes from decides its weight in training: *collected* from people at work, or written
 * for the project: *short* ones of rare kinds, *alike*, each after a collected one, and whole
 * *session*s of invented developers.
 */
export type Origin = 'collected' | 'short' | 'alike' | 'session';

export interface TrainingRow extends LabelledRequest {
  readonly origin: Origin;
  /** The mark of the collected row that this one was written after. */
  readonly like: string | undefined;
}

const writtenFolder = new URL('../fixtures/requests/', import.meta.url);
const writtenFile = /^written-(short|alike|session)(-\d+)?\.jsonl$/;

/** The rows of `files` and, after them, those written for the project. */
export function readTrainingRows(files: readonly string[]): TrainingRow[] {
  const collected = files.flatMap((file) =>
    readRows(file).map((row): TrainingRow => ({ ...row, origin: 'collected', like: undefined })),
  );
  return [...collected, ...readWrittenRows()];
}

export function readWrittenRows(): TrainingRow[] {
  return readdirSync(writtenFolder)
    .toSorted()
    .flatMap((name) => {
      const origin = oneOf(writtenFile.exec(name)?.[1], ['short', 'alike', 'session'] as const);
      if (origin === undefined) return [];
      return readRows(fileURLToPath(new URL(name, writtenFolder))).map((row) => ({ ...row, origin }));
    });
}

/** Tells whether a row was written after a given request without holding any of its words. */
export function markOf(text: string): string {
  return (hashText(text) >>> 0).toString(16).padStart(8, '0');
}

export class BadRowError extends Error {}

type Json = Readonly<Record<string, unknown>>;

/** Throws `BadRowError` with file, line and field. */
export function readRows(file: string): LabelledRequest[] {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    throw new BadRowError(
      `${file}: cannot be read (${error instanceof Error ? error.message : String(error)})`,
    );
  }
  const rows: LabelledRequest[] = [];
  for (const [index, line] of content
    .replace(/^\uFEFF/, '')
    .split('\n')
    .entries()) {
    if (line.trim() !== '') rows.push(readRow(line, index + 1, file));
  }
  if (rows.length === 0) throw new BadRowError(`${file}: holds no request; expected one JSON object a line`);
  return rows;
}

export function readRow(text: string, line: number, file: string): LabelledRequest {
  const fail = (field: string, message: string): never => {
    throw new BadRowError(`${file}:${line}: field "${field}" ${message}`);
  };
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new BadRowError(
      `${file}:${line}: is not JSON (${error instanceof Error ? error.message : String(error)})`,
      { cause: error },
    );
  }
  if (!isObject(parsed)) throw new BadRowError(`${file}:${line}: expected a JSON object`);
  const words = parsed['text'];
  if (typeof words !== 'string') return fail('text', `must be a string, got ${kindOf(words)}`);
  const label = oneOf(parsed['class'], requestClasses);
  if (label === undefined) {
    return fail(
      'class',
      `must be one of ${requestClasses.join(', ')}, got ${JSON.stringify(parsed['class']) ?? 'nothing'}`,
    );
  }
  const tier = oneOf(parsed['tier'], tiers);
  if (tier === undefined) {
    return fail(
      'tier',
      `must be one of ${tiers.join(', ')}, got ${JSON.stringify(parsed['tier']) ?? 'nothing'}`,
    );
  }
  const { confidence } = parsed;
  return {
    request: editorRequest(parsed, words),
    class: label,
    deservesReasoning: tier === 'reasoning',
    confidence: confidence === 1 || confidence === 2 ? confidence : 3,
    project: nonEmpty(parsed['repo']) ?? nonEmpty(parsed['project']) ?? `line ${line}`,
    source: nonEmpty(parsed['source']) ?? '',
    line,
    like: nonEmpty(parsed['like']),
  };
}

/** Context fields are read where they make sense and left out where not: data sets differ. */
function editorRequest(row: Json, text: string): EditorRequest {
  const selectionText = nonEmpty(row['selectionText']);
  const selectionLines = count(row['selectionLines']) ?? selectionText?.split('\n').length;
  const formatterPresent = row['formatterPresent'];
  return {
    text,
    surface: oneOf(row['surface'], surfaces) ?? surfaceOf(row['surface']),
    command: oneOf(row['command'], requestCommands) satisfies RequestCommand | undefined,
    language: nonEmpty(row['language']),
    selection:
      selectionLines === undefined || selectionLines === 0
        ? undefined
        : { text: selectionText ?? '', lines: selectionLines, shape: 'lines' },
    cursor: oneOf(row['cursor'], ['emptyBody', 'afterSignature', 'askingComment'] as const),
    hasImages: row['hasImages'] === true ? true : undefined,
    diagnostics: list(row['diagnostics']).map(diagnostic),
    files: list(row['files']).filter((file) => typeof file === 'string'),
    previous: list(row['previous']).flatMap(previousRequest),
    formatterPresent: typeof formatterPresent === 'boolean' ? formatterPresent : undefined,
  };
}

function surfaceOf(value: unknown): Surface {
  return value === 'inline' ? 'inline' : 'chat';
}

function diagnostic(value: unknown): RequestDiagnostic {
  const entry = isObject(value) ? value : {};
  return {
    severity: oneOf(entry['severity'], ['error', 'warning', 'information', 'hint'] as const) ?? 'error',
    source: nonEmpty(entry['source']),
    message: nonEmpty(entry['message']) ?? '',
  };
}

function previousRequest(value: unknown): PreviousRequest[] {
  if (!isObject(value)) return [];
  const label = oneOf(value['class'], requestClasses);
  if (label === undefined) return [];
  const tier: Tier = oneOf(value['tier'], tiers) ?? 'fast';
  return [{ text: nonEmpty(value['text']) ?? '', class: label, tier, failed: value['failed'] === true }];
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function nonEmpty(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined;
}

function oneOf<Name extends string>(value: unknown, names: readonly Name[]): Name | undefined {
  return names.find((name) => name === value);
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  return Array.isArray(value) ? 'an array' : typeof value;
}
