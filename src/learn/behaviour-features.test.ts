import { describe, expect, it } from "vitest";
import { kindCode } from "../nouns/event.ts";
import { createEventRow, type EventRow, keyColumn, numberColumn } from "../nouns/event-row.ts";
import { hashText } from "../nouns/hash.ts";
import { audienceOverlap } from "./audience-overlap.ts";
import { type BehaviourLimits, createBehaviourCollector } from "./behaviour-features.ts";
import { outlierScoreOf } from "./outlier-score.ts";

const START_MS = Date.UTC(2026, 10, 21);

interface Told {
  readonly actor: string;
  readonly target: string;
  readonly type?: string;
  readonly s?: number;
  readonly owner?: string;
  readonly device?: string;
  readonly dwellMs?: number;
}

function rowOf({ actor, target, type = "like", s = 0, owner, device, dwellMs }: Told): EventRow {
  const row = createEventRow();
  row.kind = kindCode(type)!;
  row.occurredAtMs = START_MS + s * 1000;
  for (const [name, text] of Object.entries({ actor, target, owner, device })) {
    if (text !== undefined) row.hash.set(hashText(text), keyColumn(name as "actor") * 2);
  }
  if (dwellMs !== undefined) row.num[numberColumn("dwell_ms")] = dwellMs;
  return row;
}

function collect(events: readonly Told[], limits?: BehaviourLimits) {
  const collector = createBehaviourCollector(limits);
  for (const event of events) collector.add(rowOf(event));
  const table = collector.finish();
  return {
    collector,
    of: (actor: string, feature: string): number => {
      const column = table.columns[table.names.indexOf(`behaviour.${feature}`)];
      if (column === undefined) throw new Error(`no feature ${feature}`);
      return column[collector.rowOf(...hashText(actor))]!;
    },
  };
}

describe("behaviour features", () => {
  it("tells what an account did", () => {
    const { of } = collect([
      { actor: "a", target: "v1", type: "view", s: 0, dwellMs: 9000 },
      { actor: "a", target: "v1", type: "like", s: 10 },
      { actor: "a", target: "v2", type: "like", s: 10.5, owner: "o" },
      { actor: "a", target: "v2", type: "unlike", s: 86_400 * 2 },
    ]);
    expect(of("a", "events_log")).toBeCloseTo(Math.log(5), 6);
    expect(of("a", "active_days")).toBe(2);
    expect(of("a", "engagement_share")).toBe(0.5);
    expect(of("a", "viewed_before_share")).toBe(0.5);
    expect(of("a", "retraction_share")).toBe(0.25);
    expect(of("a", "gap_short_share")).toBeCloseTo(1 / 3, 6);
    expect(of("a", "dwell_known_share")).toBe(0.25);
    expect(of("a", "engaged.targets_share")).toBe(1);
    expect(of("a", "age_days_log")).toBeNaN();
    expect(of("a", "device.own_log")).toBeNaN();
  });

  it("counts who shares a device, each account once however often it changes back", () => {
    const { of } = collect([
      { actor: "a", target: "v", device: "d1" },
      { actor: "a", target: "v", device: "d2" },
      { actor: "a", target: "v", device: "d1" },
      { actor: "b", target: "v", device: "d1" },
    ]);
    expect(of("a", "device.own_log")).toBeCloseTo(Math.log(2), 6);
    expect(of("a", "device.others_log_max")).toBeCloseTo(Math.log(2), 6);
    expect(of("a", "device.others_log_mean")).toBeCloseTo(Math.log(2) / 2, 6);
    expect(of("b", "device.own_log")).toBe(0);
  });

  it("tells what the others on its targets are like, itself left out", () => {
    const { of } = collect([
      { actor: "a", target: "v", s: 0 },
      { actor: "b", target: "v", s: 1 },
      { actor: "b", target: "w", s: 2 },
      { actor: "b", target: "x", s: 3 },
      { actor: "c", target: "v", s: 4000 },
    ]);
    // The others on v: b with four… three events, c with one.
    expect(of("a", "engaged.company.events_log.mean")).toBeCloseTo((Math.log(4) + Math.log(2)) / 2, 5);
    expect(of("a", "engaged.crowd_log")).toBeCloseTo(Math.log(3), 6);
    expect(of("a", "engaged.together_log")).toBeCloseTo(Math.log(2), 6);
    expect(of("c", "engaged.together_log")).toBe(0);
  });

  it("is bounded: accounts and engagements past the limit are counted, not kept", () => {
    const events = ["a", "b", "c"].map((actor, i) => ({ actor, target: `v${i}` }));
    const at = collect(events, { actorsMax: 3, edgesMax: 3 });
    expect([at.collector.actorCount(), at.collector.dropped()]).toEqual([3, 0]);
    const past = collect(events, { actorsMax: 2, edgesMax: 2 });
    expect([past.collector.actorCount(), past.collector.dropped()]).toEqual([2, 1]);
    const edges = collect(events, { actorsMax: 3, edgesMax: 2 });
    expect(edges.collector.dropped()).toBe(1);
    expect(edges.of("c", "engaged.targets_share")).toBeNaN();
  });

  it("takes no payments and no events, without harm", () => {
    const { collector } = collect([{ actor: "a", target: "v", type: "payment" }]);
    expect(collector.actorCount()).toBe(0);
    expect(collector.finish().rowCount).toBe(0);
  });
});

describe("audienceOverlap", () => {
  it("is high for accounts that meet the same people again, and what counting gives on small audiences", () => {
    const edges: [number, number][] = [];
    for (let actor = 0; actor < 10; actor++) edges.push([actor, 0], [actor, 1]);
    for (let actor = 10; actor < 20; actor++) edges.push([actor, 2], [actor, actor]);
    edges.push([20, 0], [20, 2]);
    const { mean, most } = audienceOverlap(
      Int32Array.from(edges, ([actor]) => actor),
      Int32Array.from(edges, ([, target]) => target),
      edges.length,
      21,
      21,
    );
    // Targets 0 and 1: nine others on both, and account 20 on one of them.
    expect(mean[0]).toBeCloseTo(0.9, 6);
    expect(most[0]).toBeCloseTo(0.9, 6);
    expect(mean[10]).toBeNaN();
    expect(mean[20]).toBe(0);
  });
});

describe("surpriseOf", () => {
  it("is higher the farther out an account lies in the known direction", () => {
    const up = Float32Array.from([1, 2, 3, 4, Number.NaN]);
    const { mean, max } = outlierScoreOf([{ column: up, direction: 1 }], 5);
    [0, Math.log(4 / 3), Math.LN2, Math.log(4), Number.NaN].forEach((want, row) => {
      if (Number.isNaN(want)) expect(mean[row]).toBeNaN();
      else expect(mean[row]).toBeCloseTo(want, 6);
    });
    const down = outlierScoreOf([{ column: up, direction: -1 }], 5).max;
    expect(down[0]).toBeCloseTo(1.386, 3);
    expect(max[4]).toBeNaN();
  });
});
