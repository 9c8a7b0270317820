import type { ChangedEvent } from "../nouns/backtest-report.ts";
import type { Principal } from "../nouns/ledger-entry.ts";

/** A policy that was in force here, and can be again. */
export interface PolicyVersion {
  readonly id: string;
  /** When it came into force last, ms; 0 where nobody knows. */
  readonly sinceMs: number;
  /** Who put it in force. */
  readonly by: string;
}

/** A policy that reads the log beside the one in force: to take its place once its windows are filled, or to be compared with it. */
export interface CandidateState {
  readonly id: string;
  /** `activate`: it takes over as soon as it can; `shadow`: it is compared until somebody decides. */
  readonly mode: "activate" | "shadow";
  readonly by: string;
  readonly startedAtMs: number;
  /** Log positions read, and how many lie behind the end of what is decided. */
  readonly position: number;
  readonly behind: number;
  /** Events compared: those that came in since it was started. */
  readonly events: number;
  readonly stricter: number;
  readonly milder: number;
  /** Events by the verdict they got and the one they would get: `[before][after]`, in the order of `VERDICTS`. */
  readonly verdicts: readonly (readonly number[])[];
  /** Rules by how many events they would be a reason of, and of how many stricter verdicts; the most first. */
  readonly rules: readonly { readonly rule: string; readonly reasons: number; readonly stricter: number }[];
  /** The latest events that would be decided otherwise, the newest first. */
  readonly samples: readonly ChangedEvent[];
}

/** Why the latest proposal did not come into force. */
export interface PolicyRefusal {
  readonly id: string;
  readonly reason: string;
  readonly atMs: number;
}

export interface PolicyState {
  readonly inForce: PolicyVersion;
  readonly candidate: CandidateState | null;
  readonly refused: PolicyRefusal | null;
  /** Earlier ones, the latest in force first. */
  readonly earlier: readonly PolicyVersion[];
}

export interface Proposed {
  readonly id: string;
  /** What the checker warns of, as it prints it. */
  readonly warnings: readonly string[];
}

/** Policies of a running engine: changed without a restart, tried beside the one in force, taken back. */
export interface PolicyRollout {
  state(): PolicyState;
  /**
   * Reads a policy's text and starts it as a candidate; the one in force goes on until the other has read the log. An older candidate makes
   * room. Rejects with `bad_policy` with every mistake, and then nothing changed; `not_ready` where no folder is read.
   */
  propose(text: string, mode: CandidateState["mode"], by: Principal): Promise<Proposed>;
  /** The same for a policy that was in force, or is the shadow now. Rejects with `not_found`. */
  activate(id: string, by: Principal): Promise<Proposed>;
  /** Ends the candidate; false where there is none. */
  withdraw(by: Principal): Promise<boolean>;
  /** Resolves when no candidate waits to be activated any more. */
  settled(): Promise<void>;
}
