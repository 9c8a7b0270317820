import type { ProductRun } from "./run-product.ts";

/** What the suite reads of the program's JSON answer: documented keys, and nothing that must be there. */
export interface Answer {
  readonly events: number;
  readonly types: ReadonlyMap<string, number>;
  readonly from: string | null;
  readonly to: string | null;
  readonly people: number | null;
  readonly targets: number | null;
  /** Groups that act together, and surges that were not earned by being seen. */
  readonly groups: number;
  /** The answer as text without its long lists of figures, in which any number could be found. */
  readonly words: string;
}

type Json = Record<string, unknown>;

const isRecord = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** Lists that say nothing about how the file was read. */
const FIGURES = [
  "targets",
  "rules",
  "timeline",
  "scores",
  "campaigns",
  "coverage",
  "discarded_by",
  "orders",
  "copied_texts",
  "policy",
  "reported_at",
  "verdicts",
  "types",
];
/** Names under which an answer may count people and targets. */
const PEOPLE =
  /^(people|actors|persons|accounts|(people|actors?|persons?|accounts?)_count|distinct_(people|actors|accounts))$/;
const TARGETS = /^(targets?_count|distinct_targets|targets)$/;

/** Standard output → the answer, or null where there is none. */
export function answerOf(stdout: string): Answer | null {
  let json: unknown;
  try {
    json = JSON.parse(stdout);
  } catch {
    return null;
  }
  if (!isRecord(json) || typeof json.events !== "number") return null;
  const types = new Map<string, number>();
  for (const one of listOf(json.types))
    if (isRecord(one)) types.set(String(one.type), Number(one.events ?? 0));
  const words = JSON.stringify(json, (key, value: unknown) => (FIGURES.includes(key) ? undefined : value));
  const orders = json.orders;
  return {
    events: json.events,
    types,
    from: textOf(json.from),
    to: textOf(json.to),
    people: numberUnder(json, PEOPLE, 3),
    targets: listedTargets(json) ?? numberUnder(json, TARGETS, 3),
    groups: listOf(json.campaigns).length + listOf(isRecord(orders) ? orders.orders : orders).length,
    words,
  };
}

const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** Targets by the list of them, where the list is whole. */
function listedTargets(json: Json): number | null {
  const rest = json.targets_not_listed;
  if (isRecord(rest) && rest.raw !== 0) return null;
  const ids = listOf(json.targets).map((one) =>
    isRecord(one) ? `${String(one.kind)} ${String(one.id)}` : "",
  );
  return ids.length === 0 ? null : new Set(ids).size;
}

function numberUnder(json: Json, name: RegExp, depth: number): number | null {
  for (const [key, value] of Object.entries(json))
    if (name.test(key) && typeof value === "number") return value;
  if (depth === 0) return null;
  for (const [key, value] of Object.entries(json)) {
    if (!isRecord(value) || FIGURES.includes(key)) continue;
    const inside = numberUnder(value, name, depth - 1);
    if (inside !== null) return inside;
  }
  return null;
}

/** People and targets by the answer, or else by the decisions. */
export function countsOf(
  answer: Answer,
  decided: ProductRun["decided"],
): { people: number | null; targets: number | null } {
  return {
    people: answer.people ?? decided?.people ?? null,
    targets: answer.targets ?? decided?.targets ?? null,
  };
}
