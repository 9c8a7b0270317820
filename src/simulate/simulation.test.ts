import { createHash } from "node:crypto";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { type EngagementEvent, kindCode, TARGET_KINDS } from "../nouns/event.ts";
import type { Run } from "./line-writer.ts";
import type { SimulationOptions } from "./options.ts";
import { createSimulation } from "./simulation.ts";
import { summarise } from "./summary.ts";
import { ATTACK_FAMILIES, HONEST_SETS, type TruthRow, truthLine } from "./truth.ts";

const DAY = 86_400_000;

function digest(options: SimulationOptions): string {
  const hash = createHash("sha256");
  const simulation = createSimulation(options);
  for (const run of simulation.runs()) {
    hash.update(run.bytes);
    for (const row of run.truth) hash.update(truthLine(row));
  }
  hash.update(JSON.stringify([simulation.campaigns(), simulation.honestSets()]));
  return hash.digest("hex");
}

function* parsed(runs: Iterable<Run>): Generator<[event: EngagementEvent, truth: TruthRow]> {
  for (const run of runs) {
    const lines = Buffer.from(run.bytes).toString("utf8").split("\n");
    expect(lines.pop()).toBe("");
    expect(lines.length).toBe(run.count);
    expect(run.truth.length).toBe(run.count);
    for (const [i, line] of lines.entries()) yield [JSON.parse(line) as EngagementEvent, run.truth[i]!];
  }
}

