import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CampaignStatus } from "../../nouns/campaign-record.ts";
import type { Bucket } from "../../nouns/counts.ts";
import { type Act, actLines, mortalEngine, reportOf, spokenPolicy } from "./campaigns.fixture.ts";

const policy = spokenPolicy();
const TYPES = ["like", "view", "share"] as const;
const TARGETS = ["v0", "v1", "v2"] as const;
const ACTORS = ["a0", "a1", "a2"] as const;
const IDS = ["c0", "c1", "c2"] as const;

type Op =
  | { readonly op: "engage"; readonly acts: readonly Omit<Act, "id">[]; readonly wait: boolean }
  | {
      readonly op: "retract";
      readonly actor: string;
      readonly target: string;
      readonly type: string;
      readonly wait: boolean;
    }
  | { readonly op: "find"; readonly id: string; readonly picks: readonly number[]; readonly wait: boolean }
  | { readonly op: "review"; readonly id: string; readonly status: CampaignStatus; readonly wait: boolean }
  | { readonly op: "kill"; readonly turns: number }
  | { readonly op: "restart" };

/** The slow, obvious model: every act in the log's order, every campaign with its events and status; counts from scratch. */
class Model {
  readonly acts: Omit<Act, "id">[] = [];
  readonly events = new Map<string, Set<number>>(IDS.map((id) => [id, new Set()]));
  readonly status = new Map<string, CampaignStatus>();

  /**
   * Whether the act stands nowhere: it was taken back, is a like given again while the first stood, or follows a retraction that found
   * nothing: all acts of these stories are of one moment, so it cancels the next.
   */
  takenBack(position: number): boolean {
    const { actor, target, type } = this.acts[position]!;
    const nowhere = new Set<number>();
    let stands = -1;
    let waits = false;
    for (const [at, act] of this.acts.entries()) {
      if (act.actor !== actor || act.target !== target) continue;
      if (act.type === `un${type}`) {
        if (stands >= 0) nowhere.add(stands);
        waits = stands < 0;
        stands = -1;
      } else if (act.type === type) {
        if (waits) nowhere.add(at);
        else if (stands >= 0 && type === "like") nowhere.add(at);
        else stands = at;
        waits = false;
      }
    }
    return nowhere.has(position);
  }

  bucket(position: number, without: string | null = null, also: string | null = null): Bucket | null {
    const act = this.acts[position]!;
    if (isRetraction(act) || (act.type !== "view" && this.takenBack(position))) return null;
    for (const [id, events] of this.events) {
      const confirmed = id === also || (this.status.get(id) === "confirmed" && id !== without);
      if (confirmed && events.has(position)) return "rejected";
    }
    return act.source === "h" ? "held" : act.source === "r" ? "rejected" : "public";
  }

  counts(target: string, type: string, without: string | null = null, also: string | null = null) {
    const sums = { public: 0, held: 0, rejected: 0 };
    this.acts.forEach((act, position) => {
      const bucket = this.bucket(position, without, also);
      if (bucket !== null && act.target === target && act.type === type) sums[bucket]++;
    });
    return sums;
  }

  views(target: string): { views: number; dwellSumMs: number } {
    const sums = { views: 0, dwellSumMs: 0 };
    this.acts.forEach((act, position) => {
      if (act.target !== target || act.type !== "view" || this.bucket(position) !== "public") return;
      sums.views++;
      sums.dwellSumMs += act.dwellMs ?? 0;
    });
    return sums;
  }
}

function isRetraction({ type }: Omit<Act, "id">): boolean {
  return type.startsWith("un");
}

