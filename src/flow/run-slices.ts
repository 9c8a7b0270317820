import type { ToldRun } from "./decide-run.ts";
import { DECIDE_SLICE_EVENTS } from "./online-limits.ts";
import type { LoggedRun } from "./run-intake.ts";

/** What is decided of a run in one go, from its event `from` on: a run of its own, as the judge sees it. */
export function sliceOf(logged: LoggedRun, from: number): LoggedRun {
  const { run, first } = logged;
  if (run.count <= DECIDE_SLICE_EVENTS) return logged;
  const rows = run.rows.slice(from, from + DECIDE_SLICE_EVENTS);
  return { ...logged, first: first + from, run: { ...run, rows, count: rows.length } };
}

/** Slices of one run, in order, as what is told of the whole. */
export function joinSlices(slices: readonly ToldRun[]): ToldRun {
  if (slices.length === 1) return slices[0]!;
  return {
    first: slices[0]!.first,
    decisions: slices.flatMap(({ decisions }) => decisions),
    texts: slices.flatMap(({ texts }) => texts),
    notes: new Map(slices.flatMap(({ notes }) => [...notes])),
  };
}