describe("a default day", () => {
  const simulation = createSimulation({ seed: 21, eventsPerDay: 120_000 });
  const day = [...parsed(simulation.runs())];
  const timeOf = (event: EngagementEvent) => Date.parse(event.at as string);

  test("holds about as many events as asked for", () => {
    expect(day.length).toBeGreaterThan(120_000 * 0.85);
    expect(day.length).toBeLessThan(120_000 * 1.15);
  });

  test("is in order of time, within its bounds, with truth beside each event under the same id", () => {
    let lastMs = simulation.startMs;
    const ids = new Set<string>();
    for (const [event, truth] of day) {
      expect(truth.event).toBe(event.id);
      const atMs = timeOf(event);
      if (atMs < lastMs || atMs >= simulation.endMs) throw new Error(`out of order at ${event.id}`);
      lastMs = atMs;
      ids.add(event.id);
    }
    expect(ids.size).toBe(day.length);
  });

  test("fits the contract's types", () => {
    const wrong = day.filter(([event]) => !fitsContract(event)).map(([event]) => event);
    expect(wrong).toEqual([]);
    expect(fitsContract({ ...day[0]![0], type: "applaud" })).toBe(false);
  });

  test("has every family and every honest set, attacks between 3 and 6 % of the events", () => {
    const counts = new Map<string, number>();
    for (const [, truth] of day) {
      counts.set(truth.label, (counts.get(truth.label) ?? 0) + 1);
      if (truth.set !== null) counts.set(truth.set, (counts.get(truth.set) ?? 0) + 1);
    }
    for (const name of [...ATTACK_FAMILIES, ...HONEST_SETS])
      expect(counts.get(name) ?? 0, name).toBeGreaterThan(100);
    const attacks = 1 - counts.get("honest")! / day.length;
    expect(attacks).toBeGreaterThan(0.03);
    expect(attacks).toBeLessThan(0.06);
  });

  test("truth is consistent: attacks have a campaign and no set, honest events no campaign", () => {
    const campaigns = new Map(simulation.campaigns().map((row) => [row.id, row]));
    for (const [event, truth] of day) {
      if (truth.label === "honest") expect(truth.campaign).toBeNull();
      else {
        const campaign = campaigns.get(truth.campaign!)!;
        if (campaign.family !== truth.label || truth.set !== null)
          throw new Error(`odd truth of ${event.id}`);
      }
    }
    for (const row of campaigns.values()) {
      const members = new Set(row.members);
      const actors = day.filter(([, truth]) => truth.campaign === row.id).map(([event]) => event.actor.id);
      expect(
        actors.every((actor) => members.has(actor)),
        row.family,
      ).toBe(true);
    }
  });

  test("shows the daily rhythm, and a power law of popularity", () => {
    const hours = new Array<number>(24).fill(0);
    const views = new Map<string, number>();
    for (const [event, truth] of day) {
      if (truth.label !== "honest") continue;
      hours[Math.floor((timeOf(event) - simulation.startMs) / 3_600_000)]!++;
      if (event.type === "view") views.set(event.target.id, (views.get(event.target.id) ?? 0) + 1);
    }
    expect(hours[21]! / hours[4]!).toBeGreaterThan(3);
    expect(hours[12]! / hours[4]!).toBeGreaterThan(2);
    const sorted = [...views.values()].sort((a, b) => b - a);
    const total = sorted.reduce((sum, count) => sum + count, 0);
    const top = sorted.slice(0, Math.ceil(sorted.length / 100)).reduce((sum, count) => sum + count, 0);
    expect(top / total).toBeGreaterThan(0.1);
    expect(top / total).toBeLessThan(0.5);
    expect(sorted[0]! / total).toBeLessThan(0.1);
  });

  test("honest likes are as rare as the Kuaishou log's, and most follow a view", () => {
    const viewed = new Set<string>();
    let views = 0;
    let likes = 0;
    let unseen = 0;
    for (const [event, truth] of day) {
      if (truth.label !== "honest" || truth.set !== null) continue;
      const pair = `${event.actor.id} ${event.target.id}`;
      if (event.type === "view") {
        views++;
        viewed.add(pair);
      }
      if (event.type === "like") {
        likes++;
        if (!viewed.has(pair)) unseen++;
      }
    }
    expect(likes / views).toBeGreaterThan(0.01);
    expect(likes / views).toBeLessThan(0.035);
    expect(unseen / likes).toBeLessThan(0.05);
    expect(unseen).toBeGreaterThan(0);
  });

  test("nothing in the form of an event tells an attack from honest life", () => {
    // Ids: same length and prefix, and their order as text does not rank attackers above or below others.
    for (const pick of [
      (event: EngagementEvent) => event.id,
      (event: EngagementEvent) => event.actor.id,
      (event: EngagementEvent) => event.context?.device,
      (event: EngagementEvent) => event.target.id,
    ]) {
      const honest = new Set<string>();
      const attack = new Set<string>();
      for (const [event, truth] of day) {
        const id = pick(event);
        if (typeof id === "string") (truth.label === "honest" ? honest : attack).add(id);
      }
      expect(new Set([...honest, ...attack].map((id) => id.length)).size).toBe(1);
      expect(new Set([...honest, ...attack].map((id) => id[0])).size).toBeLessThanOrEqual(2);
      const onlyAttack = [...attack].filter((id) => !honest.has(id));
      if (onlyAttack.length < 100) continue;
      expect(Math.abs(rankArea([...honest], onlyAttack) - 0.5)).toBeLessThan(0.05);
    }
    // Fields: no shape of an attack's event that honest events do not have too.
    const shapes = new Map<string, [honest: number, attack: number]>();
    for (const [event, truth] of day) {
      const shape = shapeOf(event);
      const counts = shapes.get(shape) ?? [0, 0];
      counts[truth.label === "honest" ? 0 : 1]++;
      shapes.set(shape, counts);
    }
    const onlyAttack = [...shapes].filter(([, [honest, attack]]) => honest === 0 && attack > 20);
    expect(onlyAttack).toEqual([]);
    // What is unknown by lot is unknown as often for attackers.
    const unknown = (attack: boolean, pick: (event: EngagementEvent) => unknown): number => {
      const actors = new Map<string, boolean>();
      for (const [event, truth] of day) {
        if ((truth.label !== "honest") === attack) actors.set(event.actor.id, pick(event) === null);
      }
      return [...actors.values()].filter(Boolean).length / actors.size;
    };
    for (const pick of [
      (event: EngagementEvent) => event.actor.registered_at,
      (event: EngagementEvent) => event.actor.registration_batch,
      (event: EngagementEvent) => event.context?.device,
    ]) {
      expect(Math.abs(unknown(true, pick) - unknown(false, pick))).toBeLessThan(0.05);
    }
    expect(rankArea(["a", "b"], ["c", "d"])).toBe(1);
  });

  test("can be walked once", () => {
    expect(() => simulation.runs()).toThrow("walked once");
  });
});

test("the same seed gives the same bytes, another does not", () => {
  const options = { seed: 5, eventsPerDay: 8000 };
  expect(digest(options)).toBe(digest(options));
  expect(digest(options)).not.toBe(digest({ ...options, seed: 6 }));
  expect(digest(options)).not.toBe(digest({ ...options, startMs: 1_700_000_000_000 }));
});

test("none means none", () => {
  const counts = summarise(
    createSimulation({ seed: 3, eventsPerDay: 20_000, attacks: "none", honestSets: "none" }).runs(),
  );
  expect(Object.keys(counts.byLabel)).toEqual(["honest"]);
  expect(counts.bySet).toEqual({});
  expect(counts.events).toBeGreaterThan(15_000);
});

test("only the sets asked for happen", () => {
  const simulation = createSimulation({
    seed: 3,
    eventsPerDay: 20_000,
    attacks: "none",
    honestSets: ["red_packet", { set: "campus", share: 0.1 }],
  });
  const counts = summarise(simulation.runs());
  expect(Object.keys(counts.bySet).sort()).toEqual(["campus", "red_packet"]);
  expect(counts.bySet.campus! / counts.events).toBeGreaterThan(0.03);
  expect(simulation.honestSets().map((row) => row.set)).toEqual(["campus", "red_packet"]);
});

