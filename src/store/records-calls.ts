import type { CampaignRecords } from "../ports/campaigns.ts";
import type { ListRecords } from "../ports/list-records.ts";
import type { Records } from "../ports/records.ts";

type Part = "records" | "campaigns" | "lists";

/** Calls of the records that write: done one after the other, in the order they were made. */
export const RECORDS_WRITES = {
  records: ["applyCounts", "sync", "append", "write", "eraseBodies", "set"],
  campaigns: [
    "put",
    "putWithEntry",
    "putMembers",
    "putTargets",
    "refreshOwners",
    "forgetActor",
    "forgetKey",
    "drop",
  ],
  lists: ["change", "dropEnded", "forget"],
} as const;

/** And those that read. What is in neither is handled by itself: `storeCounts`, `allCounts`, `close`. */
export const RECORDS_READS = {
  records: [
    "position",
    "appliedPosition",
    "counts",
    "quality",
    "mostAttacked",
    "entries",
    "verify",
    "get",
    "settings",
  ],
  campaigns: [
    "numberOf",
    "get",
    "list",
    "members",
    "targets",
    "target",
    "events",
    "ofTarget",
    "changedAfter",
    "latestChange",
    "ofMember",
    "ofOwner",
    "totals",
    "unsettled",
    "claims",
    "standings",
    "claimRange",
    "history",
    "dismissedEvents",
    "dismissedMembers",
    "latest",
    "superfluous",
  ],
  lists: ["all", "page", "sizes", "find"],
} as const;

type Told<P extends Part> = (typeof RECORDS_WRITES)[P][number] | (typeof RECORDS_READS)[P][number];
/** A call that was added to a port and to neither table does not pass the type check. */
type Untold =
  | Exclude<keyof Records, Told<"records"> | "campaigns" | "lists" | "storeCounts" | "allCounts" | "close">
  | Exclude<keyof CampaignRecords, Told<"campaigns">>
  | Exclude<keyof ListRecords, Told<"lists">>;

/** A call with its arguments, as `around` is given it. */
export type Call = () => Promise<unknown>;
/** What becomes of a call: `part` and `name` say which it is. */
export type Around = (part: Part, name: string, call: Call, writes: boolean) => Promise<unknown>;

/** Records whose calls pass through `around`; all but `storeCounts`, `allCounts` and `close`. */
export function recordsThrough(records: Records, around: [Untold] extends [never] ? Around : never): Records {
  const through = <T extends object>(store: T, part: Part): T => {
    const calls = (names: readonly string[], writes: boolean) =>
      names.map((name) => {
        const call = (store as Record<string, (...given: unknown[]) => Promise<unknown>>)[name]!;
        return [name, (...given: unknown[]) => around(part, name, () => call(...given), writes)] as const;
      });
    return {
      ...store,
      ...Object.fromEntries([...calls(RECORDS_READS[part], false), ...calls(RECORDS_WRITES[part], true)]),
    };
  };
  return {
    ...through(records, "records"),
    campaigns: through(records.campaigns, "campaigns"),
    lists: through(records.lists, "lists"),
  };
}
