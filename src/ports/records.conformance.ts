import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { QualitySums } from "../nouns/counts.ts";
import { EVENT_TYPES } from "../nouns/event.ts";
import type { NewEntry } from "../nouns/ledger-entry.ts";
import {
  COUNTS_PER_TARGET,
  type CountDelta,
  type PackedCounts,
  QUALITY_SUMS,
  type QualityDelta,
} from "../nouns/packed-counts.ts";
import { repairOf, WRONG_ENTRY } from "./ledger-entries.fixture.ts";
import type { Records } from "./records.ts";

/** What an implementation says about itself. */
export interface RecordsTraits {
  /** Opening the same place again finds what was written. False only for records stated as not durable. */
  readonly durable: boolean;
}

const AT_MS = 1_790_000_000_000;

/** A delta of one target's likes. */
function likes(id: string, open: number, held = 0, rejected = 0): CountDelta {
  return { kind: "video", id, type: "like", public: open, held, rejected };
}

/** A quality delta: what is not said is 0. */
function quality(id: string, gains: Partial<QualitySums>): QualityDelta {
  const nothing = { views: 0, dwellCount: 0, dwellSumMs: 0, bounces: 0, playCount: 0, playSum: 0 };
  const rest = { depthCount: 0, depthSum: 0, shares: 0, likes: 0, comments: 0 };
  return { kind: "video", id, ...nothing, ...rest, ...gains };
}

const NO_CLAIMS = { added: [], set: [], takenBack: [], tallies: [], history: [] };

/** So many likes of one target, as the counter packs them. */
function packedLikes(id: string, count: number): PackedCounts {
  const counts = new Int32Array(COUNTS_PER_TARGET);
  counts[EVENT_TYPES.indexOf("like") * 3] = count;
  const quality = new Float64Array(QUALITY_SUMS.length);
  quality[QUALITY_SUMS.indexOf("likes")] = count;
  return {
    kinds: ["video"],
    ids: [id],
    types: Int32Array.of(1 << EVENT_TYPES.indexOf("like")),
    counts,
    quality,
  };
}

