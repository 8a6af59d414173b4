/** What the editor knows that the words do not say, as explicit log-odds. */
import type { EditorRequest, RequestClass, RequestDiagnostic } from '../request.ts';

export interface EditorSignal {
  readonly feature: string;
  readonly phrase: string;
  readonly weights: Partial<Record<RequestClass | 'reasoning', number>>;
}

const lintSources =
  /lint|prettier|biome|ruff|flake8|pycodestyle|black|isort|rubocop|checkstyle|ktlint|clippy/i;
const parseMessage =
  /\b(expected|unexpected|unterminated|unclosed|missing|invalid (token|character|syntax)|syntax ?error|indent|parse)\b/i;
const typeWording = /\b(type|assignable|property|argument|parameter|overload|return)\b/i;

export type DiagnosticKind = 'parse' | 'lint' | 'type' | 'other';

/** Which kind of finding a diagnostic is, from who reports it and how it is worded. */
export function diagnosticKind(diagnostic: RequestDiagnostic): DiagnosticKind {
  if (lintSources.test(diagnostic.source ?? '')) return 'lint';
  if (parseMessage.test(diagnostic.message) && !typeWording.test(diagnostic.message)) return 'parse';
  if (diagnostic.severity === 'error') return 'type';
  return 'other';
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** The signals that are present in `request`, in a fixed order. */
export function editorSignals(request: EditorRequest): EditorSignal[] {
  const signals: EditorSignal[] = [];
  const counts = { parse: 0, lint: 0, type: 0, other: 0 };
  for (const diagnostic of request.diagnostics ?? []) counts[diagnosticKind(diagnostic)]++;
  if (counts.type > 0) {
    signals.push({
      feature: 'diagnostics.type',
      phrase: counted(counts.type, 'type error'),
      weights: { refactor: 1.6, format: -0.8 },
    });
  }
  if (counts.lint > 0 && counts.type === 0) {
    signals.push({
      feature: 'diagnostics.lint',
      phrase: counted(counts.lint, 'lint finding'),
      weights: { format: request.formatterPresent === true ? 2.2 : 1.6, reasoning: -0.5 },
    });
  }
  if (counts.parse > 0 && counts.type === 0) {
    signals.push({
      feature: 'diagnostics.parse',
      phrase: counted(counts.parse, 'parse error'),
      weights: { format: 1.6, reasoning: -0.3 },
    });
  }
  if (request.cursor !== undefined) {
    signals.push({
      feature: `cursor.${request.cursor}`,
      phrase: 'cursor where code is to be written',
      weights: { complete: 1.6 },
    });
  }
  const failures = (request.previous ?? []).filter((previous) => previous.failed).length;
  if (failures > 0) {
    signals.push({
      feature: 'previous.failed',
      phrase: `${counted(failures, 'earlier answer')} did not do`,
      weights: { refactor: 0.4, reasoning: failures > 1 ? 2 : 1.2 },
    });
  }
  if ((request.files?.length ?? 0) > 3) {
    signals.push({
      feature: 'files.many',
      phrase: `${request.files?.length} files`,
      weights: { architect: 0.5, reasoning: 0.8 },
    });
  }
  return signals;
}
