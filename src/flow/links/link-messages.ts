import type { LinkHealth, PayeeLinkReport } from "../../nouns/payee-link-report.ts";
import type { PlaceholderList } from "../../nouns/placeholders.ts";
import type { StoreDescription } from "../../ports/store-description.ts";
import type { RecentMemory } from "../recent/recent-events.ts";
import type { GateMemory } from "../thread-gate.ts";

/** What the thread is started with. */
export interface LinkStart {
  readonly gate: GateMemory;
  readonly store: StoreDescription;
  readonly recent: RecentMemory | null;
  readonly placeholders: PlaceholderList;
  readonly everyMs: number;
  readonly official: readonly string[];
}

/** Thread → engine: how it does, and all that it tells where it looked. */
export interface LinkAnswer {
  readonly health: LinkHealth;
  readonly payees: readonly PayeeLinkReport[] | null;
}
