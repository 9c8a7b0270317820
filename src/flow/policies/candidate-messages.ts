import type { ListEntry } from "../../nouns/subject-list.ts";
import type { CandidateState } from "../../ports/policy-rollout.ts";
import type { StoreDescription } from "../../ports/store-description.ts";
import type { GateMemory } from "../thread-gate.ts";

/** What the thread of a candidate is started with. */
export interface CandidateStart {
  readonly gate: GateMemory;
  readonly store: StoreDescription;
  /** The policy's text, and the lexicon's where remarks are read. */
  readonly policy: string;
  readonly lexicon: string | null;
  readonly lists: readonly ListEntry[];
  /** Events from here on are compared; those before only fill the windows. */
  readonly compareFrom: number;
}

/** Engine → thread. */
export type CandidateRequest =
  | { readonly kind: "hand_over" }
  | {
      readonly kind: "lists";
      readonly ended: readonly { readonly entry: ListEntry; readonly until: number }[];
      readonly added: readonly ListEntry[];
    }
  | { readonly kind: "forget"; readonly account: string };

/** State of a judge and of payees at a position of the log: every event before it is in there. */
export interface HandedOver {
  readonly position: number;
  readonly windows: readonly Uint8Array[];
  readonly clock: readonly number[];
  readonly payees: Uint8Array;
}

/** Thread → engine. */
export type CandidateAnswer =
  | {
      readonly kind: "report";
      readonly report: Omit<CandidateState, "id" | "mode" | "by" | "startedAtMs">;
    }
  | { readonly kind: "state"; readonly state: HandedOver };
