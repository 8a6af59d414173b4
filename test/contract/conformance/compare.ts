import { nanoPerUsd } from '../../../src/core/model/money.ts';
import type { Observation } from './replay.ts';
import { figureColumns, type FigureColumn, type Truth } from './truth.ts';

/** One line for each figure that differs from the truth. An empty cell is not judged. */
export function differences(truth: Truth, observed: Observation): readonly string[] {
  const figures = figuresOf(observed);
  const lines = figureColumns
    .filter((column) => truth.figures[column] !== '')
    .filter((column) => !isSame(column, truth.figures[column], figures[column]))
    .map((column) => `${column}: ${figures[column] ?? 'none'} instead of ${truth.figures[column]}`);
  if (observed.finish !== truth.finish) {
    lines.push(`finish: ${observed.finish || 'none'} instead of ${truth.finish || 'none'}`);
  }
  return lines;
}

function figuresOf({
  report,
  visibleLength,
  thinkingLength,
}: Observation): Readonly<Record<FigureColumn, number | undefined>> {
  return {
    input: report?.usage.input,
    cache_read: report?.usage.cacheRead,
    cache_write: report?.usage.cacheWrite,
    output: report?.usage.output,
    reasoning: report?.usage.hidden,
    billed_usd: report?.billed === undefined ? undefined : report.billed / nanoPerUsd,
    visible_chars: visibleLength,
    thinking_chars: thinkingLength,
  };
}

function isSame(column: FigureColumn, expected: string, actual: number | undefined): boolean {
  if (actual === undefined) return false;
  const difference = Math.abs(actual - Number(expected));
  // 1e-9 $, and a hair for the binary fractions of both.
  return column === 'billed_usd' ? difference <= 1.000001e-9 : difference === 0;
}