test("with disorder a few events arrive late, within the bound, and none is lost", () => {
  const options = { seed: 4, eventsPerDay: 20_000 };
  const disorderMs = 30_000;
  const straight = [...parsed(createSimulation(options).runs())].map(([event]) => event.id);
  const ids: string[] = [];
  let newestMs = 0;
  let late = 0;
  for (const [event, truth] of parsed(createSimulation({ ...options, disorderMs }).runs())) {
    expect(truth.event).toBe(event.id);
    const atMs = Date.parse(event.at as string);
    if (atMs < newestMs) late++;
    expect(newestMs - atMs).toBeLessThanOrEqual(disorderMs);
    newestMs = Math.max(newestMs, atMs);
    ids.push(event.id);
  }
  expect(ids.sort()).toEqual(straight.sort());
  expect(late / ids.length).toBeGreaterThan(0.005);
  expect(late / ids.length).toBeLessThan(0.03);
});

test("memory does not grow with the number of events", { timeout: 120_000 }, () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const heapAfter = (days: number): number => {
    const simulation = createSimulation({ seed: 8, eventsPerDay: 100_000, durationMs: days * DAY });
    let events = 0;
    for (const run of simulation.runs()) events += run.count;
    expect(events).toBeGreaterThan(days * 80_000);
    collect();
    const heap = process.memoryUsage().heapUsed;
    expect(simulation.campaigns().length).toBeGreaterThan(0);
    return heap;
  };
  heapAfter(1);
  const short = heapAfter(2);
  const long = heapAfter(20);
  expect(long - short).toBeLessThan(12_000_000);
});

/** Probability that a name of the second list sorts after one of the first: 0.5 when order tells nothing. */
function rankArea(first: readonly string[], second: readonly string[]): number {
  const all = [...first.map((id) => ({ id, is: 0 })), ...second.map((id) => ({ id, is: 1 }))];
  all.sort((a, b) => (a.id < b.id ? -1 : 1));
  let below = 0;
  let wins = 0;
  for (const entry of all) {
    if (entry.is === 0) below++;
    else wins += below;
  }
  return wins / (first.length * second.length);
}

/** Which fields stand in an event and of what JSON type, values that are unknown by lot left out (their shares are compared apart). */
function shapeOf(event: EngagementEvent): string {
  const walk = (value: unknown): string => {
    if (value === null) return "null";
    if (typeof value !== "object") return typeof value;
    return `{${Object.entries(value)
      .map(([key, inner]) => (BY_LOT.includes(key) ? key : `${key}:${walk(inner)}`))
      .join()}}`;
  };
  return `${event.target.kind} ${walk({ ...event, target: null })}`;
}

const BY_LOT = ["registered_at", "registration_batch", "ip_kind", "device", "parent_share"];

function fitsContract(event: EngagementEvent): boolean {
  const text = (value: unknown) => typeof value === "string" && value.length > 0;
  const optional = (value: unknown, type: string) =>
    value === undefined || value === null || typeof value === type;
  const { actor, target, context, behavior, content } = event;
  const ratio = (value: unknown) =>
    value === undefined || value === null || (Number(value) >= 0 && Number(value) <= 1);
  const whole = (value: unknown) =>
    value === undefined || value === null || (Number.isInteger(value) && Number(value) >= 0);
  return (
    text(event.id) &&
    kindCode(event.type) !== undefined &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(String(event.at)) &&
    text(actor.id) &&
    optional(actor.registered_at, "string") &&
    optional(actor.registration_batch, "string") &&
    (typeof actor.registered_at !== "string" ||
      Date.parse(actor.registered_at) < Date.parse(String(event.at))) &&
    TARGET_KINDS.includes(target.kind) &&
    text(target.id) &&
    text(target.owner) &&
    whole(target.duration_ms) &&
    context !== undefined &&
    /^10(\.\d{1,3}){3}$/.test(context.ip ?? "") &&
    optional(context.ip_kind, "string") &&
    Number(context.asn) >= 64512 &&
    Number(context.asn) <= 65534 &&
    optional(context.device, "string") &&
    optional(context.emulator, "boolean") &&
    optional(context.rooted, "boolean") &&
    text(context.app_version) &&
    text(context.user_agent) &&
    optional(context.source, "string") &&
    optional(context.parent_share, "string") &&
    whole(behavior?.dwell_ms) &&
    ratio(behavior?.play_ratio) &&
    ratio(behavior?.scroll_depth) &&
    whole(behavior?.preceding_events) &&
    optional(content?.text, "string")
  );
}
