import type { PlaceholderList } from "../../nouns/placeholders.ts";
import type { StoreDescription } from "../../ports/store-description.ts";
import type { WatchReport } from "../campaign-desk.ts";
import type { RecentMemory } from "../recent/recent-events.ts";
import type { GateMemory } from "../thread-gate.ts";
import type { KnownCampaign, WatchPolicy } from "./watch-settings.ts";

/** What the watching thread is started with. */
export interface WatchStart {
  readonly gate: GateMemory;
  readonly store: StoreDescription;
  readonly recent: RecentMemory | null;
  readonly policy: WatchPolicy;
  readonly placeholders: PlaceholderList;
  readonly known: readonly KnownCampaign[];
}

/** Engine → watching thread. */
export type WatchRequest =
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
export interface WatchAnswer {
  readonly report: WatchReport;
}
