import type { ListUse } from "../../nouns/subject-list.ts";
import type { EventField } from "./event-fields.ts";
import type { CelNode, ConditionError } from "./parse-condition.ts";
import type { NumberTerm, TruthTerm } from "./terms.ts";

/** Names a condition may use. */
export interface ConditionScope {
  /** Index of each feature by name; null where features have no place (filters of features). */
  readonly features: ReadonlyMap<string, number> | null;
  /** Kinds of infrastructure that exist, to warn of misspelt ones. */
  readonly ipKinds: ReadonlySet<string>;
  /** Names of lists that may be asked for; absent: none. */
  readonly lists?: ReadonlySet<string>;
  /** Questions about lists so far, of the whole policy: new ones are added. */
  readonly listUses?: ListUse[];
  /** Kinds of event that are asked, as a mask: a condition names fields of their family only. Absent = not checked. */
  readonly kinds?: number;
}

export type TextField = Extract<EventField, { type: "text" }>;

/** What a part of a condition stands for, once its names are settled. */
export type Value =
  | { readonly type: "number"; readonly term: NumberTerm }
  | { readonly type: "truth"; readonly term: TruthTerm }
  | { readonly type: "literal"; readonly text: string }
  | { readonly type: "text"; readonly field: TextField }
  | { readonly type: "kind" };

/** Each type as a sentence of an error says it. */
export const SPOKEN: Readonly<Record<Value["type"], string>> = {
  number: "a number",
  truth: "a condition (true or false)",
  literal: "text",
  text: "text",
  kind: "text",
};

/** One condition while it is checked. */
export interface Checking {
  readonly scope: ConditionScope;
  /** Every problem so far, each at its place in the condition's text. */
  readonly problems: ConditionError[];
  /** Settles one part; null when it has an error, which then stands in `problems`. */
  readonly value: (node: CelNode) => Value | null;
}

/** Adds an error at a part of the condition. Always null: the part has no value. */
export function fail(check: Checking, at: CelNode, message: string, hint?: string): null {
  const problem = { severity: "error" as const, start: at.start, end: at.end, message };
  check.problems.push(hint === undefined ? problem : { ...problem, hint });
  return null;
}

/** The part as a condition. */
export function truth(check: Checking, node: CelNode): TruthTerm | null {
  const found = check.value(node);
  if (found === null) return null;
  if (found.type === "truth") return found.term;
  const hint =
    found.type === "number" ? "compare it with something, as in `x > 0`" : 'compare it, as in `x == "…"`';
  return fail(check, node, `this is ${SPOKEN[found.type]}, where a condition is needed`, hint);
}

/** The part as a number. */
export function number(check: Checking, node: CelNode): NumberTerm | null {
  const found = check.value(node);
  if (found === null) return null;
  if (found.type === "number") return found.term;
  return fail(check, node, `this is ${SPOKEN[found.type]}, where a number is needed`);
}
