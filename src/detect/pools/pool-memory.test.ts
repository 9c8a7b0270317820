import { describe, expect, it } from "vitest";
import { HOUR_MS } from "../../nouns/durations.ts";
import { lnBinomialTail } from "../../statistics/binomial.ts";
import type { EventColumns } from "../columns/event-columns.ts";
import { columnsOf, honestDay, START_MS, seeded, soldLikes, type Told } from "../columns/fixture-columns.ts";
import { keyHex } from "../columns/key-hex.ts";
import { createPoolMemory, MEMBER_BYTES, type PoolMember, type PoolMemory } from "./pool-memory.ts";
import { matchPools, VISITS_MIN } from "./pool-visits.ts";

const hex = (n: number): string => n.toString(16).padStart(16, "0");
const members = (from: number, count: number, probability = 0.9): PoolMember[] =>
  Array.from({ length: count }, (_, i) => ({ key: hex(from + i), probability }));

/** Keys of the actors whose name begins so, as members. */
function named(columns: EventColumns, events: readonly Told[], prefix: string): PoolMember[] {
  const codes = new Map<string, number>();
  for (const { actor } of events) if (!codes.has(actor)) codes.set(actor, codes.size);
  return [...codes]
    .filter(([actor]) => actor.startsWith(prefix))
    .map(([, code]) => ({ key: keyHex(columns.actorKeys, code), probability: 0.95 }));
}

/** An hour of a platform, and an order by `count` of a pool within two minutes. */
function orderOf(count: number, seed: number, target = "order", pool = "p"): Told[] {
  const random = seeded(seed);
  return Array.from({ length: count }, (_, i) => ({
    actor: `${pool}${i}`,
    target,
    owner: `${target} owner`,
    atMs: Math.floor(START_MS + 12 * HOUR_MS + 120_000 * random()),
  }));
}

/** Everybody of a pool does something ordinary, so that their keys are there. */
function ordinary(count: number, seed: number, pool = "p"): Told[] {
  const random = seeded(seed);
  return Array.from({ length: count }, (_, i) => ({
    actor: `${pool}${i}`,
    target: `v${Math.floor(300 * random() ** 2)}`,
    atMs: Math.floor(START_MS + 24 * HOUR_MS * random()),
  }));
}

const HONEST = honestDay(seeded(1), 2000, 300, 60, 12_000);

function memoryOf(columns: EventColumns, events: readonly Told[], ...prefixes: string[]): PoolMemory {
  const memory = createPoolMemory();
  for (const prefix of prefixes) memory.learn(prefix, named(columns, events, prefix), START_MS);
  return memory;
}

