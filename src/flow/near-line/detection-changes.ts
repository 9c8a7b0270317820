import type { Campaign } from "../../nouns/campaign.ts";
import type { SeenCampaign } from "./near-line.ts";

/** A change of the score worth a report. */
const SCORE_STEPS = 100;

/** What was reported of each campaign, so that only changes are. */
export class ReportedCampaigns {
  private readonly prints = new Map<string, string>();

  /** `known`: ids that whoever gets the reports has as live already. */
  constructor(known: Iterable<string>) {
    for (const id of known) this.prints.set(id, "");
  }

  /** Campaigns that are new or other than reported, in the order given, until they have `sizeMax` members, targets and events in all (at least one campaign). */
  changed(found: readonly SeenCampaign[], sizeMax: number): readonly SeenCampaign[] {
    const changed: SeenCampaign[] = [];
    let size = 0;
    for (const seen of found) {
      const { campaign } = seen;
      const print = printOf(seen);
      if (this.prints.get(campaign.id) === print) continue;
      size +=
        campaign.members.length + campaign.targets.length + campaign.events.length + campaign.visits.length;
      if (changed.length > 0 && size > sizeMax) break; // the rest is still other than reported at the next turn
      this.prints.set(campaign.id, print);
      changed.push(seen);
    }
    return changed;
  }

  /** Of ids that ended, those that were reported. */
  ended(ids: readonly string[]): readonly string[] {
    return ids.filter((id) => this.prints.delete(id));
  }
}

function printOf({ campaign, origin, matchedPool }: SeenCampaign): string {
  const { score, members, targets, events, visits, lifecycle } = campaign;
  const parts = [
    origin,
    matchedPool,
    Math.round(score * SCORE_STEPS),
    lifecycle.length,
    lifecycle.at(-1)?.atMs,
    members.length,
    targets.length,
    visits.length,
    events.length,
    hashMembers(campaign),
    hashSequences(events),
  ];
  return parts.join(" ");
}

/** Order of members must not matter: probabilities move at every look. */
function hashMembers({ members }: Campaign): number {
  let sum = 0;
  for (const { key } of members)
    sum = (sum + Math.imul(Number.parseInt(key.slice(0, 8), 16), 0x9e3779b1)) | 0;
  return sum;
}

function hashSequences(sequences: Float64Array): number {
  let hash = 0;
  for (const sequence of sequences) {
    hash = Math.imul(hash ^ (sequence >>> 0) ^ Math.floor(sequence / 2 ** 32), 0x01000193);
    hash ^= hash >>> 15;
  }
  return hash;
}
