import { describe, expect, it } from "vitest";
import { evidenceOf } from "../../nouns/campaign.fixture.ts";
import { DAY_MS } from "../../nouns/durations.ts";
import { columnsOf, seeded, type Told } from "../columns/fixture-columns.ts";
import { keyHex } from "../columns/key-hex.ts";
import { dataShape } from "./data-shape.ts";
import { createEngagementGraph, type EngagementGraph } from "./engagement-graph.ts";
import type { JudgedGroup } from "./group-life.ts";
import { judgeCampaign, judgeIfWorth, reaches } from "./judge-campaign.ts";
import { refineMembers } from "./refine-members.ts";
import { splitGroup } from "./split-group.ts";

const START_MS = Date.UTC(2026, 10, 1);

/** Orders served by a pool: each hand in each with `density`. */
function orders(seed: number, name: string, hands: number, count: number, density: number): Told[] {
  const random = seeded(seed);
  const told: Told[] = [];
  for (let order = 0; order < count; order++)
    for (let hand = 0; hand < hands; hand++)
      if (random() < density)
        told.push({
          actor: `${name}${hand}`,
          target: `${name}-order${order}`,
          owner: `${name}-buyer${order}`,
          atMs: START_MS + (order * 0.4 + 0.3 * random()) * DAY_MS,
        });
  return told;
}

/** People who like what they please, some of it on the orders. */
function people(seed: number, acts: number, onOrders: readonly string[] = []): Told[] {
  const random = seeded(seed);
  return Array.from({ length: acts }, () => {
    const ordered = onOrders.length > 0 && random() < 0.03;
    const target = ordered
      ? onOrders[Math.floor(random() * onOrders.length)]!
      : `v${Math.floor(random() ** 2 * 900)}`;
    return {
      actor: `u${Math.floor(random() ** 2 * 2000)}`,
      target,
      owner: ordered ? target.replace("order", "buyer") : `o${target}`,
      atMs: START_MS + 9 * random() * DAY_MS,
    };
  });
}

const graphOf = (told: readonly Told[]): EngagementGraph => createEngagementGraph(columnsOf(told));

/** The group of those who came to at least two of the targets. */
function groupOf(graph: EngagementGraph, isTarget: (target: number) => boolean): JudgedGroup {
  const targets = new Set<number>();
  for (let t = 0; t + 1 < graph.acts.targetStart.length; t++) if (isTarget(t)) targets.add(t);
  const served = new Map<number, number>();
  for (const target of targets)
    for (let at = graph.acts.targetStart[target]!; at < graph.acts.targetStart[target + 1]!; at++)
      served.set(graph.acts.actor[at]!, (served.get(graph.acts.actor[at]!) ?? 0) + 1);
  const members = new Set([...served].filter(([, count]) => count > 1).map(([actor]) => actor));
  return { members, targets, owners: new Set([...targets].map((t) => graph.owner[t]!)), ownersKnown: 1 };
}

describe("splitGroup", () => {
  it("parts two pools that were taken for one", () => {
    const graph = graphOf([...orders(1, "p", 60, 10, 0.5), ...orders(2, "q", 40, 8, 0.9)]);
    const parts = splitGroup(
      graph,
      groupOf(graph, () => true),
    );
    expect(parts.map(({ members, targets }) => [members.size, targets.size])).toEqual([
      [60, 10],
      [40, 8],
    ]);
  });

  it.each([0.15, 0.5, 0.9])("leaves a pool of density %d whole", (density) => {
    const graph = graphOf(orders(3, "p", 120, 14, density));
    const group = groupOf(graph, () => true);
    expect(splitGroup(graph, group)).toEqual([{ members: group.members, targets: group.targets }]);
  });
});

describe("refineMembers", () => {
  it("lets go who came to two of twenty by themselves, and keeps the hands", () => {
    const pool = orders(4, "p", 100, 20, 0.6);
    const names = [...new Set(pool.map(({ target }) => String(target)))];
    const told = [...pool, ...people(5, 30_000, names)];
    // Codes are in order of first sight, and the pool's orders come first.
    const group = groupOf(graphOf(told), (target) => target < names.length);
    const graph = graphOf(told);
    expect(group.members.size).toBeGreaterThan(110);
    const refined = refineMembers(graph, group);
    expect(refined.size).toBeGreaterThanOrEqual(97);
    expect(refined.size).toBeLessThanOrEqual(103);
  });
});