describe("createPoolMemory", () => {
  it("recognises an order by eight members of a pool of a hundred, with its members and no others", () => {
    const events = [...HONEST, ...ordinary(100, 2), ...orderOf(8, 3)];
    const columns = columnsOf(events);
    const [found, ...more] = memoryOf(columns, events, "p").recognise(columns);
    expect(more).toEqual([]);
    expect(found?.poolId).toBe("p");
    expect(found?.cluster.members).toHaveLength(8);
    expect(found?.cluster.targets).toHaveLength(1);
    expect(found?.cluster.targets[0]).toMatchObject({ members: 8, audience: 8, type: "like" });
    expect(found?.cluster.events).toHaveLength(8);
    expect(found?.cluster.score).toBeGreaterThan(0.95);
    expect(found?.cluster.reasons[0]?.rule).toBe("known_pool");
  });
  it("takes more than two members, and finds none where none are known", () => {
    const events = [...HONEST, ...ordinary(100, 2), ...orderOf(VISITS_MIN - 1, 3)];
    const columns = columnsOf(events);
    expect(memoryOf(columns, events, "p").recognise(columns)).toEqual([]);
    expect(createPoolMemory().recognise(columns)).toEqual([]);
  });
  it("leaves alone what members do as everybody does", () => {
    // A hundred ordinary people were learned by mistake: what they like is what is liked.
    const columns = columnsOf(HONEST);
    expect(memoryOf(columns, HONEST, "u1").recognise(columns)).toEqual([]);
  });
  it("finds an order hidden in the audience of a well-liked target", () => {
    const events = [...HONEST, ...ordinary(100, 2), ...orderOf(25, 3, "v0")];
    const columns = columnsOf(events);
    const [found] = memoryOf(columns, events, "p").recognise(columns);
    expect(found?.cluster.targets[0]?.audience).toBeGreaterThan(300);
    expect(found?.cluster.targets[0]?.members).toBeGreaterThanOrEqual(25);
  });
  it("gives an audience to the pool that explains it, where two share accounts", () => {
    const events = [...HONEST, ...ordinary(100, 2), ...orderOf(40, 3)];
    const columns = columnsOf(events);
    const all = named(columns, events, "p");
    const memory = createPoolMemory();
    memory.learn("own", all, START_MS);
    memory.learn("resold", all.slice(0, 20), START_MS);
    expect(memory.recognise(columns).map(({ poolId }) => poolId)).toEqual(["own"]);
  });
  it("tells two pools apart that work on one target", () => {
    const events = [
      ...HONEST,
      ...ordinary(100, 2),
      ...ordinary(100, 4, "q"),
      ...orderOf(20, 3),
      ...orderOf(20, 5, "order", "q"),
    ];
    const columns = columnsOf(events);
    const found = memoryOf(columns, events, "p", "q").recognise(columns);
    expect(found.map(({ poolId }) => poolId).sort()).toEqual(["p", "q"]);
  });
  it("does not forget its own order over what one machine of the pool does besides", () => {
    const machine = Array.from({ length: 3000 }, (_, i) => ({
      actor: "p0",
      target: `x${i}`,
      atMs: START_MS + 12 * HOUR_MS + i,
    }));
    const events = [...HONEST, ...ordinary(100, 2), ...orderOf(15, 3), ...machine];
    const columns = columnsOf(events);
    expect(memoryOf(columns, events, "p").recognise(columns)).toHaveLength(1);
  });
  it("answers on columns in any order of time, of one second, and on none", () => {
    const events = [...HONEST, ...ordinary(100, 2), ...orderOf(10, 3)];
    const backwards = [...events].reverse();
    const columns = columnsOf(backwards);
    expect(memoryOf(columns, backwards, "p").recognise(columns)).toHaveLength(1);
    const still = columnsOf(events.map((event) => ({ ...event, atMs: START_MS })));
    expect(memoryOf(columns, backwards, "p").recognise(still)).toHaveLength(1);
    expect(memoryOf(columns, backwards, "p").recognise(columnsOf([]))).toEqual([]);
  });
  it("forgets a pool that was dismissed", () => {
    const events = [...HONEST, ...ordinary(100, 2), ...orderOf(10, 3)];
    const columns = columnsOf(events);
    const memory = memoryOf(columns, events, "p");
    memory.forget("p");
    memory.forget("never known");
    expect(memory.recognise(columns)).toEqual([]);
    expect([memory.size(), memory.members(), memory.knows("p")]).toEqual([0, 0, false]);
  });
  it("holds no more than its limits: the longest not learned of go first", () => {
    const memory = createPoolMemory({ poolsMax: 2, membersMax: 100 });
    memory.learn("a", members(0, 40), 3);
    memory.learn("b", members(1000, 40), 1);
    expect(memory.members()).toBe(80);
    memory.learn("c", members(2000, 20), 2); // the third pool: b goes
    expect(["a", "b", "c"].map(memory.knows)).toEqual([true, false, true]);
    memory.learn("a", members(5000, 40), 4); // a hundred members
    expect(memory.members()).toBe(100);
    memory.learn("a", members(6000, 1), 5); // one more: c goes
    expect(["a", "c"].map(memory.knows)).toEqual([true, false]);
    expect(memory.members()).toBe(81);
    memory.learn("a", members(10_000, 500), 6);
    expect(memory.members()).toBe(100);
  });
  it("takes what stated bytes a member", () => {
    const memory = createPoolMemory();
    memory.learn("a", members(0, 32_768), 1);
    expect(memory.bytes() / 32_768).toBeLessThanOrEqual(MEMBER_BYTES);
  });
  it("takes surer members only, and refuses keys that are none", () => {
    const memory = createPoolMemory();
    memory.learn("a", [...members(0, 5, 0.5), ...members(10, 3, 0.51)], 1);
    expect(memory.members()).toBe(3);
    memory.learn("empty", members(0, 5, 0.5), 1);
    expect(memory.knows("empty")).toBe(false);
    expect(() => memory.learn("a", [{ key: "xyz", probability: 1 }], 1)).toThrow("`xyz`");
  });
  it("is the same after a snapshot, and refuses parts of something else", () => {
    const events = [...HONEST, ...ordinary(100, 2), ...ordinary(60, 4, "q"), ...orderOf(10, 3)];
    const columns = columnsOf(events);
    const memory = memoryOf(columns, events, "p", "q");
    const again = createPoolMemory();
    again.restore(memory.snapshot());
    expect(again.recognise(columns)).toEqual(memory.recognise(columns));
    expect(again.snapshot()).toEqual(memory.snapshot());
    expect(() => again.restore([])).toThrow("3 parts");
    const [header, words] = memory.snapshot();
    expect(() => again.restore([header!, words!, new Uint8Array(4)])).toThrow("holds 1");
  });
  it("keeps members as a plain map does, through learning and forgetting", () => {
    const random = seeded(7);
    const memory = createPoolMemory();
    const plain = new Map<string, Map<string, number>>();
    for (let step = 0; step < 300; step++) {
      const id = `pool ${Math.floor(6 * random())}`;
      if (random() < 0.2) {
        memory.forget(id);
        plain.delete(id);
        continue;
      }
      const own = plain.get(id) ?? new Map<string, number>();
      plain.set(id, own);
      const learned = Array.from({ length: 40 }, () => ({
        key: hex(1 + Math.floor(400 * random())),
        probability: Math.fround(0.51 + 0.4 * random()),
      }));
      memory.learn(id, learned, step);
      for (const { key, probability } of learned) own.set(key, Math.max(probability, own.get(key) ?? 0));
    }
    expect(memory.members()).toBe([...plain.values()].reduce((sum, own) => sum + own.size, 0));
    const [header, words, probability] = memory.snapshot();
    const told = JSON.parse(new TextDecoder().decode(header)) as { id: string; size: number }[];
    const keys = new Int32Array(words!.slice().buffer);
    const sure = new Float32Array(probability!.slice().buffer);
    let at = 0;
    for (const { id, size } of told) {
      const held = new Map<string, number>();
      for (let i = 0; i < size; i++, at++) held.set(keyHex(keys, at), sure[at]!);
      expect(held).toEqual(plain.get(id));
    }
  });
});

