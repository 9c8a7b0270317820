import type { Code } from "../nouns/codes.ts";
import type { CountsToStore } from "../ports/records.ts";
import type { RecordsGateMemory } from "./records-gate.ts";

/** What the writing thread of the records is started with. */
export interface RecordsThreadSettings {
  readonly file: string;
  readonly gate: RecordsGateMemory;
}

/** Main thread → writing thread; one at a time, each answered once. */
export type RecordsRequest =
  | { readonly kind: "store"; readonly changes: CountsToStore }
  | { readonly kind: "close" };

/** Writing thread → main thread. `opened` comes once, unasked, or `failed` in its place. */
export type RecordsReply =
  | { readonly kind: "opened" | "stored" | "closed" }
  | { readonly kind: "failed"; readonly code: Code; readonly detail: string };