async function play(ops: readonly Op[], sliceRows: number): Promise<void> {
  const mortal = await mortalEngine(policy, { sliceRows });
  const model = new Model();
  let ids = 0;
  const reviews = () => mortal.engine().campaigns;
  /** What was asked for and not waited for: it may or may not have happened, until someone looks. */
  let adrift = new Set<Promise<unknown>>();
  const submit = async (acts: readonly Omit<Act, "id">[], wait: boolean): Promise<void> => {
    const done = mortal.engine().submit(actLines(acts.map((act) => ({ ...act, id: `e${ids++}` }))));
    model.acts.push(...acts); // positions are given in the order of the calls
    if (wait) await done;
    else adrift.add(done.catch(() => undefined));
  };
  const look = async (): Promise<void> => {
    for (const id of IDS) {
      const record = await reviews().get(id);
      if (record === null) continue;
      model.status.set(id, record.status);
      let after: string | undefined;
      const held = new Set<number>();
      const campaign = (await mortal.records.campaigns.numberOf(id))!;
      do {
        const page = await mortal.records.campaigns.events(campaign, 3, after);
        for (const { position } of page.items) held.add(position);
        after = page.next ?? undefined;
      } while (after !== undefined);
      model.events.set(id, held);
    }
  };
  const settled = async (): Promise<void> => {
    await Promise.allSettled(adrift);
    adrift = new Set();
    await look();
  };
  for (const op of ops) {
    if (op.op === "engage") {
      await submit(op.acts, op.wait);
    } else if (op.op === "retract") {
      await submit([{ actor: op.actor, target: op.target, type: `un${op.type}` }], op.wait);
    } else if (op.op === "find") {
      if (model.acts.length === 0) continue;
      const positions = op.picks.map((pick) => pick % model.acts.length);
      const done = reviews().take(reportOf(op.id, positions));
      if (!op.wait) {
        adrift.add(done.catch(() => undefined));
        continue;
      }
      await done;
      await settled();
      for (const position of positions) {
        if (!isRetraction(model.acts[position]!)) expect(model.events.get(op.id)).toContain(position);
      }
    } else if (op.op === "review") {
      if ((await reviews().get(op.id)) === null) continue;
      const done = reviews().review(op.id, { status: op.status, note: "", by: "ann" });
      if (!op.wait) {
        adrift.add(done.catch(() => undefined));
        continue;
      }
      expect((await done).status).toBe(op.status);
      await settled();
      expect(model.status.get(op.id)).toBe(op.status);
    } else if (op.op === "kill") {
      for (let turn = 0; turn < op.turns; turn++) await new Promise((resolve) => setImmediate(resolve));
      adrift = new Set(); // its process is gone, nobody is told
      await mortal.kill();
      model.acts.splice(mortal.log.end("events"));
      ids = model.acts.length;
      await look();
    } else {
      await settled();
      await mortal.restart();
    }
  }
  await settled();
  // What a dead process began is ended by the living one, unasked.
  await expect.poll(() => mortal.records.campaigns.unsettled(), { timeout: 10_000, interval: 1 }).toEqual([]);
  await mortal.restart();
  await look();
  const { records } = mortal;
  for (const target of TARGETS) {
    const counts = await mortal.engine().counts("video", target);
    for (const type of TYPES) {
      const { public: shown, held, rejected } = counts.find((count) => count.type === type) ?? NONE;
      expect({ public: shown, held, rejected }, `${target} ${type}`).toEqual(model.counts(target, type));
    }
    const quality = await mortal.engine().quality("video", target);
    const { views, dwellSumMs } = model.views(target);
    expect(quality?.views ?? 0).toBe(views);
    expect(quality?.dwell_ms_mean ?? 0).toBeCloseTo(views === 0 ? 0 : dwellSumMs / views, 9);
  }
  let corrected = 0;
  for (const id of IDS) {
    const record = await reviews().get(id);
    if (record === null) continue;
    const own = [...model.events.get(id)!];
    const away = own.filter((position) => {
      return !model.takenBack(position) && model.acts[position]!.source !== "r";
    });
    const confirmed = record.status === "confirmed";
    expect([record.eventCount, record.correctedCount], id).toEqual([own.length, confirmed ? away.length : 0]);
    corrected += record.correctedCount;
    for (const { id: target, type, events, publicWith, publicWithout } of (
      await reviews().targets(id, { limit: 100 })
    ).items) {
      const its = own.filter((at) => model.acts[at]!.target === target && model.acts[at]!.type === type);
      expect([events, publicWith, publicWithout], `${id} ${target} ${type}`).toEqual([
        its.length,
        model.counts(target, type, id).public,
        model.counts(target, type, null, id).public,
      ]);
    }
    for (const { event, bucket } of (await reviews().events(id, { limit: 100 })).items) {
      expect(bucket, event).toBe(model.bucket(Number(event.slice(1))));
    }
  }
  expect((await mortal.engine().overview()).campaigns.correctedEvents).toBe(corrected);
  // What the ledger says was moved, and what the targets' histories say, are the same.
  const { brokenAt } = await records.verify();
  expect(brokenAt).toBeNull();
  const moved = new Map<string, number>();
  for (const { kind, body } of await records.entries(0, 100_000)) {
    if (kind !== "correction") continue;
    for (const { id, type, ...by } of (JSON.parse(body!) as { targets: Moved[] }).targets) {
      for (const bucket of BUCKETS) {
        const key = `${id} ${type} ${bucket}`;
        moved.set(key, (moved.get(key) ?? 0) + by[bucket]);
      }
    }
  }
  for (const target of TARGETS) {
    for (const type of TYPES) {
      const own = (await reviews().history("video", target)).filter((correction) => correction.type === type);
      for (const bucket of BUCKETS) {
        const sum = own.reduce((all, correction) => all + correction[bucket], 0);
        expect(sum, `${target} ${type} ${bucket}`).toBe(moved.get(`${target} ${type} ${bucket}`) ?? 0);
      }
    }
  }
  await mortal.engine().close();
}

