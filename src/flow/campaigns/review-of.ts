import { entryContent, fieldsOf } from "../../ledger/entry.ts";
import type { CampaignReview } from "../../nouns/campaign-record.ts";
import type { LedgerEntry } from "../../nouns/ledger-entry.ts";

/** The review that a ledger entry tells of; null for other entries, and once its body was erased. */
export function reviewOf(entry: LedgerEntry): (CampaignReview & { readonly campaign: string }) | null {
  const chained = fieldsOf("chain_entry", entry);
  if (chained !== null) {
    if (chained.kind !== "campaign_review") return null;
    const body = JSON.parse(chained.body) as { readonly campaign: string } & CampaignReview;
    return { ...body, atMs: chained.at_ms };
  }
  const fields = fieldsOf("campaign_review", entry);
  if (fields === null || entry.body === null) return null;
  const { name } = entryContent(entry.body).by;
  const { campaign, status, note, score_min: scoreMin } = fields;
  const by =
    entry.by === "policy"
      ? ({ kind: "policy", policy: name, scoreMin: scoreMin ?? 0 } as const)
      : ({ kind: "person", name } as const);
  return { campaign, status, note, by, atMs: entry.atMs };
}
