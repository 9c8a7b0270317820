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
const ODD_NOTE = 'note with "knownAs": and "origin":"memory" in it';
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
  story: [],
  reviews: [{ status: "open", by: { kind: "person", name: "ann" }, atMs: AT_MS, note: ODD_NOTE }],
};
const OLD_NAMES = [
  ['"matchedPool":', '"knownAs":'],
  ['"inCampaignShare":', '"coactionShare":'],
  ['"unrelatedActs":', '"actsBesides":'],
  ['"origin":"known_pool"', '"origin":"memory"'],
] as const;

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "touchstone-heads-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("campaigns of format 3 come over under the names of today, what people wrote untouched", async () => {
  const file = join(folder, "records.sqlite");
  const before = openRecords(file);
  await before.campaigns.put(HEAD);
  const kept = await before.campaigns.get("c1");
  await before.close();

  const db = new DatabaseSync(file);
  const set = db.prepare("UPDATE campaigns SET head = replace(head, ?, ?)");
  for (const [now, then] of OLD_NAMES) expect(Number(set.run(now, then).changes)).toBe(1);
  const [row] = db.prepare("SELECT head FROM campaigns").all() as { head: string }[];
  for (const [now, then] of OLD_NAMES)
    expect([row!.head.includes(now), row!.head.includes(then)]).toEqual([false, true]);
  db.exec("PRAGMA user_version = 3");
  db.close();

  const after = openRecords(file);
  const again = await after.campaigns.get("c1");
  expect(kept).not.toBeNull();
  expect(again).toEqual(kept);
  expect(again?.reviews[0]?.note).toBe(ODD_NOTE);
  expect((await after.campaigns.list({ origin: "known_pool", limit: 5 })).items).toHaveLength(1);
  await after.close();
});
