import { writeFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openEngine } from "../../src/flow/open-engine.ts";
import { type Made, madeEvent, NOON_MS, ndjson } from "../e2e/made-events.ts";
import { scratchFolder } from "../e2e/scratch-folder.ts";
import { replayed } from "./replayed.ts";
import { policyOf } from "./story.ts";

const scratch = scratchFolder();
const shipped = (name: string) => policyOf(new URL(`../../policies/${name}.yaml`, import.meta.url).pathname);
const velocity = shipped("velocity");
let folders = 0;

const TYPES = ["like", "unlike", "like", "view", "favorite", "unfavorite", "live_like"] as const;
const gapsMs = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 1, max: 900 }),
  fc.integer({ min: 1_000, max: 40_000 }),
);

/** A stream of few actors, targets and addresses, so that things meet; in order of time. */
const stream = fc
  .array(
    fc.record({
      type: fc.constantFrom(...TYPES),
      gapMs: gapsMs,
      actor: fc.constantFrom("a", "b", "c", "d", "e", "f", "g"),
      target: fc.constantFrom("v1", "v2"),
      ip: fc.constantFrom("192.0.2.1", "192.0.2.2", undefined),
      device: fc.constantFrom("d1", "d2", undefined),
    }),
    { minLength: 1, maxLength: 120 },
  )
  .map((drafts) => {
    let atMs = NOON_MS;
    return drafts.map(({ gapMs, ip, device, ...rest }, i): Made => {
      atMs += gapMs;
      return {
        ...rest,
        id: `e${i}`,
        atMs,
        ...(ip === undefined ? {} : { ip }),
        ...(device === undefined ? {} : { device }),
      };
    });
  });

/** Given by the million, and never taken back. */
const UNREMEMBERED: ReadonlySet<string> = new Set(["view", "live_like"]);
/** What one account gives one target once: a second one, while the first stands, counts no more. */
const GIVEN_ONCE: ReadonlySet<string> = new Set(["like", "favorite", "follow", "wow"]);

/**
 * The raw counts as anyone would keep them: what was given, less what its actor took back while it stood. A retraction that
 * finds nothing cancels what its actor gives next in the same millisecond.
 */
function plainRaw(events: readonly Made[]): Map<string, number> {
  const raw = new Map<string, number>();
  const stands = new Set<string>();
  const waits = new Map<string, number>();
  for (const { type = "like", atMs = NOON_MS, actor, target } of events) {
    const retraction = type.startsWith("un");
    const given = retraction ? type.slice(2) : type;
    const engagement = `${given} ${actor} ${target}`;
    const key = `${given} ${target}`;
    if (retraction) {
      if (stands.delete(engagement)) raw.set(key, raw.get(key)! - 1);
      else waits.set(engagement, atMs);
      continue;
    }
    const cancelled = !UNREMEMBERED.has(given) && waits.get(engagement) === atMs;
    waits.delete(engagement);
    if (cancelled || (GIVEN_ONCE.has(given) && stands.has(engagement))) continue;
    stands.add(engagement);
    raw.set(key, (raw.get(key) ?? 0) + 1);
  }
  return raw;
}