describe("members who are an idol's fans", () => {
  const fans = (post: number, seed: number): Told[] => {
    const random = seeded(seed);
    return Array.from({ length: 12 }, (_, i) => ({
      actor: `p${i}`,
      target: `post${post}`,
      owner: "idol",
      atMs: Math.floor(START_MS + (2 + 5 * post) * HOUR_MS + 300_000 * random()),
    }));
  };
  const posts = [...HONEST, ...ordinary(100, 2), ...fans(0, 21), ...fans(1, 22), ...fans(2, 23)];
  it("prove nothing where the idol posts, once their ways are known; the order beside it is recognised", () => {
    const events = [...posts, ...orderOf(10, 3)];
    const columns = columnsOf(events);
    const found = memoryOf(columns, events, "p").recognise(columns);
    expect(found).toHaveLength(1);
    expect(found[0]!.cluster.targets).toHaveLength(1);
    expect(found[0]!.cluster.targets[0]).toMatchObject({ members: 10 });
  });
  it("do not hide an order for the idol by the rest of the pool", () => {
    const order = orderOf(40, 3).map((event) => ({ ...event, owner: "idol" }));
    const events = [...posts, ...order];
    const columns = columnsOf(events);
    const found = memoryOf(columns, events, "p").recognise(columns);
    expect(found).toHaveLength(1);
    expect(found[0]!.cluster.targets).toHaveLength(1);
  });
});

