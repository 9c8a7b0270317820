import { wilsonInterval } from "../src/statistics/wilson.ts";

export type Row = readonly (string | number)[];

/** Two-sided 95 % quantile of Student's t for n − 1 degrees of freedom, n = 2 to 6. */
const STUDENT = [12.706, 4.303, 3.182, 2.776, 2.571] as const;

/** A table in Markdown; all but the first column to the right. */
export function table(head: readonly string[], rows: readonly Row[]): string {
  const line = (cells: Row): string => `| ${cells.join(" | ")} |`;
  return [line(head), `|---|${"---:|".repeat(head.length - 1)}`, ...rows.map(line)].join("\n");
}

/** 12345 → `12,345`. */
export function count(value: number): string {
  return value.toLocaleString("en-US");
}

/** A share as a percentage; nothing for NaN. */
export function percent(part: number): string {
  if (Number.isNaN(part)) return "";
  const value = 100 * part;
  return `${value === 0 || value >= 99.995 ? value.toFixed(0) : value < 1 ? value.toFixed(3) : value.toFixed(1)} %`;
}

/** A share with its interval, Wilson's. */
export function share(hits: number, n: number): string {
  const [low, high] = wilsonInterval(hits, n);
  return `${percent(hits / n)} (${bare(low)} to ${bare(high)})`;
}

function bare(part: number): string {
  const value = 100 * part;
  return value === 0 ? "0" : value < 1 ? value.toFixed(3) : value.toFixed(1);
}

/** Mean over seeds with its interval, cut to [0, 100] %. */
export function overSeeds(parts: readonly number[]): string {
  const { mean, low, high, n } = meanOf(parts);
  if (n < 2) return percent(mean);
  return `${percent(mean)} (${bare(Math.max(0, low))} to ${bare(Math.min(1, high))})`;
}

/** A figure over seeds: its mean, and Student's 95 % interval of it; without one for fewer than two seeds. NaN are left aside. */
export interface Mean {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly n: number;
}

export function meanOf(parts: readonly number[]): Mean {
  const values = parts.filter((part) => !Number.isNaN(part));
  const n = values.length;
  const mean = values.reduce((total, value) => total + value, 0) / n;
  const t = STUDENT[n - 2];
  if (t === undefined) return { mean, low: mean, high: mean, n };
  const variance = values.reduce((total, value) => total + (value - mean) ** 2, 0) / (n - 1);
  const half = t * Math.sqrt(variance / n);
  return { mean, low: mean - half, high: mean + half, n };
}

/** Mean and interval as decimals, cut to [0, 1] when `part`. */
export function decimals({ mean, low, high, n }: Mean, digits: number, part: boolean): string {
  if (n === 0) return "";
  const own = mean.toFixed(digits);
  if (n < 2) return own;
  const [least, most] = part ? [Math.max(0, low), Math.min(1, high)] : [low, high];
  return `${own} (${least.toFixed(digits)} to ${most.toFixed(digits)})`;
}