describe("reaches", () => {
  it.each([
    ["a pool", "p-order"],
    ["what people please", "v"],
  ])("says of %s what the judgement says, for any least log-odds", (_, prefix) => {
    const pool = orders(14, "p", 100, 20, 0.4);
    const names = [...new Set(pool.map(({ target }) => String(target)))];
    const told = [...pool, ...people(15, 12_000, names)];
    const columns = columnsOf(told);
    const graph = createEngagementGraph(columns);
    const nameOf = [...new Set(told.map(({ target }) => String(target)))];
    const group = groupOf(graph, (target) => nameOf[target]!.startsWith(prefix) && target < 60);
    const accused = {
      members: [...group.members].map((actor) => keyHex(columns.actorKeys, actor)),
      targets: [...group.targets].map((target) => keyHex(columns.targetKeys, target)),
      evidence: evidenceOf({}),
    };
    const judged = judgeCampaign(graph, accused);
    const { lnOdds } = judged;
    // The same again: what is counted in the graph's own room is left as it was.
    expect(judgeIfWorth(graph, accused, () => true)).toEqual(judged);
    expect(judgeCampaign(graph, accused)).toEqual(judged);
    for (const least of [lnOdds - 5, lnOdds - 1, lnOdds, lnOdds + 0.01, lnOdds + 1, lnOdds + 5])
      expect(reaches(graph, accused, least)).toBe(lnOdds >= least);
  });
});

describe("what a claim leaves out of its owners", () => {
  /** Ten owners post each evening; `turnout(evening)` of eighty accounts come to all of it within the hour. */
  function evenings(turnout: (evening: number) => number, visitors: (evening: number) => string[]): Told[] {
    const random = seeded(21);
    const told: Told[] = [];
    for (let evening = 0; evening < 8; evening++) {
      for (let owner = 0; owner < 10; owner++) {
        const post = { target: `post${evening}-${owner}`, owner: `o${owner}` };
        // Eight in the evening in Beijing is noon by the clock of the file.
        const atMs = START_MS + (evening + 0.49 + 0.02 * random()) * DAY_MS;
        for (let who = 0; who < 80; who++)
          if (random() < turnout(evening))
            told.push({ ...post, actor: `g${who}`, atMs: atMs + 60_000 * random() });
        for (const actor of visitors(evening)) told.push({ ...post, actor, atMs });
      }
    }
    return told;
  }

  function judged(told: readonly Told[]) {
    const columns = columnsOf([...told, ...people(22, 9000)]);
    const graph = createEngagementGraph(columns);
    const key = (name: string, keys: Int32Array, all: readonly string[]) => keyHex(keys, all.indexOf(name));
    const actors = [...new Set(told.map(({ actor }) => actor))];
    const targets = [...new Set(told.map(({ target }) => String(target)))];
    return judgeCampaign(graph, {
      members: actors
        .filter((name) => name.startsWith("g"))
        .map((name) => key(name, columns.actorKeys, actors)),
      targets: targets
        .filter((name) => /^post[01]-/.test(name))
        .map((name) => key(name, columns.targetKeys, targets)),
      evidence: evidenceOf({}),
    });
  }
  const said = (told: readonly Told[], rule: string): number =>
    judged(told).reasons.find((reason) => reason.rule === rule)?.weight ?? 0;

  it("sees a guild's other evenings, and what falls on a customer's other things for what it is", () => {
    const guild = evenings(
      () => 0.4,
      () => ["x", "y"],
    );
    const pool = evenings(
      (evening) => (evening < 2 ? 0.4 : 0.03),
      () => ["x", "y"],
    );
    expect(said(guild, "regulars")).toBeLessThan(-3);
    expect(said(guild, "once_each")).toBeLessThan(said(pool, "once_each") - 1);
    expect(said(pool, "regulars")).toBe(0);
    expect(judged(guild).lnOdds).toBeLessThan(judged(pool).lnOdds - 5);
  });

  it("counts owners who come to each other's things for the circle, though the claim has left them out", () => {
    const pool = evenings(
      (evening) => (evening < 2 ? 0.4 : 0),
      () => ["x", "y"],
    );
    const friends = evenings(
      (evening) => (evening < 2 ? 0.4 : 0),
      () => Array.from({ length: 8 }, (_, owner) => `o${owner}`),
    );
    expect([said(pool, "circle"), said(friends, "circle")]).toEqual([0, -11]);
  });

  it("takes an evening's call at noon of the file's clock for one occasion", () => {
    const once = evenings(
      (evening) => (evening === 0 ? 0.4 : 0),
      () => ["x"],
    );
    expect(judged(once).evidence.interest!.occasions).toBe(1);
  });
});

describe("dataShape", () => {
  it.each<readonly [string, Told[], readonly string[]]>([
    ["nothing", [], ["no_acts"]],
    ["a platform's week", people(7, 20_000), []],
    ["one pool and nothing else", orders(8, "p", 200, 20, 0.3), ["too_concentrated"]],
    ["one creator", people(9, 9000).map((event) => ({ ...event, owner: "me" })), ["one_owner"]],
    ["no owner told", people(10, 9000).map(({ owner: _, ...event }) => event), ["owners_unknown"]],
    [
      "a day",
      people(11, 9000).map((event) => ({ ...event, atMs: START_MS + (event.atMs - START_MS) / 10 })),
      ["few_days"],
    ],
    ["each account once", people(12, 3000).map((event, i) => ({ ...event, actor: `x${i}` })), ["each_once"]],
    [
      "one second",
      people(13, 9000).map((event) => ({ ...event, atMs: START_MS })),
      ["one_moment", "few_days"],
    ],
  ])("%s", (_, told, limits) => {
    expect(dataShape(createEngagementGraph(columnsOf(told))).limits).toEqual(limits);
  });
});
