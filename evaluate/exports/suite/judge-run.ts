import { type Answer, answerOf, countsOf } from "./answer.ts";
import type { ProductRun } from "./run-product.ts";
import type { OtherReading, Truth } from "./truth.ts";

/** The five sorts of the issue. */
export type Sort = "right" | "refused, true cause" | "refused, wrong cause" | "silently wrong" | "crashed";

export interface Verdict {
  readonly name: string;
  readonly sort: Sort;
  /** What differed or was not said, for a person to read. */
  readonly notes: readonly string[];
  /** Words that would have been good and were not there; they decide nothing. */
  readonly unsaid: readonly string[];
  /** Counts that the program did not tell, so that they could not be compared. */
  readonly unchecked: readonly string[];
  /** Groups or orders that the answer names; null where nothing was audited. */
  readonly groups: number | null;
  readonly seconds: number;
}

/** First line of a message that shows the inside of the program to its user. */
const STACK = /^\s+at .*(node:internal|\.m?[jt]s:\d+)/m;

/** A truth and what the program did → its sort. Pure: the same pair gives the same verdict. */
export function judgeRun(truth: Truth, run: ProductRun): Verdict {
  const base = { name: truth.name, seconds: run.seconds, unsaid: [], unchecked: [], groups: null };
  const crash = crashOf(run);
  if (crash !== null) return { ...base, sort: "crashed", notes: [crash] };
  const answer = answerOf(run.stdout);
  const said = `${run.stderr}\n${answer === null ? run.stdout : answer.words}`;
  if (answer === null || answer.events === 0) return { ...base, ...refusal(truth, run, said) };
  if (truth.outcome === "refuse")
    return {
      ...base,
      sort: "silently wrong",
      notes: [`audited ${answer.events} events; right is a refusal: ${truth.refusal?.reason ?? ""}`],
    };
  const readings: OtherReading[] = [{ mustSay: [] }, ...truth.otherReadings];
  const tries = readings.map((reading) => compare(truth, reading, answer, run, said));
  const best = tries.find((one) => one.notes.length === 0) ?? tries[0]!;
  return {
    ...base,
    sort: best.notes.length === 0 ? "right" : "silently wrong",
    notes: best.notes,
    unchecked: best.unchecked,
    unsaid: truth.shouldSay.filter((word) => !found(word.patterns, said)).map((word) => word.about),
    groups: answer.groups,
  };
}

function crashOf(run: ProductRun): string | null {
  if (run.timedOut) return `no end after ${Math.round(run.seconds)} s`;
  if (run.signal !== null) return `ended by ${run.signal}`;
  if (run.exitCode === 13) return "exit 13: the program stopped in the middle of its work";
  if (STACK.test(run.stderr)) return firstLine(run.stderr);
  if (run.exitCode !== 0 && run.stderr.trim() === "" && run.stdout.trim() === "")
    return `exit ${run.exitCode} without a word`;
  return null;
}

function refusal(truth: Truth, run: ProductRun, said: string): Pick<Verdict, "sort" | "notes"> {
  const message = firstLine(run.stderr) || firstLine(run.stdout);
  if (run.exitCode === 0) return { sort: "silently wrong", notes: [`0 events and exit 0: ${message}`] };
  if (truth.outcome === "audit") return { sort: "refused, wrong cause", notes: [message] };
  if (truth.refusal !== null && causeFound(truth.refusal.patterns, said))
    return { sort: "refused, true cause", notes: [message] };
  return { sort: "refused, wrong cause", notes: [`${message} (true: ${truth.refusal?.reason ?? "none"})`] };
}

interface Comparison {
  readonly notes: string[];
  readonly unchecked: string[];
}

function compare(
  truth: Truth,
  reading: OtherReading,
  answer: Answer,
  run: ProductRun,
  said: string,
): Comparison {
  const notes: string[] = [];
  const unchecked: string[] = [];
  const want = { ...truth, ...reading };
  const differs = (what: string, wanted: number, got: number | null): void => {
    if (wanted === -1) return;
    if (got === null) unchecked.push(what);
    else if (got !== wanted) notes.push(`${what} ${got}, right ${wanted}`);
  };
  const counts = countsOf(answer, run.decided);
  differs("events", want.events, answer.events);
  differs("people", want.people, counts.people);
  differs("targets", want.targets, counts.targets);
  if (reading.events === undefined) notes.push(...typeNotes(truth, answer));
  notes.push(...timeNotes(want, answer, said));
  if (reading.mustSay.length > 0 && !found(reading.mustSay, said))
    notes.push("read otherwise without a word");
  for (const word of truth.mustSay) if (!found(word.patterns, said)) notes.push(`not said: ${word.about}`);
  return { notes, unchecked };
}

function typeNotes(truth: Truth, answer: Answer): string[] {
  const notes: string[] = [];
  for (const [names, wanted] of Object.entries(truth.types)) {
    const got = names.split("|").reduce((sum, name) => sum + (answer.types.get(name) ?? 0), 0);
    if (got === wanted) continue;
    const had = [...answer.types].map(([type, events]) => `${type} ${events}`).join(", ");
    notes.push(`${names.split("|")[0]} ${wanted} expected; read: ${had}`);
  }
  return notes;
}

/** A zone is a whole number of quarters of an hour, at most 14 hours from UTC (tz database). */
const QUARTER_MS = 900_000;
const ZONE_MS_MAX = 14 * 3_600_000;
const DAY_MS = 86_400_000;

function timeNotes(
  want: Pick<Truth, "fromUtc" | "toUtc" | "precision" | "zone">,
  answer: Answer,
  said: string,
): string[] {
  const off = (wanted: string | null, got: string | null): number | null =>
    wanted === null || wanted === "any" ? 0 : got === null ? null : Date.parse(got) - Date.parse(wanted);
  const from = off(want.fromUtc, answer.from);
  const to = off(want.toUtc, answer.to);
  if (from === 0 && to === 0) return [];
  const span = `times ${answer.from ?? "none"} to ${answer.to ?? "none"}, right ${want.fromUtc} to ${want.toUtc}`;
  if (from === null || to === null) return [span];
  if (want.precision === "day" && Math.abs(from) < DAY_MS && Math.abs(to) < DAY_MS) return [];
  const compared = [want.fromUtc === null ? to : from, want.toUtc === null ? from : to];
  const shifted =
    compared[0] === compared[1] && compared[0]! % QUARTER_MS === 0 && Math.abs(compared[0]!) <= ZONE_MS_MAX;
  // In another zone than the user's, and says which: right for who reads it.
  if (want.zone === "local" && shifted && /UTC|GMT|time ?zone|时区|[+-]\d\d:\d\d/.test(said)) return [];
  return [shifted ? `${span}: a zone off, without a word` : span];
}

/**
 * Values in backticks are the file's own words, not the program's: a message that echoes `<html>` has not
 * said that the file is a web page. A pattern that begins with `=` is looked for in the values, too.
 */
function causeFound(patterns: readonly string[], said: string): boolean {
  const own = said.replace(/`[^`]*`/g, "`…`");
  return patterns.some((pattern) =>
    pattern.startsWith("=")
      ? new RegExp(pattern.slice(1), "i").test(said)
      : new RegExp(pattern, "i").test(own),
  );
}

function found(patterns: readonly string[], said: string): boolean {
  return patterns.some((pattern) => new RegExp(pattern, "i").test(said));
}

function firstLine(text: string): string {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return (lines.find((line) => /error|错|touchstone:/i.test(line)) ?? lines[0] ?? "").trim().slice(0, 300);
}
