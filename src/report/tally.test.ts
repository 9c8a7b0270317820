import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { REJECTIONS_LISTED_MAX } from "../nouns/limits.ts";
import { VERDICTS, type Verdict } from "../nouns/verdict.ts";
import {
  addSample,
  SAMPLE_META,
  SAMPLE_POLICY,
  type SampleEvent,
  sampleReport,
  sampleRow,
} from "./audit.fixture.ts";
import { createTally } from "./tally.ts";

const AT = Date.UTC(2026, 10, 22, 12);
const like: SampleEvent = {
  type: "like",
  atMs: AT,
  id: "e1",
  actor: "u1",
  target_kind: "video",
  target: "v1",
};
const unlike: SampleEvent = { ...like, type: "unlike", id: "e2" };

function reportOf(
  steps: readonly (readonly [SampleEvent, Verdict])[],
  limits?: { rowsMax: number; rememberedMax: number },
) {
  const tally = createTally(SAMPLE_POLICY, limits);
  for (const [event, verdict] of steps) addSample(tally, event, { verdict });
  return tally.finish(SAMPLE_META);
}

describe("the contract of --json", () => {
  it("is complete for no input at all", () => {
    const report = createTally(SAMPLE_POLICY).finish({ ...SAMPLE_META, campaigns: [] });
    expect(report).toMatchObject({
      events: 0,
      invalid: 0,
      verdicts: { allow: 0, challenge: 0, hold: 0, reject: 0 },
      targets: [],
      campaigns: [],
      from: null,
      to: null,
      timeline: { from: null, buckets: [] },
    });
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it("leads with the contract's keys, in its order", () => {
    const keys = Object.keys(reportOf([[like, "allow"]]));
    expect(keys.slice(0, 5)).toEqual(["events", "invalid", "verdicts", "targets", "campaigns"]);
  });

  it("holds no value that JSON would change", () => {
    const report = sampleReport(500);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });
});

describe("counts of a target", () => {
  it.each<[string, Verdict, [number, number, number]]>([
    ["an allowed event is public", "allow", [1, 0, 0]],
    ["a challenge cannot be asked any more and is public", "challenge", [1, 0, 0]],
    ["a held event is held", "hold", [0, 1, 0]],
    ["a rejected event is rejected", "reject", [0, 0, 1]],
  ])("%s", (_, verdict, [shown, held, rejected]) => {
    expect(reportOf([[like, verdict]]).targets).toEqual([
      { kind: "video", id: "v1", type: "like", raw: 1, public: shown, held, rejected },
    ]);
  });

  it.each<[string, readonly (readonly [SampleEvent, Verdict])[], [number, number, number], number]>([
    [
      "a public like taken back",
      [
        [like, "allow"],
        [unlike, "allow"],
      ],
      [0, 0, 0],
      0,
    ],
    [
      "a rejected like taken back",
      [
        [like, "reject"],
        [unlike, "allow"],
      ],
      [0, 0, 0],
      0,
    ],
    [
      "a held like taken back, another stays",
      [
        [{ ...like, actor: "u2" }, "allow"],
        [like, "hold"],
        [unlike, "allow"],
      ],
      [1, 0, 0],
      0,
    ],
    [
      "a rejected retraction counts all the same",
      [
        [like, "allow"],
        [unlike, "reject"],
      ],
      [0, 0, 0],
      0,
    ],
    [
      "taken back twice",
      [
        [like, "allow"],
        [{ ...like, actor: "u2" }, "allow"],
        [unlike, "allow"],
        [unlike, "allow"],
      ],
      [1, 0, 0],
      1,
    ],
    [
      "taking back what was never seen leaves another's like alone",
      [
        [{ ...like, actor: "u2" }, "allow"],
        [unlike, "allow"],
      ],
      [1, 0, 0],
      1,
    ],
    [
      "never below zero",
      [
        [{ ...like, actor: "u2" }, "reject"],
        [unlike, "allow"],
      ],
      [0, 0, 1],
      1,
    ],
    [
      "a like given again counts once, where the first stands",
      [
        [like, "reject"],
        [like, "allow"],
        [like, "hold"],
      ],
      [0, 0, 1],
      0,
    ],
  ])("%s", (_, steps, [shown, held, rejected], unmatched) => {
    const report = reportOf(steps);
    expect(report.targets).toEqual([
      { kind: "video", id: "v1", type: "like", raw: shown + held + rejected, public: shown, held, rejected },
    ]);
    expect(report.retractions.unmatched).toBe(unmatched);
  });

  it("a retraction of something never seen makes no row", () => {
    const report = reportOf([[unlike, "allow"]]);
    expect(report.targets).toEqual([]);
    expect(report.retractions).toEqual({ applied: 0, unmatched: 1 });
  });

  it("one id under two kinds, and two types, are rows of their own", () => {
    const report = reportOf([
      [like, "allow"],
      [{ ...like, target_kind: "article" }, "allow"],
      [{ ...like, type: "share" }, "reject"],
    ]);
    expect(report.targets.map((t) => `${t.kind} ${t.id} ${t.type}`)).toEqual([
      "video v1 share",
      "article v1 like",
      "video v1 like",
    ]);
  });

  it("equals a plain model, and raw = public + held + rejected, for any sequence", () => {
    const step = fc.record({
      type: fc.constantFrom("like", "unlike", "view", "unview", "follow", "unfollow"),
      actor: fc.constantFrom("a", "b", "c"),
      target: fc.constantFrom("x", "y"),
      verdict: fc.constantFrom(...VERDICTS),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const model = new Map<string, { public: number; held: number; rejected: number }>();
        const stood = new Map<string, "public" | "held" | "rejected">();
        const tally = createTally(SAMPLE_POLICY);
        for (const [n, { type, actor, target, verdict }] of steps.entries()) {
          addSample(tally, { ...like, type, actor, target, atMs: AT + n }, { verdict });
          const engagement = type.replace(/^un/, "");
          const row = `${target} ${engagement}`;
          const who = `${actor} ${row}`;
          if (type.startsWith("un")) {
            const counts = model.get(row);
            const bucket = stood.get(who);
            stood.delete(who);
            if (counts && bucket) counts[bucket]--;
          } else if (!stood.has(who)) {
            const bucket = verdict === "hold" ? "held" : verdict === "reject" ? "rejected" : "public";
            const counts = model.get(row) ?? { public: 0, held: 0, rejected: 0 };
            counts[bucket]++;
            model.set(row, counts);
            if (type !== "view") stood.set(who, bucket);
          }
        }
        const report = tally.finish(SAMPLE_META);
        expect(report.events).toBe(steps.length);
        for (const t of report.targets) expect(t.raw).toBe(t.public + t.held + t.rejected);
        expect(
          new Map(
            report.targets.map((t) => [
              `${t.id} ${t.type}`,
              { public: t.public, held: t.held, rejected: t.rejected },
            ]),
          ),
        ).toEqual(model);
      }),
      { numRuns: 200 },
    );
  });
});

describe("limits", () => {
  const likes = (n: number) =>
    Array.from({ length: n }, (_, i) => [{ ...like, actor: `u${i}`, target: `v${i}` }, "reject"] as const);

  it("keeps every row up to the limit and pools what comes past it", () => {
    const at = reportOf(likes(4), { rowsMax: 4, rememberedMax: 100 });
    expect(at.targets).toHaveLength(4);
    expect(at.targets_not_listed.raw).toBe(0);
    const past = reportOf(likes(5), { rowsMax: 4, rememberedMax: 100 });
    expect(past.targets).toHaveLength(4);
    expect(past.targets_not_listed).toEqual({ raw: 1, public: 0, held: 0, rejected: 1 });
    expect(past.events).toBe(5);
    const back = reportOf([...likes(5), [{ ...unlike, actor: "u4", target: "v4" }, "allow"]], {
      rowsMax: 4,
      rememberedMax: 100,
    });
    expect(back.targets_not_listed.raw).toBe(0);
  });

  it("remembers the latest engagements up to the limit; a forgotten one cannot be taken back", () => {
    const limits = { rowsMax: 100, rememberedMax: 4 };
    const back = [{ ...unlike, actor: "u0", target: "v0" }, "allow"] as const;
    expect(reportOf([...likes(4), back], limits).retractions).toEqual({ applied: 1, unmatched: 0 });
    expect(reportOf([...likes(5), back], limits).retractions).toEqual({ applied: 0, unmatched: 1 });
  });

  it("counts a million targets", { timeout: 180_000 }, () => {
    const tally = createTally(SAMPLE_POLICY);
    const row = sampleRow(like);
    const decision = { verdict: "allow" } as const;
    addSample(tally, like, decision);
    const target = row.hash;
    const started = process.memoryUsage().rss;
    const allow = {
      verdict: 0,
      verdictMax: 3,
      score: 0,
      reasonCount: 0,
      reasonRule: new Int32Array(3),
      reasonValue: new Float64Array(3),
      reasonBaseline: new Float64Array(3),
      notEvaluable: new Int32Array(1),
      hits: new Int32Array(1),
    };
    for (let i = 1; i <= 1_000_000; i++) {
      target[4] = i;
      target[5] = Math.imul(i, 0x9e3779b1);
      tally.add(row, allow);
    }
    const report = tally.finish(SAMPLE_META);
    expect(report.targets).toHaveLength(1_000_000);
    expect(report.targets_not_listed.raw).toBe(1);
    expect((process.memoryUsage().rss - started) / 2 ** 20).toBeLessThan(700);
  });

  it(`lists the first ${REJECTIONS_LISTED_MAX} rejections and counts the rest`, () => {
    const tally = createTally(SAMPLE_POLICY);
    for (let line = 1; line <= REJECTIONS_LISTED_MAX + 1; line++) {
      tally.addRejection(
        { code: "bad_ip", line, field: "context.ip", value: "10.0.0.999", hint: "" },
        "a.csv",
      );
    }
    tally.addRejection({ code: "not_json", line: 2000, field: "", value: "{", hint: "" });
    const report = tally.finish(SAMPLE_META);
    expect(report.invalid).toBe(REJECTIONS_LISTED_MAX + 2);
    expect(report.invalid_samples).toHaveLength(REJECTIONS_LISTED_MAX);
    expect(report.invalid_by_code).toEqual({ bad_ip: REJECTIONS_LISTED_MAX + 1, not_json: 1 });
    expect(report.invalid_samples[0]).toMatchObject({ input: "a.csv", line: 1, value: "10.…" });
  });
});

describe("what was discarded, by whom and why", () => {
  it("ranks actors, addresses, devices and networks of held and rejected events, masked", () => {
    const by = { ip: "203.0.113.7", ip_prefix: "203.0.113.0/24", device: "device-1" };
    const steps = [
      [{ ...like, ...by, actor: "alice" }, "reject"],
      [{ ...like, ...by, actor: "alice", num: { asn: 64500 } }, "hold"],
      [{ ...like, ...by, actor: "bob" }, "reject"],
      [{ ...like, ...by, actor: "carol" }, "allow"],
    ] as const;
    const { discarded_by } = reportOf(steps);
    expect(discarded_by.actors).toEqual({
      exact: true,
      top: [
        { id: "ali…", events: 2, over_max: 0 },
        { id: "b…", events: 1, over_max: 0 },
      ],
    });
    expect(discarded_by.ips.top).toEqual([{ id: "203…", events: 3, over_max: 0 }]);
    expect(discarded_by.devices.top).toEqual([{ id: "dev…", events: 3, over_max: 0 }]);
    expect(discarded_by.networks.top.map((n) => n.id)).toEqual(["203.0.113.0/24", "AS64500"]);
  });

  it("shows identifiers only when asked", () => {
    const shown = sampleReport(400, { ...SAMPLE_META, showIdentifiers: true });
    expect(JSON.stringify(shown)).toContain("bot-");
    expect(JSON.stringify(sampleReport(400))).not.toMatch(/bot-\d|203\.0\.113\.\d+"|device-\d/);
  });

  it("derives the network of an address the event gave no network for", () => {
    const tally = createTally(SAMPLE_POLICY);
    const row = sampleRow({ ...like, ip: "203.0.113.7" });
    row.ipVersion = 4;
    row.ip[0] = 0xcb007107;
    row.hash[12] = 5;
    addSample(tally, like, { verdict: "allow" });
    tally.add(row, { ...rejected(), verdict: 3 });
    const six = sampleRow({ ...like, ip: "2001:db8:1::7" });
    six.ipVersion = 6;
    six.ip.set([0x20010db8, 0x00010000, 0, 7]);
    six.hash[12] = 6;
    tally.add(six, { ...rejected(), verdict: 2 });
    expect(tally.finish(SAMPLE_META).discarded_by.networks.top.map((n) => n.id)).toEqual([
      "2001:db8:1::/48",
      "203.0.113.0/24",
    ]);
  });

  it("counts what each rule contributed, with the strongest example", () => {
    const tally = createTally(SAMPLE_POLICY);
    addSample(tally, like, { verdict: "hold", score: 0.7, reasons: [[0, 31, 30]] });
    addSample(
      tally,
      { ...like, id: "worst" },
      {
        verdict: "reject",
        score: 0.97,
        reasons: [
          [1, 9, 5],
          [0, 300, Number.NaN],
        ],
      },
    );
    addSample(tally, like, { verdict: "allow", score: 0.1, reasons: [[0, 5, 30]], notEvaluable: [2] });
    const [burst, device, dwell] = tally.finish(SAMPLE_META).rules;
    expect(burst).toMatchObject({
      asked: 3,
      named: 3,
      named_in_held: 1,
      named_in_rejected: 1,
      first_in_discarded: 1,
      not_evaluable: 0,
      lacks: [],
      example: { event: "worst", value: 300, baseline: null, score: 0.97 },
    });
    expect(device).toMatchObject({ named: 1, first_in_discarded: 1, example: { value: 9, baseline: 5 } });
    expect(dwell).toMatchObject({ named: 0, not_evaluable: 1, example: null });
    expect(dwell?.lacks).toEqual(["context.ip", "context.device", "behavior.dwell_ms"]);
  });
});

function rejected() {
  return {
    verdict: 3,
    verdictMax: 3,
    score: 1,
    reasonCount: 0,
    reasonRule: new Int32Array(3),
    reasonValue: new Float64Array(3),
    reasonBaseline: new Float64Array(3),
    notEvaluable: new Int32Array(1),
    hits: new Int32Array(1),
  };
}

describe("what the events carried", () => {
  it("says which features and rules read a field, and whether the mapping lacks it", () => {
    const report = reportOf([
      [{ ...like, ip: "203.0.113.7" }, "allow"],
      [like, "allow"],
    ]);
    const field = (name: string) => report.coverage.find((c) => c.field === name);
    expect(field("context.ip")).toEqual({
      field: "context.ip",
      present: 1,
      events: 2,
      unmapped: false,
      features: ["ip_likes_1m", "ip_per_device"],
      rules: ["ip_burst", "dwell_imitated"],
    });
    expect(field("behavior.dwell_ms")).toMatchObject({
      present: 0,
      events: 2,
      unmapped: true,
      rules: ["dwell_imitated"],
    });
    expect(field("content.text")).toMatchObject({ present: 0, events: 0 });
  });

  it("puts scores into bins, zero apart, and 1 into the last", () => {
    const tally = createTally(SAMPLE_POLICY);
    for (const score of [0, 0.05, 0.0500001, 1])
      addSample(tally, like, { verdict: score === 1 ? "reject" : "allow", score });
    const { scores } = tally.finish(SAMPLE_META);
    expect(scores.zero).toBe(1);
    expect(scores.counted.slice(0, 3)).toEqual([1, 1, 0]);
    expect(scores.discarded.at(-1)).toBe(1);
  });

  it("counts late events, duplicates and types, and finds the window of time", () => {
    const tally = createTally(SAMPLE_POLICY);
    addSample(tally, { ...like, late: 1 }, { verdict: "allow" });
    addSample(tally, { ...unlike, atMs: AT - 60_000 }, { verdict: "hold" });
    addSample(tally, { type: "payment", atMs: AT, id: "p1" }, { verdict: "allow" });
    tally.addDuplicate();
    const report = tally.finish(SAMPLE_META);
    expect(report).toMatchObject({
      events: 3,
      late: 1,
      duplicates: 1,
      from: "2026-11-22T11:59:00.000Z",
      to: "2026-11-22T12:00:00.000Z",
    });
    expect(report.types.map((t) => [t.type, t.events, t.inconsistent])).toEqual([
      ["like", 1, 0],
      ["payment", 1, 0],
      ["unlike", 1, 1],
    ]);
    expect(report.targets).toHaveLength(1);
  });
});
