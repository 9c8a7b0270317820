import { type CampaignDay, onlyGraph } from "./campaign-day.ts";
import { type Cut, cutsOf } from "./peers/best-cut.ts";
import { fraudarPeers } from "./peers/fraudar.ts";
import { SIMPLE_COUNTS } from "./peers/simple-counts.ts";

/** How well another method does on a day that the detector was measured on. */
export interface PeerScore {
  readonly name: string;
  /** Stopped where F1 is highest, with the answer in hand. */
  readonly best: Cut;
  /** Stopped where blocks no longer stand out from a rewired twin of the graph (ours: the papers say nothing); null for rankings, which have no stop. */
  readonly stopped: Cut | null;
  /** Accounts that delivered: what there was to find. */
  readonly delivered: number;
  readonly cpuS: number;
}

/**
 * The day → what published methods and simple counts make of it. They are given who did what when, the whole stretch at once (the detector sees 96 hours at a time).
 * Scored as the detector is: every account that delivered is to be found, whatever it was hired for.
 */
export function peerScores(day: CampaignDay): readonly PeerScore[] {
  const columns = onlyGraph(day.all);
  const members = new Set(day.pools.flatMap((pool) => [...pool]));
  const delivered = members.size;
  const blocks = fraudarPeers(columns).map(
    ({ name, blocks, stop, cpuS }): PeerScore => ({
      name,
      ...cutsOf(blocks, members, stop),
      delivered,
      cpuS,
    }),
  );
  const counts = SIMPLE_COUNTS.map(({ name, rank }): PeerScore => {
    const before = process.cpuUsage();
    const groups = rank(columns);
    const { user, system } = process.cpuUsage(before);
    const { best } = cutsOf(groups, members, 0);
    return { name, best, stopped: null, delivered, cpuS: (user + system) / 1e6 };
  });
  return [...blocks, ...counts];
}
