import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { evidenceOf } from "../nouns/campaign.fixture.ts";
import { hashHex } from "../nouns/hash.ts";
import type { CampaignHead, CampaignQuery, ClaimChanges, EventClaim } from "./campaigns.ts";
import { repairOf, WRONG_ENTRY } from "./ledger-entries.fixture.ts";
import type { Records } from "./records.ts";

const AT_MS = 1_790_000_000_000;
const NO_CHANGES: ClaimChanges = { added: [], set: [], takenBack: [], tallies: [], history: [] };

function headOf(id: string, more: Partial<CampaignHead> = {}): CampaignHead {
  return {
    id,
    origin: "near_line",
    status: "open",
    score: 0.5,
    falseAlarmRate: null,
    fromMs: AT_MS,
    toMs: AT_MS,
    foundAtMs: AT_MS,
    seenAtMs: AT_MS,
    live: true,
    matchedPool: null,
    evidence: evidenceOf({}),
    reasons: [],
    lifecycle: [],
    reviews: [],
    ...more,
  };
}

const person = { kind: "person", name: "ann" } as const;
const dismissed = {
  status: "dismissed",
  reviews: [{ status: "dismissed", by: person, atMs: AT_MS, note: "" }],
} as const;

/** The laws of the campaigns in any records. `open` gets an empty folder as its place. */
export function describeCampaignRecords(
  name: string,
  open: (place: string) => Records | Promise<Records>,
): void {
  describe(`campaigns in records: ${name}`, () => {
    let place = "";
    let records: Records;
    beforeEach(async () => {
      place = mkdtempSync(join(tmpdir(), "touchstone-campaigns-"));
      records = await open(place);
    });
    afterEach(() => {
      records.close();
      rmSync(place, { recursive: true, force: true });
    });
    const campaigns = () => records.campaigns;
    const apply = (changes: Partial<ClaimChanges>): Promise<number> =>
      records.applyCounts([], [], 0, [], AT_MS, { ...NO_CHANGES, ...changes });
    const target = (id: string, more: object = {}) => ({
      kind: "video",
      id,
      type: "like",
      owner: "o",
      ownerKey: "0f",
      members: 3,
      audience: 9,
      events: 0,
      fromMs: AT_MS,
      toMs: AT_MS,
      ...more,
    });
    const claim = (campaign: number, position: number): EventClaim => ({
      campaign,
      position,
      target: 0,
      bucket: "held",
      claimed: false,
      dwellMs: 1.5,
      playRatio: null,
      scrollDepth: null,
    });
    const tally = (campaign: number, events: number, claimed = 0, more: object = {}) => ({
      campaign,
      target: 0,
      events,
      claimed,
      corrected: claimed,
      counted: 0,
      lifted: 0,
      ...more,
    });
    /** A campaign on one target with events at the positions. */
    async function hold(
      id: string,
      positions: readonly number[],
      more: Partial<CampaignHead> = {},
    ): Promise<number> {
      const campaign = await campaigns().put(headOf(id, more));
      await campaigns().putTargets(campaign, [target("v1")]);
      await apply({
        added: positions.map((position) => claim(campaign, position)),
        tallies: [tally(campaign, positions.length)],
      });
      return campaign;
    }

    test("new records hold none", async () => {
      expect(await campaigns().get("c1")).toBeNull();
      expect(await campaigns().numberOf("c1")).toBeNull();
      expect(await campaigns().list({ limit: 5 })).toEqual({ items: [], next: null });
      expect(await campaigns().totals()).toEqual({ open: 0, confirmed: 0, dismissed: 0, correctedEvents: 0 });
      expect(await campaigns().claimRange()).toBeNull();
      expect(await campaigns().standings([])).toEqual([]);
      expect(await campaigns().standings([0])).toEqual([{ claims: [], takenBack: false }]);
      expect(await campaigns().unsettled()).toEqual([]);
    });

    test("a head is written over, under the same number; its lists and sums stay", async () => {
      const campaign = await hold("c1", [4, 7]);
      expect(await campaigns().put(headOf("c1", { score: 0.8, live: false }))).toBe(campaign);
      expect(await campaigns().numberOf("c1")).toBe(campaign);
      const { owners, memberCount, targetCount, eventCount, correctedCount, ...rest } =
        (await campaigns().get("c1"))!;
      const { distinctTargetCount, ownerCount, ...head } = rest;
      expect(head).toEqual(headOf("c1", { score: 0.8, live: false }));
      expect([owners, memberCount, targetCount, eventCount, correctedCount]).toEqual([[], 0, 1, 2, 0]);
      expect([distinctTargetCount, ownerCount]).toEqual([1, 0]);
    });

    test("a decision and its entry of the ledger are written together", async () => {
      await campaigns().put(headOf("c1"));
      await expect(campaigns().putWithEntry(headOf("c1", dismissed), WRONG_ENTRY, AT_MS)).rejects.toThrow(
        /done is not a list/,
      );
      expect(await records.entries(0, 9)).toEqual([]);
      await campaigns().putWithEntry(headOf("c1", dismissed), repairOf("n"), AT_MS);
      expect((await campaigns().get("c1"))?.status).toBe("dismissed");
      expect(await records.entries(0, 9)).toMatchObject([
        { kind: "repair", body: '{"by":{"kind":"system","name":"suite"},"done":["n"]}' },
      ]);
      expect(await records.verify()).toEqual({ brokenAt: null, entries: 1 });
    });

    test("members: added once, raised, the surest first, page by page", async () => {
      const campaign = await campaigns().put(headOf("c1"));
      const member = (key: string, probability: number, orders = 1) => ({
        key,
        actor: `n-${key}`,
        probability,
        orders,
      });
      await campaigns().putMembers(campaign, [member("a", 0.6), member("b", 0.9), member("c", 0.9)]);
      await campaigns().putMembers(campaign, [member("a", 0.95, 4), member("b", 0.7, 3), member("d", 0.6)]);
      const first = await campaigns().members(campaign, 3);
      expect(first.items.map(({ key, probability, orders }) => [key, probability, orders])).toEqual([
        ["a", 0.95, 4],
        ["b", 0.9, 3],
        ["c", 0.9, 1],
      ]);
      expect(await campaigns().members(campaign, 3, first.next!)).toEqual({
        items: [member("d", 0.6)],
        next: null,
      });
      expect((await campaigns().members(campaign, 4)).next).toBeNull();
      expect((await campaigns().get("c1"))?.memberCount).toBe(4);
    });

    test("targets: a place each, widened, most events first; owners by their acts", async () => {
      const campaign = await campaigns().put(headOf("c1"));
      expect(
        await campaigns().putTargets(campaign, [target("v1"), target("v2", { owner: "p", ownerKey: "1f" })]),
      ).toEqual([0, 1]);
      const wider = target("v1", { members: 5, audience: 2, fromMs: AT_MS - 1, toMs: AT_MS + 1 });
      expect(await campaigns().putTargets(campaign, [target("v1", { type: "view" }), wider])).toEqual([2, 0]);
      await apply({ tallies: [tally(campaign, 2), { ...tally(campaign, 3), target: 1 }] });
      await campaigns().refreshOwners(campaign);
      expect((await campaigns().targets(campaign, 2)).items.map(({ id, events }) => [id, events])).toEqual([
        ["v2", 3],
        ["v1", 2],
      ]);
      const rest = await campaigns().targets(campaign, 2, (await campaigns().targets(campaign, 2)).next!);
      expect(rest.items.map(({ type }) => type)).toEqual(["view"]);
      expect(await campaigns().target(campaign, 0)).toMatchObject({
        members: 5,
        audience: 9,
        fromMs: AT_MS - 1,
        toMs: AT_MS + 1,
      });
      expect(await campaigns().target(campaign, 3)).toBeNull();
      expect(await campaigns().get("c1")).toMatchObject({
        targetCount: 3,
        distinctTargetCount: 2,
        ownerCount: 2,
        owners: [
          { owner: "p", acts: 3 },
          { owner: "o", acts: 2 },
        ],
      });
      expect((await campaigns().ofTarget("video", "v2", 9)).map(({ id }) => id)).toEqual(["c1"]);
    });

    test("claims: by campaign and by position; sums move with them", async () => {
      const one = await hold("c1", [3, 5, 9], { status: "confirmed" });
      const two = await hold("c2", [5]);
      expect(await campaigns().claimRange()).toEqual({ first: 3, last: 9 });
      const [both, none, alone] = await campaigns().standings([5, 4, 3]);
      expect(both?.claims.map(({ campaign }) => campaign)).toEqual([one, two]);
      expect([none?.claims, alone?.claims]).toEqual([[], [claim(one, 3)]]);
      expect(await campaigns().unsettled()).toEqual(["c1"]);
      const claimed = [3, 5, 9].map((position) => ({ campaign: one, position, claimed: true }));
      await apply({ set: claimed.slice(0, 2), takenBack: [5, 5], tallies: [tally(one, 0, 2)] });
      expect((await campaigns().claims(one, true, -1, 9)).map(({ position }) => position)).toEqual([3, 5]);
      expect((await campaigns().claims(one, false, -1, 9)).map(({ position }) => position)).toEqual([9]);
      expect((await campaigns().claims(one, true, 3, 9)).map(({ position }) => position)).toEqual([5]);
      expect(await campaigns().events(one, 2)).toMatchObject({
        items: [
          { position: 3, standing: { claims: [{ campaign: one }], takenBack: false } },
          { position: 5, standing: { claims: [{ campaign: one }, { campaign: two }], takenBack: true } },
        ],
        next: "5",
      });
      expect(await campaigns().events(one, 2, "5")).toMatchObject({ items: [{ position: 9 }], next: null });
      expect((await campaigns().standings([5, 3])).map(({ takenBack }) => takenBack)).toEqual([true, false]);
      expect(await campaigns().unsettled()).toEqual(["c1"]);
      await apply({ set: claimed.slice(2), tallies: [tally(one, 0, 1)] });
      expect(await campaigns().unsettled()).toEqual([]);
      expect(await campaigns().totals()).toEqual({ open: 1, confirmed: 1, dismissed: 0, correctedEvents: 3 });
      await campaigns().put(headOf("c1", dismissed));
      expect(await campaigns().unsettled()).toEqual(["c1"]);
    });

    test("corrections of a target add up by decision, the latest first", async () => {
      const moved = { kind: "video", id: "v1", campaign: "c1", type: "like", cause: "confirmed" } as const;
      const by = (count: number) => ({ public: -count, held: 0, rejected: count });
      await apply({ history: [{ ...moved, ...by(2), review: 1, atMs: AT_MS }] });
      await apply({ history: [{ ...moved, ...by(3), review: 1, atMs: AT_MS + 5 }] });
      await apply({ history: [{ ...moved, ...by(-5), review: 2, atMs: AT_MS + 9, cause: "dismissed" }] });
      const { kind: _kind, id: _id, ...shown } = moved;
      expect(await campaigns().history("video", "v1", 9)).toEqual([
        { ...shown, ...by(-5), atMs: AT_MS + 9, cause: "dismissed" },
        { ...shown, ...by(5), atMs: AT_MS + 5 },
      ]);
      expect(await campaigns().history("video", "v1", 1)).toHaveLength(1);
      expect(await campaigns().history("article", "v1", 9)).toEqual([]);
    });

    test("counts, claims and position stand or fall together", async () => {
      const campaign = await hold("c1", [1]);
      const delta = { kind: "video", id: "v1", type: "like", public: -1, held: 0, rejected: 1 };
      const changes = {
        ...NO_CHANGES,
        set: [{ campaign, position: 1, claimed: true }],
        tallies: [tally(campaign, 0, 1)],
      };
      const wrong = [WRONG_ENTRY];
      await records.applyCounts([{ ...delta, public: 5, rejected: 0 }], [], 5, [], AT_MS);
      await expect(records.applyCounts([delta], [], 6, wrong, AT_MS, changes)).rejects.toThrow(
        /done is not a list/,
      );
      expect((await campaigns().standings([1]))[0]?.claims[0]?.claimed).toBe(false);
      expect((await records.counts("video", "v1"))[0]).toMatchObject({ public: 5, rejected: 0 });
      await records.applyCounts([delta], [], 6, [repairOf("x")], AT_MS, changes);
      expect((await campaigns().standings([1]))[0]?.claims[0]?.claimed).toBe(true);
      expect((await campaigns().get("c1"))?.correctedCount).toBe(1);
      expect((await records.counts("video", "v1"))[0]).toMatchObject({ public: 4, rejected: 1 });
    });

    test("what a person dismissed is told, by events and by members", async () => {
      const one = await hold("c1", [1, 2, 3], dismissed);
      const policy = { kind: "policy", policy: "p", scoreMin: 0.9 } as const;
      const byPolicy = {
        status: "dismissed",
        reviews: [{ status: "dismissed", by: policy, atMs: 1, note: "" }],
      } as const;
      await hold("c2", [4], byPolicy);
      const three = await hold("c3", [2, 3, 4, 5]);
      const member = (key: string) => ({ key, actor: key, probability: 0.9, orders: 1 });
      await campaigns().putMembers(one, [member("a"), member("b")]);
      await campaigns().putMembers(three, [member("b"), member("c")]);
      expect(await campaigns().dismissedEvents(three, -1, 3)).toEqual({ seen: 3, dismissed: 2, next: 4 });
      expect(await campaigns().dismissedEvents(three, 4, 3)).toEqual({ seen: 1, dismissed: 0, next: null });
      expect(await campaigns().dismissedMembers(three, "", 9)).toEqual({ seen: 2, dismissed: 1, next: null });
    });

    test("a dropped campaign is gone, what it claims stays; its number is not given again", async () => {
      const campaign = await hold("c1", [1, 2, 3], { live: false, status: "confirmed" });
      await campaigns().putMembers(campaign, [{ key: "a", actor: "a", probability: 0.9, orders: 1 }]);
      expect(await campaigns().superfluous(0)).toEqual([]); // not settled
      const set = [1, 2].map((position) => ({ campaign, position, claimed: true }));
      await apply({ set, tallies: [tally(campaign, -1, 2)] });
      expect(await campaigns().superfluous(1)).toEqual([]);
      expect(await campaigns().superfluous(0)).toEqual([{ id: "c1", campaign }]);
      for (let parts = 0; await campaigns().drop(campaign, 1); parts++) expect(parts).toBeLessThan(9);
      expect([await campaigns().get("c1"), (await campaigns().members(campaign, 9)).items]).toEqual([
        null,
        [],
      ]);
      const left = await campaigns().standings([1, 2, 3]);
      expect(left.map(({ claims }) => claims.length)).toEqual([1, 1, 0]);
      expect(await campaigns().put(headOf("c1"))).toBeGreaterThan(campaign);
    });

    test("the latest: live ones first, then by when they were seen", async () => {
      await hold("c1", [], { live: false, seenAtMs: AT_MS + 9 });
      await hold("c2", [], { seenAtMs: AT_MS });
      await hold("c3", [], { live: false, seenAtMs: AT_MS + 10 });
      expect((await campaigns().latest(9)).map(({ id }) => id)).toEqual(["c2", "c3", "c1"]);
      expect(await campaigns().latest(1)).toHaveLength(1);
    });

    test("lists: by status, end, origin, and what they are about; the gravest or the newest first, page by page", async () => {
      const quoted = { ...dismissed.reviews[0], status: "open", note: '"origin":"nightly"' } as const;
      await hold("c1", [1], { score: 0.9, live: false, reviews: [quoted] });
      await hold("c2", [2, 3], { score: 0.9, status: "confirmed" });
      await hold("c3", [4], { score: 0.8, origin: "nightly", matchedPool: "c1" });
      await hold("c4", [5], { score: 0.8, origin: "known_pool", status: "confirmed", live: false });
      const own = await campaigns().put(headOf("c5", { live: false }));
      await campaigns().putTargets(own, [
        target("v100%_x", { owner: "ann", ownerKey: hashHex("ann") }),
        target("ben", { kind: "account" }),
      ]);
      await campaigns().putMembers(own, [{ actor: "cem", key: hashHex("cem"), probability: 0.9, orders: 2 }]);
      const ids = async (query: Partial<CampaignQuery>) => {
        const found: string[] = [];
        let after: string | undefined;
        do {
          const page = await campaigns().list({
            limit: 2,
            ...query,
            ...(after === undefined ? {} : { after }),
          });
          found.push(...page.items.map(({ id }) => id));
          after = page.next ?? undefined;
        } while (after !== undefined);
        return found;
      };
      const about = (target: string, account = target) => ids({ about: { target, account } });
      expect(await ids({})).toEqual(["c2", "c3", "c1", "c4", "c5"]);
      expect(await ids({ order: "newest" })).toEqual(["c5", "c4", "c3", "c2", "c1"]);
      expect(await ids({ status: "confirmed" })).toEqual(["c2", "c4"]);
      expect(await ids({ live: false, order: "newest" })).toEqual(["c5", "c4", "c1"]);
      expect(await ids({ origin: "nightly" })).toEqual(["c3"]);
      expect(await ids({ status: "confirmed", live: false, origin: "known_pool" })).toEqual(["c4"]);
      expect(await ids({ status: "dismissed" })).toEqual([]);
      expect(await about("v100")).toEqual(["c5"]);
      expect(await about("v100%_")).toEqual(["c5"]);
      expect(await about("v1")).toEqual(["c2", "c3", "c1", "c4", "c5"]);
      expect([await about("ann"), await about("an"), await about("ben"), await about("100")]).toEqual([
        ["c5"],
        [],
        ["c5"],
        [],
      ]);
      expect([await about("cem"), await about("ce")]).toEqual([["c5"], []]);
      expect((await about("", "ann")).length).toBe(5);
      expect(await ids({ status: "open", about: { target: "v1", account: "v1" } })).toEqual([
        "c3",
        "c1",
        "c5",
      ]);
      const other = (await campaigns().list({ limit: 2 })).next!;
      expect((await campaigns().list({ limit: 2, order: "newest", after: other })).items).toEqual([]);
    });

    test("a forgotten account is in no list of members or owners", async () => {
      const campaign = await hold("c1", [1]);
      await campaigns().putTargets(campaign, [target("v1"), target("v2", { ownerKey: hashHex("o") })]);
      await campaigns().putMembers(campaign, [
        { key: hashHex("o"), actor: "o", probability: 0.9, orders: 1 },
      ]);
      await campaigns().refreshOwners(campaign);
      expect((await campaigns().get("c1"))?.owners).toEqual([{ owner: "o", acts: 1 }]);
      expect(await campaigns().forgetActor("other")).toBe(0);
      expect(await campaigns().forgetActor("o")).toBe(3);
      expect(await campaigns().get("c1")).toMatchObject({ owners: [], memberCount: 1, eventCount: 1 });
      expect((await campaigns().members(campaign, 9)).items).toEqual([]);
      expect((await campaigns().target(campaign, 0))?.owner).toBeNull();
      expect((await campaigns().target(campaign, 1))?.owner).toBeNull();
      expect(await campaigns().forgetActor("o")).toBe(0);
    });
  });
}