describe("laws of any stream", () => {
  test("counts add up, are those a plain count gives, and sending everything again changes none", async () => {
    await fc.assert(
      fc.asyncProperty(stream, fc.integer({ min: 1, max: 50 }), fc.nat(), async (events, chunk, from) => {
        const engine = await openEngine(scratch.path(`laws${folders++}`), { policy: velocity });
        try {
          const lines = events.map((event) => ndjson([madeEvent(event)]));
          for (let at = 0; at < lines.length; at += chunk) {
            await engine.submit(Buffer.from(lines.slice(at, at + chunk).join("")));
            // what was sent before comes again now and then
            if (at % 3 === 0) await engine.submit(Buffer.from(lines.slice(from % (at + 1), at + 1).join("")));
          }
          const countsNow = async () =>
            (await Promise.all(["v1", "v2"].map((id) => engine.counts("video", id)))).flat();
          const counts = await countsNow();
          for (const count of counts) expect(count.raw).toBe(count.public + count.held + count.rejected);
          const raw = new Map(counts.map(({ type, id, raw: count }) => [`${type} ${id}`, count]));
          expect(raw).toEqual(plainRaw(events));
          const before = events.map(({ id }) => engine.decision(id));
          const again = await engine.submit(Buffer.from(lines.toReversed().join("")));
          expect(again).toMatchObject({ accepted: 0, duplicates: events.length, rejected: 0 });
          expect(await countsNow()).toEqual(counts);
          expect(events.map(({ id }) => engine.decision(id))).toEqual(before);
          expect((await engine.overview()).eventsTotal).toBe(events.length);
        } finally {
          await engine.close();
        }
      }),
      { numRuns: 10, seed: 2 },
    );
  });

  test("an `unlike` puts the count back where it was before the like", async () => {
    const engine = await openEngine(scratch.path("restored"), { policy: velocity });
    try {
      const counts = async () => (await engine.counts("video", "v1")).find(({ type }) => type === "like");
      let atMs = NOON_MS;
      for (let i = 0; i < 60; i++) {
        // every like from one address: public at first, rejected from the 31st on
        const like = { id: `like${i}`, actor: `u${i}`, ip: "192.0.2.9", target: "v1", atMs: atMs++ };
        const before = await counts();
        await engine.submit(Buffer.from(ndjson([madeEvent(like)])));
        const given = (await counts())!;
        expect(given.raw).toBe((before?.raw ?? 0) + 1);
        const unlike = { ...like, id: `unlike${i}`, type: "unlike", atMs: atMs++ };
        await engine.submit(Buffer.from(ndjson([madeEvent(unlike)])));
        expect(await counts()).toEqual(before ?? { ...given, raw: 0, public: 0, held: 0, rejected: 0 });
        await engine.submit(Buffer.from(ndjson([madeEvent({ ...like, id: `again${i}`, atMs: atMs++ })])));
      }
      expect((await counts())!.rejected).toBeGreaterThan(10);
    } finally {
      await engine.close();
    }
  });

  test.each(["velocity", "default"])(
    "under %s, order of arrival within the lateness does not matter",
    async (name) => {
      const policy = shipped(name);
      const file = scratch.path(`order-${name}.ndjson`);
      const replay = async (events: readonly Made[]): Promise<string> => {
        writeFileSync(file, ndjson(events.map(madeEvent)));
        const { text, rejections } = await replayed(file, policy);
        expect(rejections).toEqual([]);
        return text;
      };
      await fc.assert(
        fc.asyncProperty(
          stream,
          fc.array(fc.nat(policy.latenessMs), { minLength: 120, maxLength: 120 }),
          async (events, delays) => {
            // events of one time keep their order: they have no other
            const sent = events.map((event, i) => {
              const first = events.findIndex(({ atMs }) => atMs === event.atMs);
              return { event, i, atMs: event.atMs! + delays[first]! };
            });
            const arrived = sent.sort((a, b) => a.atMs - b.atMs || a.i - b.i).map(({ event }) => event);
            expect(await replay(arrived)).toBe(await replay(events));
          },
        ),
        { numRuns: 8, seed: 3 },
      );
    },
  );

  test("an event one past the lateness is marked late, whatever else it says", async () => {
    await fc.assert(
      fc.asyncProperty(stream, async (events) => {
        const newestMs = events.at(-1)!.atMs!;
        const late = { ...events[0]!, id: "late", atMs: newestMs - velocity.latenessMs - 1 };
        const within = { ...events[0]!, id: "within", atMs: newestMs - velocity.latenessMs };
        const file = scratch.path("late.ndjson");
        writeFileSync(file, ndjson([...events, within, late].map(madeEvent)));
        const lines = (await replayed(file, velocity)).text.split("\n");
        expect(lines.find((line) => line.includes('"event":"late"'))).toContain('"late":true');
        expect(lines.find((line) => line.includes('"event":"within"'))).not.toContain('"late"');
      }),
      { numRuns: 8, seed: 4 },
    );
  });
});
