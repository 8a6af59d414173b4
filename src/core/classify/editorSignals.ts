/**
 * What the editor knows that the words do not say. No recorded requests with editor context exist to
 * learn from, so these weights are chosen by hand, in log-odds: 0.7 doubles the odds, 1.6 makes them
 * five to one, 2.3 ten to one. They add to the log-odds of the text.
 */
import type { EditorRequest, RequestClass, RequestDiagnostic } from '../model/request.ts';

export interface Signal {
  readonly feature: string;
  readonly phrase: string;
  /** Log-odds for each class and for "deserves reasoning"; absent means none. */
  readonly weights: Readonly<Partial<Record<RequestClass | 'reasoning', number>>>;
}

/** What the words already said; decides how far the editor may speak over them. */
export interface Wording {
  /** Few words, or none: "fix this", "clean up". */
  readonly vague: boolean;
  /** The words speak of an error, a fix or a symptom, or say nothing. */
  readonly mends: boolean;
  /** A question or a wish to have something explained. */
  readonly asks: boolean;
}

const manyFiles = 3;
const longSelection = 120;
/** A body that is still to be written is short. */
const stubLines = 6;
const largeContext = 40_000;

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** The signals present in `request`, in a fixed order. */
export function editorSignals(request: EditorRequest, wording: Wording): Signal[] {
  return [
    ...diagnosticSignals(request, wording),
    ...placeSignals(request, wording),
    ...fileSignals(request, wording),
    ...historySignals(request, wording),
  ];
}

function diagnosticSignals(request: EditorRequest, { vague, mends, asks }: Wording): Signal[] {
  const { parse, lint, type } = countDiagnostics(request.diagnostics ?? []);
  if (asks || !(mends || vague)) return [];
  const trust = vague ? 1 : 0.6;
  const where = request.selection === undefined ? 'in the file' : 'in the selection';
  if (type > 0) {
    return [
      {
        feature: 'diagnostics.type',
        phrase: `${counted(type, 'type error')} ${where}`,
        weights: { refactor: 2.3 * trust, format: -1.2 * trust, reasoning: type > 8 ? 0.7 : 0 },
      },
    ];
  }
  const signals: Signal[] = [];
  if (parse > 0) {
    signals.push({
      feature: 'diagnostics.parse',
      phrase: `${counted(parse, 'parse error')} ${where}`,
      weights: { format: 2.6 * trust, refactor: -0.6 * trust, reasoning: -0.7 },
    });
  }
  if (lint > 0) {
    signals.push({
      feature: 'diagnostics.lint',
      phrase: `${counted(lint, 'lint finding')} ${where}`,
      weights: {
        format: (request.formatterPresent === true ? 3 : 2.6) * trust,
        refactor: -0.6 * trust,
        reasoning: -0.7,
      },
    });
  }
  return signals;
}

const unwritten =
  /^\s*(pass|\.\.\.|todo!?\(?.*\)?;?|unimplemented!\(.*\);?|raise NotImplementedError.*|throw new (Error|NotImplementedException)\(.*(not implemented|todo).*\);?)\s*$|\{\s*\}\s*$/im;

function placeSignals(request: EditorRequest, { vague, asks }: Wording): Signal[] {
  const signals: Signal[] = [];
  const { cursor, selection } = request;
  if (cursor !== undefined && selection === undefined) {
    const phrases = {
      emptyBody: 'cursor in an empty body',
      afterSignature: 'cursor after a signature',
      askingComment: 'cursor after a comment that asks',
    };
    signals.push({
      feature: `cursor.${cursor}`,
      phrase: phrases[cursor],
      weights: { complete: vague ? 2.3 : 0.7 },
    });
  }
  if (request.surface === 'inline' && request.text.trim() === '') {
    signals.push({
      feature: 'surface.inline',
      phrase: 'inline completion',
      weights: { complete: 3, reasoning: -1.5 },
    });
  }
  if (selection === undefined || asks) return signals;
  if (selection.lines <= stubLines && unwritten.test(selection.text)) {
    signals.push({
      feature: 'selection.unwritten',
      phrase: 'the selection has an empty body',
      weights: { complete: vague ? 1.6 : 0.7 },
    });
  } else if (vague) {
    signals.push({
      feature: 'selection',
      phrase:
        selection.shape === 'lines'
          ? `${counted(selection.lines, 'line')} selected`
          : `${selection.shape} selected`,
      weights: { refactor: 0.9, architect: -0.5 },
    });
  }
  if (selection.lines > longSelection) {
    signals.push({
      feature: 'selection.long',
      phrase: `${selection.lines} lines selected`,
      weights: { reasoning: 0.5 },
    });
  }
  return signals;
}

