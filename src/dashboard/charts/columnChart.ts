/**
 * Stacked columns over an ordered axis. Widths are percentages, so the picture fits its place
 * without measuring it. The numbers stand in a table beside it; to a screen reader the picture is
 * one image with one sentence.
 */
import { element, svg } from '../dom.ts';
import { bar, type FillKind } from './fills.ts';

export interface Column {
  readonly label: string;
  /** A second line below the label. */
  readonly sublabel?: string | undefined;
  /** Shown when the pointer rests on the column. */
  readonly description: string;
  /** From the bottom up. */
  readonly parts: readonly { readonly kind: FillKind; readonly value: number }[];
}

export interface ColumnChart {
  /** One sentence for those who do not see it. */
  readonly summary: string;
  readonly columns: readonly Column[];
  /** CSS pixels of the plot without its labels. */
  readonly height: number;
  /** False where the chart below has the same columns and says their names. */
  readonly labels: boolean;
  readonly tickWords: (value: number) => string;
}

const labelRoom = 30;
const tickRoom = 48;
const topRoom = 10;
/** The share of its band that a column fills. */
const columnShare = 0.68;
/** One column alone must not become a wall. */
const fewestBands = 7;

export function columnChart(chart: ColumnChart): HTMLDivElement {
  const scale = scaleTo(Math.max(0, ...chart.columns.map(total)), 3);
  const base = topRoom + chart.height;
  const height = base + (chart.labels ? labelRoom : 4);
  const band = 100 / Math.max(fewestBands, chart.columns.length);
  const ticks = scale.ticks.map((tick) =>
    svg('text', { x: tickRoom - 8, y: heightOf(tick, scale, chart.height) + 4 }, chart.tickWords(tick)),
  );
  const columns = chart.columns.map((column, index) =>
    svg(
      'g',
      { class: 'column' },
      svg('title', {}, column.description),
      // Makes the whole band answer to the pointer, also where the column is low.
      svg('rect', { x: `${index * band}%`, y: 0, width: `${band}%`, height, class: 'band' }),
      ...drawParts(column, index * band, band, scale, chart.height),
      ...(chart.labels ? drawLabels(column, (index + 0.5) * band, base) : []),
    ),
  );
  return element(
    'div',
    { class: 'column-chart', role: 'img', 'aria-label': chart.summary },
    svg('svg', { class: 'ticks', width: tickRoom, height }, ...ticks),
    svg(
      'svg',
      { class: 'plot', height },
      ...gridLines(scale, chart.height),
      ...columns,
      svg('line', { x1: 0, x2: '100%', y1: base, y2: base, class: 'axis' }),
    ),
  );
}

function total(column: Column): number {
  return column.parts.reduce((sum, part) => sum + part.value, 0);
}

function heightOf(value: number, scale: Scale, height: number): number {
  return topRoom + height * (1 - value / scale.max);
}

function gridLines(scale: Scale, height: number): SVGLineElement[] {
  return scale.ticks.map((tick) => {
    const y = heightOf(tick, scale, height);
    return svg('line', { x1: 0, x2: '100%', y1: y, y2: y, class: 'grid' });
  });
}

function drawParts(
  column: Column,
  left: number,
  band: number,
  scale: Scale,
  height: number,
): SVGRectElement[] {
  const x = `${left + (band * (1 - columnShare)) / 2}%`;
  const width = `${band * columnShare}%`;
  let below = 0;
  return column.parts.flatMap(({ kind, value }) => {
    const y = heightOf(below + value, scale, height);
    const tall = heightOf(below, scale, height) - y;
    below += value;
    return tall > 0 ? [bar(kind, { x, y, width, height: tall })] : [];
  });
}

function drawLabels(column: Column, middle: number, base: number): SVGTextElement[] {
  const x = `${middle}%`;
  const label = svg('text', { x, y: base + 14, class: 'column-label' }, column.label);
  if (column.sublabel === undefined) return [label];
  return [label, svg('text', { x, y: base + 26, class: 'column-sublabel' }, column.sublabel)];
}

/** A value axis from zero with round steps. */
interface Scale {
  readonly max: number;
  /** Without zero, ascending. */
  readonly ticks: readonly number[];
}

const roundSteps = [1, 2, 2.5, 5, 10];

/** @param steps how many steps to aim at; the axis may have one fewer or more. */
export function scaleTo(largest: number, steps: number): Scale {
  if (!(largest > 0)) return { max: 1, ticks: [] };
  const rough = largest / steps;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = (roundSteps.find((candidate) => candidate * power >= rough) ?? 10) * power;
  const count = Math.ceil(largest / step - 1e-9);
  return { max: count * step, ticks: Array.from({ length: count }, (_, index) => (index + 1) * step) };
}
