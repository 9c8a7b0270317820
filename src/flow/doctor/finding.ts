/** How grave a finding is: nothing wrong, worth a look, damaged. */
export type Gravity = "sound" | "look" | "damaged";

/** One thing that was examined, and what was found, in both languages. */
export interface Finding {
  /** What was examined. */
  readonly of:
    | "folder"
    | "disk"
    | "permissions"
    | "clock"
    | "log"
    | "records"
    | "ledger"
    | "stores"
    | "snapshots"
    | "counts";
  readonly gravity: Gravity;
  readonly en: string;
  readonly zh: string;
}

export function gravest(findings: readonly Finding[]): Gravity {
  if (findings.some(({ gravity }) => gravity === "damaged")) return "damaged";
  return findings.some(({ gravity }) => gravity === "look") ? "look" : "sound";
}