const documentPath = /\.(md|mdx|rst|adoc|txt)$/i;
const highStakes =
  /(^|[\W_])(auth|oauth|login|session|payments?|billing|checkout|migrations?|crypto|security)([\W_]|$)/i;

function fileSignals(request: EditorRequest, { vague, asks }: Wording): Signal[] {
  const signals: Signal[] = [];
  const files = request.files ?? [];
  const isDocument =
    files.length > 0 ? files.every((file) => documentPath.test(file)) : request.language === 'markdown';
  if (isDocument && !asks) {
    signals.push({
      feature: 'files.documents',
      phrase: 'the target is a document',
      weights: { format: 1, refactor: -0.7 },
    });
  }
  if (files.length > manyFiles) {
    signals.push({
      feature: 'files.many',
      phrase: counted(files.length, 'file'),
      weights: { architect: vague ? 0 : 0.4, reasoning: 0.7 },
    });
  }
  const stakes = files.find((file) => highStakes.test(file));
  if (stakes !== undefined) {
    signals.push({
      feature: 'files.highStakes',
      phrase: `${stakes} is high-stakes`,
      weights: { reasoning: 0.9 },
    });
  }
  if ((request.contextCharacters ?? 0) > largeContext) {
    signals.push({ feature: 'context.large', phrase: 'much must be read', weights: { reasoning: 0.4 } });
  }
  if (request.hasImages === true) {
    signals.push({ feature: 'images', phrase: 'an image is attached', weights: { refactor: 0.5 } });
  }
  return signals;
}

function historySignals(request: EditorRequest, { vague, mends }: Wording): Signal[] {
  const previous = request.previous ?? [];
  const last = previous.at(-1);
  if (last === undefined) return [];
  const signals: Signal[] = [];
  const failures = previous.filter(({ failed }) => failed).length;
  if (failures > 0 && (last.failed || mends)) {
    signals.push({
      feature: 'previous.failed',
      phrase: `${counted(failures, 'earlier answer')} did not do`,
      weights: { [last.class]: vague ? 2.3 : 0.7, reasoning: failures > 1 ? 3 : 1.6 },
    });
  }
  if (vague && !last.failed) {
    signals.push({
      feature: 'previous.class',
      phrase: `the conversation was about ${last.class}`,
      weights: { [last.class]: 1.1, reasoning: last.tier === 'reasoning' ? 1.1 : 0 },
    });
  }
  return signals;
}

/** Which kind of finding a diagnostic is: layout and style, grammar, or meaning. */
export type DiagnosticKind = 'parse' | 'lint' | 'type' | 'other';

const lintSource =
  /lint|prettier|biome|ruff|flake8|pycodestyle|pydocstyle|black|isort|rubocop|checkstyle|ktlint|clippy|phpcs|stylecop|shellcheck|sonar|deno-lint/i;
/** How compilers word a broken grammar; each is anchored so that "expected type" is not one. */
const parseWording =
  /syntax ?error|syntaxerror|unexpected (token|indent|end|eof|identifier|character|string|keyword)|unterminated|unclosed|unmatched|unbalanced|missing (semicolon|closing|[)\]}'";:,])|(^|['"`´ ])[;,:(){}[\]<>='"`]+['"`´]? expected|expected ['"`‘]?[;,:(){}[\]]|(declaration|expression|statement|identifier|declaration or statement) expected|expected (an? )?(expression|identifier|declaration|statement|indented block)|invalid (syntax|character|token)|(un|de)dent|parse error|parsing error|has no (corresponding )?closing tag/i;

/** Languages without meaning to get wrong: what their services call an error is grammar. */
const grammarOnly = /^(json|jsonc|json5|yaml|yml|toml|xml|css|scss|less|html)$/i;

/** Severity decides last: an error that is neither style nor grammar is about meaning. */
export function diagnosticKind({ severity, source, message }: RequestDiagnostic): DiagnosticKind {
  // A linter speaks of a missing semicolon as style; only what stops it from reading is grammar.
  if (lintSource.test(source ?? '')) return /^(parsing|syntax) ?error/i.test(message) ? 'parse' : 'lint';
  if (parseWording.test(message)) return 'parse';
  if (severity !== 'error') return 'other';
  return grammarOnly.test(source ?? '') ? 'parse' : 'type';
}

function countDiagnostics(
  diagnostics: readonly RequestDiagnostic[],
): Readonly<Record<DiagnosticKind, number>> {
  const counts = { parse: 0, lint: 0, type: 0, other: 0 };
  for (const diagnostic of diagnostics) counts[diagnosticKind(diagnostic)]++;
  return counts;
}
