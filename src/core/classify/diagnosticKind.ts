/** Which kind of finding a diagnostic is: layout and style, grammar, or meaning. */
import type { RequestDiagnostic } from '../request.ts';

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

export function countDiagnostics(
  diagnostics: readonly RequestDiagnostic[],
): Readonly<Record<DiagnosticKind, number>> {
  const counts = { parse: 0, lint: 0, type: 0, other: 0 };
  for (const diagnostic of diagnostics) counts[diagnosticKind(diagnostic)]++;
  return counts;
}
