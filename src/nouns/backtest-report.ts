import type { Reason } from "./decision.ts";
import type { Verdict } from "./verdict.ts";

/** What a campaign that holds an event has become. */
export type EventFate = "confirmed" | "dismissed" | "open" | "none";

/** One event that the policy under test decides otherwise. */
export interface ChangedEvent {
  readonly event: string;
  readonly type: string;
  readonly at: string;
  readonly actor: string;
  readonly target: { readonly kind: string; readonly id: string };
  readonly before: Verdict;
  readonly after: Verdict;
  readonly reasons: readonly Reason[];
}

export interface Backtest {
  readonly policy: string;
  /** Policies that had decided, with how many events each. */
  readonly against: Readonly<Record<string, number>>;
  readonly events: number;
  /** Events outside the time that was asked for: they fill the windows and are not compared. */
  readonly warming: number;
  /** `[before][after]`, in the order of `VERDICTS`. */
  readonly verdicts: readonly (readonly number[])[];
  /** Events that are decided more strictly or more mildly than they were. */
  readonly stricter: number;
  readonly milder: number;
  /** Of the stricter ones: what the campaigns that hold them have become. `none`: in no campaign. */
  readonly stricterByFate: Readonly<Record<EventFate, number>>;
  readonly milderByFate: Readonly<Record<EventFate, number>>;
  /** Accounts with an event that is held or rejected now, and had none before. */
  readonly actorsNewlyHit: number;
  readonly actorsExact: boolean;
  /** Rules of the policy by how many stricter events they are a reason of. */
  readonly rules: readonly { readonly rule: string; readonly reasons: number; readonly stricter: number }[];
  /** Targets whose public count would differ most. */
  readonly targets: readonly {
    readonly kind: string;
    readonly id: string;
    readonly type: string;
    readonly publicBefore: number;
    readonly publicAfter: number;
  }[];
  readonly targetsLeftOut: boolean;
}
