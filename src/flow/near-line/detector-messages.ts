import type { PlaceholderList } from "../../nouns/placeholders.ts";
import type { StoreDescription } from "../../ports/store-description.ts";
import type { RecentMemory } from "../recent/recent-events.ts";
import type { DetectionReport } from "../reviewed-campaigns.ts";
import type { GateMemory } from "../thread-gate.ts";
import type { DetectorPolicy, KnownCampaign } from "./detector-settings.ts";

/** What the watching thread is started with. */
export interface DetectorStart {
  readonly gate: GateMemory;
  readonly store: StoreDescription;
  readonly recent: RecentMemory | null;
  readonly policy: DetectorPolicy;
  readonly placeholders: PlaceholderList;
  readonly known: readonly KnownCampaign[];
}

/** Engine → watching thread. */
export type DetectorRequest =
  | {
      readonly kind: "learn";
      readonly id: string;
      readonly members: KnownCampaign["members"];
      readonly atMs: number;
    }
  | { readonly kind: "forget"; readonly id: string }
  | { readonly kind: "remember"; readonly campaigns: readonly KnownCampaign[] }
  | { readonly kind: "nudge" };

/** Watching thread → engine; its times of looks are on the process's own clock. */
export interface DetectorAnswer {
  readonly report: DetectionReport;
}
