import type { Counter } from "../count/counter.ts";
import type { Policy } from "../nouns/policy.ts";
import type { EventLog } from "../ports/event-log.ts";
import type { LedgerLog } from "../ports/ledger-log.ts";
import type { PolicyVersion } from "../ports/policy-rollout.ts";
import type { Records } from "../ports/records.ts";
import type { Scheduler } from "../ports/scheduler.ts";
import type { Snapshots } from "../ports/snapshots.ts";
import type { PayeeRegistry } from "../screen/payee/payee-registry.ts";
import type { RunningReviews } from "./campaigns/campaign-reviews.ts";
import type { DecisionStore } from "./decision-store.ts";
import type { ForgottenActors } from "./erase/forgotten-actors.ts";
import type { KnownIds } from "./known-ids.ts";
import type { ListRegistry } from "./lists/list-registry.ts";
import type { LiveStatistics } from "./live-statistics.ts";
import type { SpawnCandidate } from "./policies/candidate-thread.ts";
import type { LiveJudge } from "./policies/live-judge.ts";
import type { RecentEvents } from "./recent/recent-events.ts";
import type { PaymentRemarks } from "./screening/payment-remarks.ts";

/** What `openEngine` has put together: everything restored up to the end of the log. */
export interface EngineParts {
  readonly judge: LiveJudge;
  /** Starts the thread of a candidate policy; null where there is no folder to read. */
  readonly spawnCandidate: SpawnCandidate | null;
  readonly remarks: PaymentRemarks | null;
  readonly counter: Counter;
  readonly payees: PayeeRegistry;
  /** What the judge is told of lists. */
  readonly lists: ListRegistry;
  readonly known: KnownIds;
  readonly log: EventLog;
  /** Where events are put for the threads that follow the log; null where none does. */
  readonly recent: RecentEvents | null;
  readonly records: Records;
  /** Every event before it is in the stored counts, as the records were found. */
  readonly appliedPosition: number;
  readonly ledger: LedgerLog | null;
  readonly decisions: DecisionStore;
  readonly snapshots: Snapshots;
  /** Policy of an earlier decision, by id. */
  readonly policyById: (id: string) => Policy | null;
  /** From now on `policyById` knows this one too. */
  readonly keepPolicy: (policy: Policy) => void;
  /** Policies in force so far, the latest first. */
  readonly policyHistory: readonly PolicyVersion[];
  readonly statistics: LiveStatistics;
  readonly campaigns: RunningReviews;
  readonly clock: () => number;
  readonly scheduler: Scheduler;
  /** Told of what went wrong without harm. */
  readonly onWarning: (message: string) => void;
  readonly forgotten: ForgottenActors;
  /** Days that events are kept after they came in; null = for ever. */
  readonly keepDays: number | null;
  /** The receiver's clock is right, however far it has jumped since the last drop. */
  readonly clockTrusted: boolean;
  /** Position of the snapshot that the start went on from; −1 = there was none. */
  readonly snapshotAt: number;
  /** Events after which a snapshot is written while running. Default 400,000. */
  readonly snapshotEvents?: number;
  /** Told of events that were dropped since they are kept no longer. */
  readonly onDropped: (events: number, begin: number) => void;
  /** Why nothing could be written to the data folder now, or null. */
  readonly diskTrouble: () => Promise<string | null>;
  readonly release: () => Promise<void>;
}
