import type { RememberedCampaign } from "../../detect/campaign-registry.ts";
import type { PlaceholderList } from "../../nouns/placeholders.ts";
import type { NightlyPolicy } from "../../nouns/policy.ts";
import type { StoreDescription } from "../../ports/store-description.ts";
import type { RecentMemory } from "../recent/recent-events.ts";
import type { NightlyHealth } from "../reviewed-campaigns.ts";
import type { GateMemory } from "../thread-gate.ts";
import type { HeldCampaign, NightlyReport } from "./nightly-turn.ts";

/** What the nightly thread is started with. */
export interface NightlyStart {
  readonly gate: GateMemory;
  readonly store: StoreDescription;
  readonly recent: RecentMemory | null;
  readonly policy: NightlyPolicy;
  readonly placeholders: PlaceholderList;
  /** Between two glances at the end of the log, ms of wall clock. */
  readonly everyMs: number;
}

/** Nightly thread → engine. */
export type NightlyAnswer =
  | { readonly kind: "held"; readonly held: readonly HeldCampaign[] }
  | { readonly kind: "health"; readonly health: NightlyHealth }
  | { readonly kind: "warning"; readonly message: string }
  /** Which campaigns are known? Answered with `known`, in parts. */
  | { readonly kind: "ask" }
  /** Answered with `taken` once it is kept. */
  | { readonly kind: "report"; readonly report: NightlyReport };

/** Engine → nightly thread. */
export type NightlyRequest =
  | { readonly kind: "known"; readonly campaigns: readonly RememberedCampaign[]; readonly last: boolean }
  | { readonly kind: "taken" }
  /** What was asked for cannot be had. */
  | { readonly kind: "failed"; readonly reason: string };
