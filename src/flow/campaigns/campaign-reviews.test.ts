import { afterEach, describe, expect, test } from "vitest";
import type { CampaignRecord } from "../../nouns/campaign-record.ts";
import {
  type Act,
  actLines,
  CAMPAIGNS_NOW_MS,
  keyOf,
  type Mortal,
  mortalEngine,
  reportOf,
  spokenPolicy,
} from "./campaigns.fixture.ts";

let mortal: Mortal;
afterEach(async () => {
  mortal.full("none");
  await mortal.engine().close();
});
const reviews = () => mortal.engine().campaigns;
const counts = async (target = "v") => (await mortal.engine().counts("video", target))[0];
const ann = (status: CampaignRecord["status"], note = "") => ({ status, note, by: "ann" });

const crowd = (count: number): string[] => Array.from({ length: count }, (_, i) => `a${i}`);
/** `count` likes of as many actors on one target. */
async function likes(count: number, more: Partial<Act> = {}): Promise<void> {
  const acts = crowd(count).map((actor, i) => ({
    id: `${more.target ?? "v"}${i}`,
    type: "like",
    actor,
    target: "v",
  }));
  await mortal.engine().submit(actLines(acts.map((act) => ({ ...act, ...more }))));
}
const positions = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, i) => from + i);

describe("what the policy confirms by itself", () => {
  const open = async (campaigns: string): Promise<void> => {
    mortal = await mortalEngine(spokenPolicy(campaigns), { sliceRows: 50 });
    await likes(40);
  };
  test.each([
    ["score and members at the limit", "{ confirm: 0.9, members_min: 20 }", 0.9, 20, "confirmed"],
    ["a score just below", "{ confirm: 0.9, members_min: 20 }", 0.8999, 20, "open"],
    ["one member too few", "{ confirm: 0.9, members_min: 20 }", 0.99, 19, "open"],
    ["never", "{ confirm: never }", 1, 40, "open"],
  ])("%s", async (_, campaigns, score, members, status) => {
    await open(campaigns);
    await reviews().take(reportOf("c1", positions(0, 30), { actors: crowd(members), score }));
    await expect.poll(async () => (await counts())?.rejected).toBe(status === "confirmed" ? 30 : 0);
    const record = (await reviews().get("c1"))!;
    expect(record.status).toBe(status);
    const by = { kind: "policy", policy: expect.stringMatching(/^spoken@1#/), scoreMin: 0.9 };
    expect(record.reviews).toEqual(
      status === "open" ? [] : [{ status, by, note: "", atMs: expect.any(Number) }],
    );
  });

  test("a person's decision is never overruled, and what grows follows it", async () => {
    await open("{ confirm: 0.9 }");
    const report = reportOf("c1", positions(0, 10), { actors: crowd(30), score: 0.99 });
    await reviews().take(report);
    await reviews().review("c1", ann("dismissed", "fan club"));
    await reviews().take(reportOf("c1", positions(0, 25), { actors: crowd(35), score: 1 }));
    expect(await reviews().get("c1")).toMatchObject({ status: "dismissed", eventCount: 25, memberCount: 35 });
    expect(await counts()).toMatchObject({ public: 40, rejected: 0 });
    await reviews().review("c1", ann("open"));
    await reviews().take(reportOf("c1", positions(0, 30), { actors: crowd(35), score: 1 }));
    expect((await reviews().get("c1"))?.status).toBe("open");
    await reviews().review("c1", ann("confirmed"));
    await reviews().take(reportOf("c1", positions(0, 40), { actors: crowd(35), score: 0.2 }));
    await expect.poll(() => counts()).toMatchObject({ public: 0, rejected: 40 });
  });

  test("what a person dismissed is not confirmed under a new id; a part of it that is the smaller one is", async () => {
    await open("{ confirm: 0.9 }");
    await reviews().take(reportOf("c1", positions(0, 20), { actors: crowd(40), score: 0.95 }));
    await reviews().review("c1", ann("dismissed"));
    const others = Array.from({ length: 30 }, (_, i) => `b${i}`);
    await reviews().take(reportOf("events", positions(0, 30), { actors: others, score: 1 }));
    await reviews().take(reportOf("members", positions(30, 40), { actors: crowd(25), score: 1 }));
    await reviews().take(reportOf("new", positions(15, 40), { actors: [...others, ...crowd(10)], score: 1 }));
    const statuses = ["events", "members", "new"].map(async (id) => (await reviews().get(id))?.status);
    expect(await Promise.all(statuses)).toEqual(["open", "open", "confirmed"]);
  });
});

describe("a review", () => {
  const open = async (): Promise<void> => {
    mortal = await mortalEngine(spokenPolicy());
    await likes(5);
    await reviews().take(reportOf("c1", positions(0, 3)));
  };

  test("of no campaign is refused", async () => {
    await open();
    await expect(reviews().review("c9", ann("confirmed"))).rejects.toMatchObject({
      code: "unknown_campaign",
    });
  });

  test("made twice changes nothing; a new note is a new decision", async () => {
    await open();
    await reviews().review("c1", ann("confirmed", "market"));
    // Acknowledged is stored: nothing is left to do, whatever happens now.
    expect(await mortal.records.campaigns.unsettled()).toEqual([]);
    expect((await mortal.records.counts("video", "v"))[0]).toMatchObject({ public: 2, rejected: 3 });
    const entries = (await mortal.records.entries(0, 100)).length;
    await reviews().review("c1", ann("confirmed", "market"));
    expect(await mortal.records.entries(0, 100)).toHaveLength(entries);
    await reviews().review("c1", ann("confirmed", "and seen again"));
    expect((await reviews().get("c1"))?.reviews.map(({ note }) => note)).toEqual([
      "market",
      "and seen again",
    ]);
    expect(await counts()).toMatchObject({ raw: 5, public: 2, rejected: 3 });
  });

  test("that a full disk does not take is refused, and nothing follows from it", async () => {
    await open();
    mortal.full("all");
    await expect(reviews().review("c1", ann("confirmed"))).rejects.toMatchObject({ code: "storage_full" });
    mortal.full("none");
    expect(await reviews().get("c1")).toMatchObject({ status: "open", reviews: [] });
    expect(await counts()).toMatchObject({ raw: 5, public: 5, rejected: 0 });
    await reviews().review("c1", ann("confirmed"));
    expect(await counts()).toMatchObject({ raw: 5, public: 2, rejected: 3 });
  });

  test("whose correction finds no room says so, and is carried out once when there is room", async () => {
    await open();
    mortal.full("counts");
    await expect(reviews().review("c1", ann("confirmed"))).rejects.toMatchObject({ code: "storage_full" });
    expect((await mortal.records.counts("video", "v"))[0]).toMatchObject({ public: 5, rejected: 0 });
    await likes(1, { id: "more", actor: "z" });
    mortal.full("none");
    await expect.poll(() => mortal.records.campaigns.unsettled(), { timeout: 10_000 }).toEqual([]);
    await mortal.kill();
    expect(await counts()).toMatchObject({ raw: 6, public: 3, rejected: 3 });
    expect(await reviews().get("c1")).toMatchObject({ status: "confirmed", correctedCount: 3 });
    expect(mortal.warnings.some((warning) => warning.includes("no room"))).toBe(true);
  });

  test("is told to whoever asked for changes, with what it corrected", async () => {
    await open();
    const seen: CampaignRecord[] = [];
    const stop = reviews().onChange((record) => seen.push(record));
    const failing = reviews().onChange(() => {
      throw new Error("a mistake of the listener's");
    });
    await reviews().review("c1", ann("confirmed"));
    const corrected = { id: "c1", status: "confirmed", correctedCount: 3 };
    await expect.poll(() => seen.at(-1), { interval: 1 }).toMatchObject(corrected);
    stop();
    failing();
    const told = seen.length;
    await reviews().review("c1", ann("dismissed"));
    expect(seen).toHaveLength(told);
    expect(mortal.warnings.some((warning) => warning.includes("listener"))).toBe(true);
  });
});

describe("lists", () => {
  test("campaigns: live first, then by score × events; by status, by life, page by page", async () => {
    mortal = await mortalEngine(spokenPolicy());
    await likes(20);
    await reviews().take(reportOf("small", positions(0, 2)));
    await reviews().take(reportOf("large", positions(0, 20)));
    await reviews().take(reportOf("over", positions(0, 10)));
    await reviews().take({ ...reportOf("middle", positions(0, 5)), ended: ["over"] });
    await reviews().review("small", ann("confirmed"));
    const ids = async (query: Parameters<ReturnType<typeof reviews>["list"]>[0]) =>
      (await reviews().list(query)).items.map(({ id }) => id);
    expect(await ids({ limit: 10 })).toEqual(["large", "middle", "small", "over"]);
    expect(await ids({ limit: 10, status: "confirmed" })).toEqual(["small"]);
    expect(await ids({ limit: 10, live: false })).toEqual(["over"]);
    expect(await ids({ limit: 10, status: "open", live: true })).toEqual(["large", "middle"]);
    const first = await reviews().list({ limit: 3 });
    expect(first.next).not.toBeNull();
    expect(await reviews().list({ limit: 3, after: first.next! })).toMatchObject({
      items: [{ id: "over" }],
      next: null,
    });
    expect((await reviews().list({ limit: 3, after: "nonsense" })).items).toEqual([]);
    expect((await mortal.engine().overview()).campaigns).toEqual({
      open: 3,
      confirmed: 1,
      dismissed: 0,
      correctedEvents: 2,
    });
    expect(await reviews().ofTarget("video", "v")).toHaveLength(4);
    expect(await reviews().ofTarget("video", "w")).toEqual([]);
  });

  test("members and targets widen with each look; events in order of the log, with where they count", async () => {
    mortal = await mortalEngine(spokenPolicy());
    await likes(4);
    await likes(3, { target: "w", source: "h" });
    const likesOf = (...ids: string[]) => ids.map((id) => [id, "like"] as const);
    await reviews().take(reportOf("c1", [0, 1, 4], { actors: ["a1", "a0"], targets: likesOf("v") }));
    await reviews().take(reportOf("c1", [1, 2, 5], { actors: ["a2"], targets: likesOf("w", "v") }));
    const record = (await reviews().get("c1"))!;
    expect(record).toMatchObject({ memberCount: 3, targetCount: 2, eventCount: 5, correctedCount: 0 });
    expect(record.owners).toEqual([
      { owner: "of-v", acts: 3 },
      { owner: "of-w", acts: 2 },
    ]);
    const all = new Set<string>();
    for (let after: string | undefined; ; ) {
      const page = await reviews().members("c1", { limit: 2, ...(after === undefined ? {} : { after }) });
      for (const { actor } of page.items) all.add(actor);
      if (page.next === null) break;
      after = page.next;
    }
    expect([...all].sort()).toEqual(["a0", "a1", "a2"]);
    await reviews().review("c1", ann("confirmed"));
    expect((await reviews().targets("c1", { limit: 10 })).items).toMatchObject([
      { id: "v", type: "like", owner: "of-v", events: 3, public: 1, publicWith: 4, publicWithout: 1 },
      { id: "w", type: "like", owner: "of-w", events: 2, public: 0, publicWith: 0, publicWithout: 0 },
    ]);
    const { items, next } = await reviews().events("c1", { limit: 4 });
    expect(items.map(({ event, bucket, actor }) => [event, bucket, actor])).toEqual([
      ["v0", "rejected", "a0"],
      ["v1", "rejected", "a1"],
      ["v2", "rejected", "a2"],
      ["w0", "rejected", "a0"],
    ]);
    expect(
      (await reviews().events("c1", { limit: 4, after: next! })).items.map(({ event }) => event),
    ).toEqual(["w1"]);
    expect(await reviews().history("video", "w")).toEqual([
      {
        atMs: CAMPAIGNS_NOW_MS,
        campaign: "c1",
        type: "like",
        public: 0,
        held: -2,
        rejected: 2,
        cause: "confirmed",
      },
    ]);
    for (const list of [
      await reviews().members("c9", { limit: 1 }),
      await reviews().targets("c9", { limit: 1 }),
      await reviews().events("c9", { limit: 1 }),
    ]) {
      expect(list).toEqual({ items: [], next: null });
    }
  });

  test("events the log does not hold, retractions and repeats are no part of a campaign", async () => {
    mortal = await mortalEngine(spokenPolicy());
    await likes(2);
    await mortal.engine().submit(actLines([{ id: "un", type: "unlike", actor: "a0", target: "v" }]));
    await reviews().take(reportOf("c1", [0, 0, 1, 2]));
    await reviews().review("c1", ann("confirmed"));
    expect(await reviews().get("c1")).toMatchObject({ eventCount: 2, correctedCount: 1 });
    expect(await counts()).toMatchObject({ raw: 1, public: 0, rejected: 1 });
    expect((await reviews().events("c1", { limit: 5 })).items.map(({ bucket }) => bucket)).toEqual([
      null,
      "rejected",
    ]);
  });
});

describe("across a restart", () => {
  test("everything is there, the near-line detector is told what it must know, and passes go on where they stood", async () => {
    mortal = await mortalEngine(spokenPolicy());
    await likes(6);
    await reviews().take(reportOf("c1", positions(0, 4), { actors: ["a0", "a1"] }));
    await reviews().take(reportOf("c2", positions(2, 6), { actors: ["a2"], ended: ["c1"] }));
    await reviews().review("c2", ann("confirmed"));
    const before = [
      await reviews().get("c1"),
      await reviews().get("c2"),
      await reviews().members("c1", { limit: 9 }),
    ];
    await mortal.restart();
    expect([
      await reviews().get("c1"),
      await reviews().get("c2"),
      await reviews().members("c1", { limit: 9 }),
    ]).toEqual(before);
    expect(
      (await Array.fromAsync(reviews().known())).map(({ id, live, confirmed, members }) => [
        id,
        live,
        confirmed,
        members.length,
      ]),
    ).toEqual([
      ["c2", true, true, 1],
      ["c1", false, false, 2],
    ]);
    await reviews().take(reportOf("c2", positions(0, 6), { actors: ["a2"] }));
    await expect.poll(() => counts()).toMatchObject({ public: 0, rejected: 6 });
    expect(reviews().health()).toMatchObject({ state: "watching", behind: 6 });
  });

  test("a decision is told to the near-line detector: a confirmed pool to be known, any other to be forgotten", async () => {
    mortal = await mortalEngine(spokenPolicy());
    await likes(2);
    await reviews().take(reportOf("c1", [0, 1], { actors: ["a0", "a1"] }));
    const told: Promise<string>[] = [];
    const tell = async (id: string, status: string) =>
      `${id} ${status} ${(await reviews().pool(id)).members.length}`;
    reviews().onDecided((id, status) => void told.push(tell(id, status)));
    await reviews().review("c1", ann("confirmed"));
    await reviews().review("c1", ann("dismissed"));
    expect(await Promise.all(told)).toEqual(["c1 confirmed 2", "c1 dismissed 2"]);
  });
});

describe("limits", () => {
  test.each([
    [9, 9],
    [10, 10],
    [11, 10],
  ])("of %i events a campaign of at most 10 holds %i, and corrects those", async (events, held) => {
    mortal = await mortalEngine(spokenPolicy(), { campaignEventsMax: 10 });
    await likes(12);
    await reviews().take(reportOf("c1", positions(0, 6)));
    await reviews().take(reportOf("c1", positions(0, events)));
    await reviews().review("c1", ann("confirmed"));
    expect(await reviews().get("c1")).toMatchObject({ eventCount: held, correctedCount: held });
    expect(await counts()).toMatchObject({ public: 12 - held, rejected: held });
  });

  test("beyond the campaigns kept, dismissed ones that are over go first; what a confirmed one claims stays claimed", async () => {
    mortal = await mortalEngine(spokenPolicy(), { campaignsMax: 2 });
    await likes(10);
    for (const [id, from] of [
      ["dismissed", 0],
      ["confirmed", 2],
      ["open", 4],
    ] as const) {
      await reviews().take(reportOf(id, positions(from, from + 2)));
    }
    const ids = async () => (await reviews().list({ limit: 9 })).items.map(({ id }) => id).sort();
    expect(await ids()).toEqual(["confirmed", "dismissed", "open"]); // none is over
    await reviews().review("confirmed", ann("confirmed"));
    await reviews().review("dismissed", ann("confirmed"));
    await reviews().review("dismissed", ann("dismissed"));
    await reviews().take({ ...reportOf("live", positions(6, 8)), ended: ["dismissed", "confirmed", "open"] });
    expect(await ids()).toEqual(["confirmed", "live"]);
    await reviews().take(reportOf("second", positions(7, 9)));
    expect(await ids()).toEqual(["live", "second"]);
    expect(await counts()).toMatchObject({ public: 8, rejected: 2 });
    // Another campaign over the same events neither takes them away again nor gives them back.
    await reviews().take(reportOf("second", positions(2, 9)));
    await reviews().review("second", ann("confirmed"));
    expect(await counts()).toMatchObject({ public: 3, rejected: 7 });
    await reviews().review("second", ann("dismissed"));
    expect(await counts()).toMatchObject({ public: 8, rejected: 2 });
    await mortal.engine().submit(actLines([{ id: "un", type: "unlike", actor: "a2", target: "v" }]));
    expect(await counts()).toMatchObject({ raw: 9, public: 8, rejected: 1 });
  });
});

test("an account's name can be removed, its counts stay", async () => {
  mortal = await mortalEngine(spokenPolicy());
  await likes(3);
  await reviews().take(reportOf("c1", [0, 1, 2], { actors: ["a0", "a1"] }));
  await reviews().review("c1", ann("confirmed"));
  const forget = (actor: string) => mortal.engine().forget(actor);
  expect(await forget("a0")).toMatchObject({ erased: { campaignEntries: 1 }, remains: { logEvents: 1 } });
  expect(await forget("of-v")).toMatchObject({ erased: { campaignEntries: 1 }, remains: { logEvents: 3 } });
  expect(await forget("a0")).toMatchObject({ erased: { campaignEntries: 0 }, remains: { logEvents: 1 } });
  expect((await reviews().members("c1", { limit: 9 })).items.map(({ actor }) => actor)).toEqual(["a1"]);
  expect(await reviews().get("c1")).toMatchObject({ owners: [], memberCount: 2, correctedCount: 3 });
  expect(JSON.stringify(await Array.fromAsync(reviews().known()))).not.toContain(keyOf("a0"));
  expect(await counts()).toMatchObject({ raw: 3, rejected: 3 });
  // A later look sees the log as it is, and writes neither name again, also after a start.
  await reviews().take(reportOf("c1", [0, 1, 2], { actors: ["a0", "a1", "a2"] }));
  await mortal.kill();
  await reviews().take(reportOf("c2", [0, 1, 2], { actors: ["a0", "a1"] }));
  for (const id of ["c1", "c2"]) {
    expect((await reviews().members(id, { limit: 9 })).items.map(({ actor }) => actor)).not.toContain("a0");
    expect((await reviews().get(id))?.owners).toEqual([]);
    expect((await reviews().events(id, { limit: 9 })).items.map(({ actor }) => actor)).toEqual([
      "",
      "a1",
      "a2",
    ]);
  }
});
