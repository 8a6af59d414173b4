/** Nano-USD as people read it. Unknown is `$?`, never `$0`. */
import { nanoPerUsd, type NanoUsd } from './money.ts';

export interface MoneyStyle {
  /** Puts `≈` in front: the figure is an estimate. */
  readonly approximate?: boolean | undefined;
}

/** `1204.5` with 2 to 4 decimals: `1,204.50`. Locale-free, since dollars are. */
function figure(amount: number, fewest: number, most = fewest): string {
  const [whole = '0', fraction = ''] = amount.toFixed(most).split('.');
  const digits = fraction.replace(/0+$/, '').padEnd(fewest, '0');
  const grouped = whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
  return digits === '' ? grouped : `${grouped}.${digits}`;
}

function decimalsFor(dollars: number): number {
  // Bounds lie half a last digit below the round figure, so that rounding never adds a digit.
  if (dollars < 0.00095) return 4;
  if (dollars < 0.9995) return 3;
  return 2;
}

/**
 * Money for running text and narrow places, about five characters: `$0.0004`, `$0.031`, `$1.42`,
 * `$1,204.50`, `<$0.0001`, `$0`, `−$0.120`, `$?`.
 */
export function formatMoney(cost: NanoUsd | undefined, style: MoneyStyle = {}): string {
  if (cost === undefined) return '$?';
  const mark = style.approximate === true ? '≈' : '';
  if (cost === 0) return `${mark}$0`;
  const sign = cost < 0 ? '−' : '';
  const dollars = Math.abs(cost) / nanoPerUsd;
  if (dollars < 0.000_05) return `${sign}<$0.0001`;
  return `${mark}${sign}$${figure(dollars, decimalsFor(dollars))}`;
}

/** All digits that matter, for receipts: `$0.0232856`, at least two decimals, at most nine. */
export function formatMoneyExactly(cost: NanoUsd | undefined, style: MoneyStyle = {}): string {
  if (cost === undefined) return '$?';
  const mark = style.approximate === true ? '≈' : '';
  const dollars = Math.abs(cost) / nanoPerUsd;
  return `${mark}${cost < 0 ? '−' : ''}$${figure(dollars, cost === 0 ? 0 : 2, 9)}`;
}

/** For previews of small sums: `0.3¢`, `12¢`, from a dollar on `$1.42`; `<0.01¢`, `$?`. */
export function formatCents(cost: NanoUsd | undefined, style: MoneyStyle = {}): string {
  if (cost === undefined) return '$?';
  if (cost < 0 || cost >= 0.995 * nanoPerUsd) return formatMoney(cost, style);
  const mark = style.approximate === true ? '≈' : '';
  const cents = (cost * 100) / nanoPerUsd;
  if (cents === 0) return `${mark}0¢`;
  if (cents < 0.005) return '<0.01¢';
  const digits = cents < 0.095 ? 2 : cents < 9.95 ? 1 : 0;
  return `${mark}${figure(cents, 0, digits)}¢`;
}

/** A limit as it was typed: `$5`, `$0.50`, `$1,200`. */
export function formatLimit(usd: number): string {
  return `$${Number.isInteger(usd) ? figure(usd, 0) : figure(usd, 2, 4)}`;
}
