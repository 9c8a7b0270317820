import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { evidenceOf } from "../nouns/campaign.fixture.ts";
import type { CampaignHead } from "../ports/campaigns.ts";
import { openRecords } from "./sqlite-records.ts";

const AT_MS = 1_790_000_000_000;
/** A name that holds what the renaming looks for, as text. */
const ODD_NOTE = 'note with "knownAs": and "origin":"memory", "story": and "step":"began" in it';
const HEAD: CampaignHead = {
  id: "c1",
  origin: "known_pool",
  status: "open",
  score: 0.5,
  falseAlarmRate: null,
  fromMs: AT_MS,
  toMs: AT_MS,
  foundAtMs: AT_MS,
  seenAtMs: AT_MS,
  live: true,
  matchedPool: "c0",
  evidence: evidenceOf({}),
  reasons: [],
  lifecycle: (["began", "grew", "shrank", "split", "merged", "ended"] as const).map((transition, i) => {
    return { atMs: AT_MS + i, transition, members: 5, other: null };
  }),
  reviews: [{ status: "open", by: { kind: "person", name: "ann" }, atMs: AT_MS, note: ODD_NOTE }],
};
/** Names of today, and as the format before them wrote them. */
const NAMES_OF_4 = [
  ['"lifecycle":', '"story":'],
  ...HEAD.lifecycle.map(
    ({ transition }) => [`"transition":"${transition}"`, `"step":"${transition}"`] as const,
  ),
] as const;
const NAMES_OF_3 = [
  ['"matchedPool":', '"knownAs":'],
  ['"inCampaignShare":', '"coactionShare":'],
  ['"unrelatedActs":', '"actsBesides":'],
  ['"origin":"known_pool"', '"origin":"memory"'],
  ...NAMES_OF_4,
] as const;

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "touchstone-heads-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  [3, NAMES_OF_3],
  [4, NAMES_OF_4],
] as const)(
  "campaigns of format %i come over under the names of today, what people wrote untouched",
  async (format, names) => {
    const file = join(folder, "records.sqlite");
    const before = openRecords(file);
    await before.campaigns.put(HEAD);
    const kept = await before.campaigns.get("c1");
    await before.close();

    const db = new DatabaseSync(file);
    const set = db.prepare("UPDATE campaigns SET head = replace(head, ?, ?)");
    for (const [now, then] of names) expect(Number(set.run(now, then).changes)).toBe(1);
    const [row] = db.prepare("SELECT head FROM campaigns").all() as { head: string }[];
    for (const [now, then] of names)
      expect([row!.head.includes(now), row!.head.includes(then)]).toEqual([false, true]);
    db.exec(`PRAGMA user_version = ${format}`);
    db.close();

    const after = openRecords(file);
    const again = await after.campaigns.get("c1");
    expect(kept).not.toBeNull();
    expect(again).toEqual(kept);
    expect(again?.reviews[0]?.note).toBe(ODD_NOTE);
    expect((await after.campaigns.list({ origin: "known_pool", limit: 5 })).items).toHaveLength(1);
    await after.close();
  },
);
