/** Reads labelled requests from JSON lines; a bad line is refused with its number and field. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
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
} from '../../src/core/request.ts';

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
}

/** Where rows come from decides their weight in training. */
export interface TrainingRow extends LabelledRequest {
  /** Written for this project rather than collected from people at work. */
  readonly written: boolean;
}

const writtenFile = fileURLToPath(new URL('../fixtures/requests/written.jsonl', import.meta.url));

/** The rows of `files` and, after them, those written for the project. */
export function readTrainingRows(files: readonly string[]): TrainingRow[] {
  return [
    ...files.flatMap((file) => readRows(file).map((row) => ({ ...row, written: false }))),
    ...readRows(writtenFile).map((row) => ({ ...row, written: true })),
  ];
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