type Moved = { id: string; type: string } & Record<Bucket, number>;
const BUCKETS = ["public", "held", "rejected"] as const;
const NONE = { public: 0, held: 0, rejected: 0 };

const act = fc.record({
  type: fc.constantFrom(...TYPES),
  actor: fc.constantFrom(...ACTORS),
  target: fc.constantFrom(...TARGETS),
  source: fc.constantFrom("h" as const, "r" as const, undefined, undefined, undefined),
  dwellMs: fc.constantFrom(500, 4_000),
});
const spoken = act.map(({ source, dwellMs, ...rest }): Omit<Act, "id"> => {
  const said = source === undefined ? rest : { ...rest, source };
  return rest.type === "view" ? { ...said, dwellMs } : said;
});
const op: fc.Arbitrary<Op> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      op: fc.constant("engage" as const),
      acts: fc.array(spoken, { minLength: 1, maxLength: 6 }),
      wait: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      op: fc.constant("retract" as const),
      actor: fc.constantFrom(...ACTORS),
      target: fc.constantFrom(...TARGETS),
      type: fc.constantFrom("like", "share"),
      wait: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      op: fc.constant("find" as const),
      id: fc.constantFrom(...IDS),
      picks: fc.array(fc.nat(1000), { minLength: 1, maxLength: 12, size: "max" }),
      wait: fc.boolean(),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      op: fc.constant("review" as const),
      id: fc.constantFrom(...IDS),
      status: fc.constantFrom(
        "confirmed" as const,
        "confirmed" as const,
        "dismissed" as const,
        "open" as const,
      ),
      wait: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ op: fc.constant("kill" as const), turns: fc.nat(12) }) },
  { weight: 1, arbitrary: fc.constant({ op: "restart" as const }) },
);

describe("counts after any sequence of acts, retractions, campaigns, reviews and crashes", () => {
  test("are those a count from scratch gives", { timeout: 240_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(op, { minLength: 3, maxLength: 40, size: "max" }),
        fc.integer({ min: 1, max: 5 }),
        play,
      ),
      { numRuns: Number(process.env.TOUCHSTONE_RUNS ?? 60), seed: 20261122, endOnFailure: false },
    );
  });
});