describe("matchPools", () => {
  it("gives the chance that a slow reference gives", () => {
    const order = orderOf(12, 3, "v3");
    const events = [...HONEST, ...ordinary(100, 2), ...order].sort((a, b) => a.atMs - b.atMs);
    const columns = columnsOf(events);
    const pool = new Set(named(columns, events, "p").map(({ key }) => key));
    const isMember = (actor: number): boolean => pool.has(keyHex(columns.actorKeys, actor));
    const start = new Int32Array(columns.actorCount + 1);
    for (let a = 0; a < columns.actorCount; a++) start[a + 1] = start[a]! + (isMember(a) ? 1 : 0);
    const found = matchPools(columns, { start, pool: new Int32Array(pool.size), poolCount: 1 });
    expect(found).toHaveLength(1);
    const match = found[0]!;
    expect(match.lnP).toBeCloseTo(slowLnP(columns, isMember, match.target), 9);
    expect(match.came).toBeGreaterThanOrEqual(8);
  });
});

/** The least likely run of one target, with plain lists: 5-minute blocks, likes only, nobody busy. */
function slowLnP(columns: EventColumns, isMember: (actor: number) => boolean, target: number): number {
  const first = Math.min(...columns.occurredAtMs);
  const span = Math.max(...columns.occurredAtMs) - first + 1;
  const blocks = Math.ceil(span / 300_000);
  const seen = new Set<string>();
  const visits: { target: number; member: boolean; block: number }[] = [];
  for (let i = 0; i < columns.count; i++) {
    const key = `${columns.actor[i]} ${columns.target[i]}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const block = Math.floor((columns.occurredAtMs[i]! - first) / (span / blocks));
    visits.push({ target: columns.target[i]!, member: isMember(columns.actor[i]!), block });
  }
  const others = visits.filter((visit) => visit.target !== target);
  const share = (block: number): number => {
    const there = others.filter((visit) => visit.block === block);
    const window = (others.filter(({ member }) => member).length + 1) / (others.length + 100);
    return (there.filter(({ member }) => member).length + 100 * window) / (there.length + 100);
  };
  const own = visits.filter((visit) => visit.target === target);
  const places = own.flatMap(({ member }, i) => (member ? [i] : []));
  let best = 0;
  let tried = 0;
  for (let length = VISITS_MIN; length <= places.length; length = Math.min(length * 2, places.length)) {
    for (let i = 0; i + length <= places.length; i++) {
      tried++;
      const run = own.slice(places[i]! + 1, places[i + length - 1]! + 1);
      const chance = run.reduce((sum, { block }) => sum + share(block), 0) / run.length;
      const odds = (length - 1) / (run.length - length + 1.5);
      if (odds >= 5 * (chance / (1 - chance)))
        best = Math.min(best, lnBinomialTail(length - 1, run.length, chance));
    }
    if (length === places.length) break;
  }
  return best + Math.log(tried);
}

describe("a pool learned from one day's orders", () => {
  it("is recognised in the next day's, and no fan club or crowd is", () => {
    const sold = soldLikes(seeded(11), 80, 6, 0.3, HOUR_MS);
    const fans: Told[] = [];
    const random = seeded(12);
    for (let post = 0; post < 6; post++) {
      const atMs = START_MS + (2 + 3 * post) * HOUR_MS;
      for (let fan = 0; fan < 60; fan++) {
        if (random() < 0.7)
          fans.push({
            actor: `f${fan}`,
            target: `post${post}`,
            owner: "idol",
            atMs: Math.floor(atMs + 600_000 * random()),
          });
      }
    }
    const events = [...HONEST, ...ordinary(80, 2), ...fans, ...sold];
    const columns = columnsOf(events);
    const found = memoryOf(columns, events, "p").recognise(columns);
    expect(found).toHaveLength(1);
    expect(found[0]!.cluster.targets).toHaveLength(6);
  });
});
