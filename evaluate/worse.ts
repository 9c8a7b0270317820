import type { Figures } from "./report.ts";

/** A figure moves with the machine's Node and the simulator's wording; below this it has not changed. */
const TOLERANCE = 0.0005;

/** Figures that are worse than those of the last written report, as lines; null for `before` when there is none. */
export function worseThan(before: Figures | null, now: Figures): readonly string[] {
  if (before === null) return ["no earlier report to compare with"];
  const lines: string[] = [];
  for (const [name, { value, better }] of Object.entries(now)) {
    const old = before[name];
    if (old === undefined) continue;
    const change = value - old.value;
    if ((better === "lower" && change > TOLERANCE) || (better === "higher" && change < -TOLERANCE)) {
      lines.push(`${name}: ${old.value.toPrecision(4)} → ${value.toPrecision(4)}`);
    }
  }
  return lines.length === 0 ? ["nothing, against the last written report"] : lines;
}
