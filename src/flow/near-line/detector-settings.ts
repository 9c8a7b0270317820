import type { RememberedCampaign } from "../../detect/campaign-registry.ts";
import type { PlaceholderList } from "../../nouns/placeholders.ts";
import type { CampaignPolicy } from "../../nouns/policy.ts";
import type { StoreDescription } from "../../ports/store-description.ts";
import type { RecentMemory } from "../recent/recent-events.ts";
import type { DetectionReport } from "../reviewed-campaigns.ts";

/** How much the near-line detector may take. */
export type DetectorPolicy = CampaignPolicy["nearLine"];

/** A campaign that was found before: its id goes on, and a confirmed one's pool is known at its next order. */
export interface KnownCampaign extends RememberedCampaign {
  readonly confirmed: boolean;
}

export interface DetectorSettings {
  /** The engine's stores; the near-line detector reads the event log and writes nothing. */
  readonly store: StoreDescription;
  /** Where the engine puts the latest events; absent: all are read from the log. */
  readonly recent?: RecentMemory | null;
  readonly policy: DetectorPolicy;
  /** Values that are no identity. */
  readonly placeholders: PlaceholderList;
  /** What was found before, the latest first; asked at the start and when the thread is started anew. */
  readonly known: () => AsyncIterable<KnownCampaign>;
  /** Receiver's clock, ms since 1970: for `lastPassAtMs` alone. */
  readonly clock: () => number;
  /** Called with what changed, and with nothing found when the state of health changed. */
  readonly onReport: (report: DetectionReport) => void | Promise<void>;
  /** Told of what went wrong without harm to the engine. */
  readonly onWarning: (message: string) => void;
}

/** The near-line detector as the engine holds it. */
export interface DetectorThread {
  /** From now on the pool is recognised at its first order. */
  learn(campaign: Pick<KnownCampaign, "id" | "members"> & { readonly atMs: number }): void;
  /** The pool is no longer known: its campaign was dismissed. */
  forget(id: string): void;
  /** Campaigns that were found elsewhere: from now on their people are found under these ids. */
  remember(campaigns: readonly KnownCampaign[]): void;
  /** Events wait: read them now rather than at the next turn. */
  nudge(): void;
  /** Ends the thread; no report comes after. */
  stop(): Promise<void>;
}
