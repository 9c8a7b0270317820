import type { NewEntry } from "../nouns/ledger-entry.ts";

/** An entry of the smallest kind. */
export function repairOf(...done: string[]): NewEntry {
  return { kind: "repair", by: { kind: "system", name: "suite" }, fields: { done } };
}

/** An entry that its kind's schema refuses, past the compiler. */
export const WRONG_ENTRY = { ...repairOf(), fields: { done: 7 } } as unknown as NewEntry;