/** The laws of every record keeper. `open` gets an empty folder as its place, and may get the same one again after a close. */
export function describeRecords(
  name: string,
  open: (place: string) => Records | Promise<Records>,
  traits: RecordsTraits,
): void {
  describe(`records: ${name}`, () => {
    let place = "";
    let records: Records;
    beforeEach(async () => {
      place = mkdtempSync(join(tmpdir(), "touchstone-records-"));
      records = await open(place);
    });
    /** Counts alone, without ledger entries. */
    async function apply(
      deltas: readonly CountDelta[],
      gains: readonly QualityDelta[],
      position: number,
    ): Promise<number> {
      return records.applyCounts(deltas, gains, position, [], AT_MS);
    }
    afterEach(() => {
      records.close();
      rmSync(place, { recursive: true, force: true });
    });

    test("new records know nothing", async () => {
      expect(await records.appliedPosition()).toBe(0);
      expect(await records.counts("video", "v1")).toEqual([]);
      expect(await records.quality("video", "v1")).toBeNull();
      expect(await records.mostAttacked(10)).toEqual([]);
      expect(await Array.fromAsync(records.allCounts())).toEqual([]);
      expect(await records.entries(0, 10)).toEqual([]);
      expect(await records.verify()).toEqual({ brokenAt: null, entries: 0 });
      expect(await records.get("policy")).toBeNull();
    });

    test("deltas add up, and raw is their sum", async () => {
      expect(await apply([likes("v1", 3, 2, 1), { ...likes("v1", 5), type: "view" }], [], 6)).toBe(0);
      expect(await apply([likes("v1", 1), likes("v1", 1, 0, 4)], [], 12)).toBe(0);
      expect(await records.counts("video", "v1")).toEqual([
        { kind: "video", id: "v1", type: "like", raw: 12, public: 5, held: 2, rejected: 5 },
        { kind: "video", id: "v1", type: "view", raw: 5, public: 5, held: 0, rejected: 0 },
      ]);
      expect(await records.counts("article", "v1")).toEqual([]);
      expect(await records.appliedPosition()).toBe(12);
    });

    test("a correction moves counts and leaves raw", async () => {
      await apply([likes("v1", 10)], [], 10);
      expect(await apply([likes("v1", -4, 1, 3)], [], 10)).toBe(0);
      expect((await records.counts("video", "v1"))[0]).toMatchObject({
        raw: 10,
        public: 6,
        held: 1,
        rejected: 3,
      });
    });

    test.each([
      ["exactly what is there", likes("v1", -3, -2, -1), 0, { raw: 0, public: 0, held: 0, rejected: 0 }],
      ["one more than is there", likes("v1", -4, -2, -1), 1, { raw: 0, public: 0, held: 0, rejected: 0 }],
      ["more of each bucket", likes("v1", -5, -5, 1), 5, { raw: 2, public: 0, held: 0, rejected: 2 }],
      ["from a target never seen", likes("v2", -1, 2, -1), 2, { raw: 2, public: 0, held: 2, rejected: 0 }],
    ])("taking away %s never goes below 0", async (_, delta, missing, after) => {
      await apply([likes("v1", 3, 2, 1)], [], 6);
      expect(await apply([delta], [], 7)).toBe(missing);
      expect((await records.counts("video", delta.id))[0]).toMatchObject(after);
    });

    test("any deltas leave every bucket at least 0 and raw the sum", async () => {
      const bucket = fc.integer({ min: -5, max: 5 });
      const delta = fc.record({
        id: fc.constantFrom("a", "b", "é", "𝄞"),
        public: bucket,
        held: bucket,
        rejected: bucket,
      });
      await fc.assert(
        fc.asyncProperty(fc.array(delta, { maxLength: 20 }), async (deltas) => {
          await apply(
            deltas.map((each) => likes(each.id, each.public, each.held, each.rejected)),
            [],
            0,
          );
          for await (const each of records.allCounts()) {
            expect(Math.min(each.public, each.held, each.rejected)).toBeGreaterThanOrEqual(0);
            expect(each.raw).toBe(each.public + each.held + each.rejected);
          }
        }),
        { numRuns: 50, seed: 2 },
      );
    });

    test("quality sums add up and never fall below 0", async () => {
      await apply([], [quality("v1", { views: 2, dwellCount: 2, dwellSumMs: 900.5, likes: 1 })], 2);
      await apply([], [quality("v1", { views: 1, dwellSumMs: -0.5, likes: -3 })], 3);
      expect(await records.quality("video", "v1")).toEqual(
        sums({ views: 3, dwellCount: 2, dwellSumMs: 900 }),
      );
      await apply([], [quality("v2", { views: -1, shares: 1 })], 4);
      expect(await records.quality("video", "v2")).toEqual(sums({ shares: 1 }));
    });

    test("most attacked: by held and rejected, ties by name, none without any, as many as asked for", async () => {
      await apply([likes("v1", 99), likes("v3", 0, 1, 1), likes("v2", 0, 2, 0), likes("v4", 0, 0, 9)], [], 1);
      expect((await records.mostAttacked(10)).map((each) => each.id)).toEqual(["v4", "v2", "v3"]);
      expect((await records.mostAttacked(1)).map((each) => each.id)).toEqual(["v4"]);
      expect(await records.mostAttacked(0)).toEqual([]);
      await apply([likes("v4", 9, 0, -9), likes("v1", -5, 5, 0)], [], 2);
      expect((await records.mostAttacked(10)).map((each) => each.id)).toEqual(["v1", "v2", "v3"]);
    });

    test("an export lists every target in order of kind, id and type, beyond one page", async () => {
      const ids = Array.from({ length: 2500 }, (_, i) => `v${String(i).padStart(5, "0")}`);
      await apply(
        [...ids]
          .reverse()
          .flatMap((id) => [likes(id, 1), { ...likes(id, 1), kind: "article", type: "view" }]),
        [],
        1,
      );
      const listed = (await Array.fromAsync(records.allCounts())).map((each) => `${each.kind}/${each.id}`);
      expect(listed).toEqual([...ids.map((id) => `article/${id}`), ...ids.map((id) => `video/${id}`)]);
    });

    test("the ledger numbers its entries, each under a salt of its own, and verifies", async () => {
      const first = await records.append(repairOf("活动", "\ud800"), AT_MS);
      const second = await records.append(repairOf("活动", "\ud800"), AT_MS - 1);
      expect(first).toMatchObject({ sequence: 0, atMs: AT_MS, kind: "repair", by: "system" });
      // RFC 8785: fields in order, no white space; half a pair of surrogates is no text.
      expect(first.body).toBe('{"by":{"kind":"system","name":"suite"},"done":["活动","\ufffd"]}');
      expect(second.sequence).toBe(1);
      expect([first.salt, first.commitment, first.hash].map((text) => text?.length)).toEqual([32, 64, 64]);
      expect(second.commitment).not.toBe(first.commitment);
      expect(await records.entries(0, 10)).toEqual([first, second]);
      expect(await records.entries(1, 10)).toEqual([second]);
      expect(await records.entries(0, 1)).toEqual([first]);
      expect((await records.position()).ledger).toEqual({ sequence: 1, hash: second.hash });
      expect(await records.verify()).toEqual({ brokenAt: null, entries: 2 });
    });

    test("commitment and hash are those stated, so that a stranger can recompute them", async () => {
      const { salt, body, commitment, hash } = await records.append(repairOf("n"), AT_MS);
      const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
      expect(commitment).toBe(sha256(Buffer.concat([Buffer.from(salt!, "hex"), Buffer.from(body!)])));
      const leaf = `{"at":"2026-09-21T14:13:20.000Z","by":"system","commitment":"${commitment}","kind":"repair","sequence":0}`;
      expect(hash).toBe(sha256(Buffer.from(`\0${leaf}`)));
    });

    test("a ledger entry needs what its kind's schema asks for, and whole milliseconds", async () => {
      const unknown = { ...repairOf(), kind: "x" } as unknown as NewEntry;
      await expect(records.append(WRONG_ENTRY, AT_MS)).rejects.toThrow(/`repair`: done is not a list/);
      await expect(records.append(unknown, AT_MS)).rejects.toThrow(/no kind of this release/);
      await expect(records.append(repairOf(), 0.5)).rejects.toThrow(/whole ms/);
      expect(await records.verify()).toEqual({ brokenAt: null, entries: 0 });
    });

    test("an erasure takes salt and body for good, and everything goes on to verify", async () => {
      const before = await Promise.all(
        [repairOf("a"), repairOf("b")].map((entry) => records.append(entry, AT_MS)),
      );
      expect(await records.eraseBodies([0], repairOf("erased"), AT_MS)).toBe(1);
      expect(await records.eraseBodies([0, 7], repairOf("again"), AT_MS)).toBe(0);
      const after = await records.entries(0, 9);
      expect(after.slice(0, 2)).toEqual([{ ...before[0], salt: null, body: null }, before[1]]);
      expect(await records.verify()).toEqual({ brokenAt: null, entries: 4 });
      await expect(records.eraseBodies([1], WRONG_ENTRY, AT_MS)).rejects.toThrow(/not a list/);
      expect(await records.entries(1, 1)).toEqual([before[1]]);
    });

    test("writes are done in the order of their calls, and settings with their entries or not at all", async () => {
      const written = [
        records.set("k/a", "1"),
        records.append(repairOf("a"), AT_MS),
        records.write(
          {
            settings: [
              ["k/a", "2"],
              ["k/b", "3"],
            ],
            entries: [repairOf("b"), repairOf("c")],
          },
          AT_MS,
        ),
        records.set("k", "no such prefix"),
        records.set("k/活", "4"),
      ];
      const refused = records.write(
        { settings: [["k/a", "5"]], entries: [repairOf("d"), WRONG_ENTRY] },
        AT_MS,
      );
      await expect(refused).rejects.toThrow(/done is not a list/);
      await Promise.all(written);
      expect(await records.settings("k/")).toEqual([
        ["k/a", "2"],
        ["k/b", "3"],
        ["k/活", "4"],
      ]);
      expect(await records.settings("kk")).toEqual([]);
      const told = (await records.entries(0, 9)).map(({ body }) => body?.at(-4));
      expect(told).toEqual(["a", "b", "c"]);
      expect(await records.verify()).toEqual({ brokenAt: null, entries: 3 });
    });

    test("counts, entries and position stand or fall together", async () => {
      const entries = [repairOf("1"), repairOf("2")];
      await records.applyCounts([likes("v1", 1)], [], 9, entries, AT_MS);
      expect([await records.appliedPosition(), (await records.counts("video", "v1")).length]).toEqual([9, 1]);
      expect(
        (await records.entries(0, 9)).map((entry) => [
          entry.sequence,
          entry.kind,
          entry.body?.at(-4),
          entry.atMs,
        ]),
      ).toEqual([
        [0, "repair", "1", AT_MS],
        [1, "repair", "2", AT_MS],
      ]);
      const wrong = [...entries, WRONG_ENTRY];
      await expect(
        records.applyCounts([likes("v2", 1)], [quality("v2", { views: 1 })], 10, wrong, AT_MS),
      ).rejects.toThrow(/done is not a list/);
      expect(await records.counts("video", "v2")).toEqual([]);
      expect(await records.quality("video", "v2")).toBeNull();
      expect([await records.appliedPosition(), (await records.entries(0, 9)).length]).toEqual([9, 2]);
      expect(await records.verify()).toEqual({ brokenAt: null, entries: 2 });
    });

    test("what is read while counts are stored aside holds them with the news of it or not at all, whenever it was asked", async () => {
      let unstored = 0;
      for (let round = 1; round <= 3; round++) {
        unstored = 2;
        let storedSequence = 0;
        const seen: number[] = [];
        /** As whoever adds what is not stored yet must read: again, where something was stored meanwhile. */
        const look = async (): Promise<void> => {
          for (;;) {
            const before = storedSequence;
            const stored = await records.counts("video", "v1");
            if (before === storedSequence) return void seen.push((stored[0]?.public ?? 0) + unstored);
          }
        };
        const entries = round === 2 ? [repairOf("a")] : [];
        const [counts, claims] = [packedLikes("v1", 2), NO_CLAIMS];
        const stored = records.storeCounts(
          { counts, position: round, entries, atMs: AT_MS, claims, logMark: undefined },
          () => {
            unstored = 0;
            storedSequence++;
          },
        );
        // Another write of this side waits for the one under way, and finds it done.
        const between = round === 3 ? records.set("between", "x") : null;
        const looks = [look()];
        let done = false;
        for (void stored.then(() => (done = true)); !done; await nextTurn()) looks.push(look());
        await Promise.all([...looks, look(), between]);
        expect([...new Set(seen)]).toEqual([2 * round]);
        expect([unstored, storedSequence, await records.appliedPosition()]).toEqual([0, 1, round]);
      }
      expect(await records.quality("video", "v1")).toMatchObject({ likes: 6 });
      expect([(await records.entries(0, 9)).length, await records.get("between")]).toEqual([1, "x"]);
      const changes = { counts: packedLikes("v1", 5), position: 9, atMs: AT_MS, claims: NO_CLAIMS };
      const refused = records.storeCounts({ ...changes, entries: [WRONG_ENTRY], logMark: undefined }, () => {
        unstored = 1;
      });
      await expect(refused).rejects.toThrow();
      const left = (await records.counts("video", "v1"))[0]!.public;
      expect([unstored, await records.appliedPosition(), left]).toEqual([0, 3, 6]);
    });

    test("settings keep the last value of each key", async () => {
      await records.set("policy", "a");
      await records.set("policy", "版本");
      await records.set("", "empty key");
      expect([await records.get("policy"), await records.get(""), await records.get("Policy")]).toEqual([
        "版本",
        "empty key",
        null,
      ]);
    });

    // Records that say they are not durable have no such law; declaring it would only show as skipped.
    if (!traits.durable) return;
    test("opened again, everything is there and the ledger goes on", async () => {
      await apply([likes("v1", 3, 2, 1)], [quality("v1", { views: 2 })], 6);
      const first = await records.append(repairOf(), AT_MS);
      await records.set("policy", "p");
      records.close();
      records = await open(place);
      expect((await records.counts("video", "v1"))[0]).toMatchObject({ raw: 6 });
      expect(await records.quality("video", "v1")).toEqual(sums({ views: 2 }));
      expect([await records.appliedPosition(), await records.get("policy")]).toEqual([6, "p"]);
      expect((await records.append(repairOf(), AT_MS)).sequence).toBe(1);
      expect(await records.entries(0, 1)).toEqual([first]);
      expect(await records.verify()).toEqual({ brokenAt: null, entries: 2 });
    });
  });
}

function sums(gains: Partial<QualitySums>): QualitySums {
  const { kind: _kind, id: _id, ...all } = quality("", gains);
  return all;
}
