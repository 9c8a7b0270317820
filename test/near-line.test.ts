import { describe, expect, it } from "vitest";
import { createEventColumns } from "../src/detect/columns/event-columns.ts";
import { detectCampaigns } from "../src/detect/detect-campaigns.ts";
import { createPoolMemory } from "../src/detect/pools/pool-memory.ts";
import type { KnownCampaign } from "../src/flow/near-line/detector-settings.ts";
import { type DetectionPass, NearLineDetector, type SeenCampaign } from "../src/flow/near-line/near-line.ts";
import { PAYMENT_CODE } from "../src/nouns/event.ts";
import { keyColumn } from "../src/nouns/event-row.ts";
import {
  accounts,
  DAY_MS,
  HOUR_MS,
  inOrder,
  keyOf,
  MINUTE_MS,
  ordinaryLikes,
  rowOf,
  seeded,
  soldLikes,
  type WatchedEvent,
  walk,
  walkSimulation,
} from "./near-line-rows.ts";

const START_MS = Date.UTC(2026, 10, 22);
const EVENTS_MAX = 1_000_000;

/** Members of a seen campaign that are of a pool. */
function ofPool({ campaign }: SeenCampaign, pool: readonly string[]): number {
  const keys = new Set(pool.map(keyOf));
  return campaign.members.filter(({ key }) => keys.has(key)).length;
}

function known({ campaign }: SeenCampaign, seenAtMs: number): KnownCampaign {
  const { id, toMs, members, lifecycle } = campaign;
  return { id, toMs, members, lifecycle, seenAtMs, live: true, confirmed: false };
}

describe("a campaign of six orders by two hundred accounts amid an ordinary day", () => {
  const pool = accounts("w", 200);
  const soldMs = START_MS + 9 * HOUR_MS;
  const events = inOrder(
    ordinaryLikes(seeded(1), {
      actors: 3_000,
      targets: 1_500,
      likes: 15_000,
      fromMs: START_MS,
      toMs: START_MS + 14 * HOUR_MS,
    }),
    soldLikes(seeded(2), pool, {
      name: "p",
      orders: 6,
      density: 0.5,
      fromMs: soldMs,
      everyMs: 30 * MINUTE_MS,
      windowMs: 25 * MINUTE_MS,
    }),
  );
  const passes: { readonly pass: DetectionPass; readonly atMs: number }[] = [];
  // Every minute while the orders begin; more rarely before and after.
  const stepMs = (atMs: number): number =>
    atMs > soldMs - HOUR_MS && atMs < soldMs + 2 * HOUR_MS ? MINUTE_MS : 20 * MINUTE_MS;
  walk(new NearLineDetector({ eventsMax: EVENTS_MAX }), events, stepMs, (pass, atMs) =>
    passes.push({ pass, atMs }),
  );
  const shown = passes.filter(({ pass }) => pass.found.length > 0);

  it("is found within a minute of the event at which a day's window proves it, and nothing before", () => {
    const columns = createEventColumns(EVENTS_MAX);
    let provenMs = Number.POSITIVE_INFINITY;
    for (const [i, event] of events.entries()) {
      columns.add(rowOf(event), i);
      if (event.atMs < soldMs || i % 10 !== 0) continue;
      if (detectCampaigns(columns.columns(event.atMs - DAY_MS)).length === 0) continue;
      provenMs = event.atMs;
      break;
    }
    expect(provenMs).toBeLessThan(soldMs + 2 * HOUR_MS);
    expect(shown[0]!.atMs).toBeGreaterThan(soldMs);
    expect(shown[0]!.atMs).toBeLessThanOrEqual(provenMs + MINUTE_MS + 10_000);
  });

  it("keeps one id while it grows, and names who and what", () => {
    expect(new Set(shown.flatMap(({ pass }) => pass.found.map(({ campaign }) => campaign.id))).size).toBe(1);
    expect(passes.flatMap(({ pass }) => pass.ended)).toEqual([]);
    const [last] = shown.at(-1)!.pass.found;
    expect(ofPool(last!, pool)).toBeGreaterThan(190);
    expect(last!.campaign.members.length - ofPool(last!, pool)).toBeLessThan(4);
    expect(last!.campaign.targets).toHaveLength(6);
    const sold = new Set(events.flatMap(({ target }, i) => (target.startsWith("p-") ? [i] : [])));
    const right = last!.campaign.events.filter((event) => sold.has(event)).length;
    expect(right / sold.size).toBeGreaterThan(0.95);
    expect(right / last!.campaign.events.length).toBeGreaterThan(0.98);
    expect(last!.campaign.lifecycle[0]!.transition).toBe("began");
    expect(last!.campaign.lifecycle.some(({ transition }) => transition === "grew")).toBe(true);
  });

  it("is shown without a gap from then on, though the short windows move on", () => {
    const from = passes.indexOf(shown[0]!);
    expect(passes.slice(from).every(({ pass }) => pass.found.length === 1)).toBe(true);
    expect(passes.at(-1)!.atMs).toBeGreaterThan(soldMs + 4 * HOUR_MS);
  });

  it("keeps its id over a restart in the middle, found from the log alone", () => {
    const middle = shown[Math.floor(shown.length / 2)]!;
    const restarted = new NearLineDetector({ eventsMax: EVENTS_MAX });
    restarted.restore([known(middle.pass.found[0]!, middle.atMs)]);
    events.forEach((event, i) => {
      restarted.add(rowOf(event), i);
    });
    const { found, ended } = restarted.pass();
    const [last] = shown.at(-1)!.pass.found;
    expect(ended).toEqual([]);
    expect(found.map(({ campaign }) => campaign.id)).toEqual([last!.campaign.id]);
    expect(found[0]!.campaign.events).toEqual(last!.campaign.events);
  });

  it("does not list acts that were taken back before the look", () => {
    const detector = new NearLineDetector({ eventsMax: EVENTS_MAX });
    const back = events
      .filter(({ target }) => target === "p-order0")
      .map((event, i): WatchedEvent => ({ ...event, type: "unlike", atMs: START_MS + 14 * HOUR_MS + i }));
    const all = [...events, ...back];
    all.forEach((event, i) => {
      detector.add(rowOf(event), i);
    });
    const [found] = detector.pass().found;
    const named = Array.from(found!.campaign.events, (event) => all[event]!);
    expect(named.filter(({ target }) => target === "p-order0")).toEqual([]);
    expect(named.length).toBeGreaterThan(400);
    const visited = Array.from(found!.campaign.visits, (event) => all[event]!.type);
    expect(visited.filter((type) => type === "unlike").length).toBeGreaterThan(80);
  });
});

describe("campaigns over a week", () => {
  const quiet = { actors: 800, targets: 400, fromMs: START_MS };

  it("ends when no window shows it any more, and not before", () => {
    const pool = accounts("w", 60);
    const soldToMs = START_MS + 10 * HOUR_MS;
    const events = inOrder(
      ordinaryLikes(seeded(3), { ...quiet, likes: 9_000, toMs: START_MS + 6 * DAY_MS }),
      soldLikes(seeded(4), pool, {
        name: "p",
        orders: 8,
        density: 0.7,
        fromMs: START_MS + 2 * HOUR_MS,
        everyMs: HOUR_MS,
        windowMs: HOUR_MS,
      }),
    );
    const seenAt: number[] = [];
    let endedMs = 0;
    walk(new NearLineDetector({ eventsMax: EVENTS_MAX }), events, HOUR_MS, (pass, atMs) => {
      if (pass.found.length > 0) seenAt.push(atMs);
      if (pass.ended.length > 0) endedMs = atMs;
    });
    expect(seenAt[0]).toBeLessThan(soldToMs);
    // Three and a half of the four days at least; its oldest orders leave the window first.
    expect(endedMs).toBeGreaterThan(soldToMs + 80 * HOUR_MS);
    expect(endedMs).toBeLessThan(soldToMs + 100 * HOUR_MS);
    expect(seenAt.every((atMs) => atMs <= endedMs)).toBe(true);
  });

  it("tells when two pools become one", () => {
    const one = accounts("a", 60);
    const two = accounts("b", 40);
    const sold = { density: 0.8, everyMs: HOUR_MS, windowMs: HOUR_MS };
    const events = inOrder(
      ordinaryLikes(seeded(5), { ...quiet, likes: 3_000, toMs: START_MS + 2.5 * DAY_MS }),
      soldLikes(seeded(6), one, { ...sold, name: "p", orders: 6, fromMs: START_MS }),
      soldLikes(seeded(7), two, { ...sold, name: "q", orders: 6, fromMs: START_MS + 8 * HOUR_MS }),
      soldLikes(seeded(8), [...one, ...two], {
        ...sold,
        name: "r",
        orders: 12,
        fromMs: START_MS + 1.8 * DAY_MS,
      }),
    );
    const detector = new NearLineDetector({ eventsMax: EVENTS_MAX });
    const ids: string[] = [];
    const ended: string[] = [];
    let last: DetectionPass | null = null;
    walk(detector, events, HOUR_MS, (pass) => {
      for (const { campaign } of pass.found) if (!ids.includes(campaign.id)) ids.push(campaign.id);
      ended.push(...pass.ended);
      if (pass.found.length > 0) last = pass;
    });
    const lifecycle = last!.found[0]!.campaign.lifecycle;
    expect(ids).toHaveLength(2);
    expect(ended).toEqual([ids.find((id) => id !== last!.found[0]!.campaign.id)]);
    expect(lifecycle.find(({ transition }) => transition === "merged")?.other).toBe(ended[0]);
    expect(last!.found).toHaveLength(1);
    expect(last!.found[0]!.campaign.members.length).toBeGreaterThan(90);
  });
});

describe("a pool that is known", () => {
  const pool = accounts("w", 100);
  const orderMs = START_MS + 5 * HOUR_MS;
  const events = inOrder(
    ordinaryLikes(seeded(11), {
      actors: 1_000,
      targets: 600,
      likes: 3_000,
      fromMs: START_MS,
      toMs: START_MS + 7 * HOUR_MS,
    }),
    soldLikes(seeded(12), pool, {
      name: "p",
      orders: 1,
      density: 0.6,
      fromMs: orderMs,
      everyMs: HOUR_MS,
      windowMs: HOUR_MS,
    }),
  );
  const remembered: KnownCampaign = {
    id: "c-pool",
    toMs: START_MS - 10 * DAY_MS,
    seenAtMs: START_MS - 10 * DAY_MS,
    live: false,
    confirmed: true,
    members: pool.map((actor) => ({ key: keyOf(actor), probability: 0.95 })),
    lifecycle: [],
  };
  /** Looks that show something, as the watch begins or with what it is told then. */
  const shownBy = (prepare: (detector: NearLineDetector) => void) => {
    const detector = new NearLineDetector({ eventsMax: EVENTS_MAX, pools: createPoolMemory() });
    prepare(detector);
    const shown: { readonly seen: SeenCampaign; readonly atMs: number }[] = [];
    const before = events.filter(({ atMs }) => atMs < orderMs);
    walk(detector, before, HOUR_MS, ({ found }) => expect(found).toEqual([]));
    const onPass = ({ found }: DetectionPass, atMs: number): void => {
      if (found[0] !== undefined) shown.push({ seen: found[0], atMs });
    };
    walk(detector, events.slice(before.length), 30_000, onPass, before.length);
    return shown;
  };

  it("is recognised within a minute of its tenth act for its first order, under its id", () => {
    const shown = shownBy((detector) => detector.restore([remembered]));
    const acts = events.filter(({ target }) => target === "p-order0");
    expect(shown[0]!.atMs).toBeGreaterThan(orderMs);
    expect(shown[0]!.atMs).toBeLessThan(acts[9]!.atMs + MINUTE_MS);
    expect(shown[0]!.seen).toMatchObject({
      origin: "known_pool",
      matchedPool: "c-pool",
      campaign: { id: "c-pool" },
    });
    const { campaign } = shown.at(-1)!.seen;
    expect(
      Array.from(campaign.events, (event) => events[event]!.target).every((id) => id === "p-order0"),
    ).toBe(true);
    expect(campaign.events.length).toBeGreaterThan(acts.length * 0.9);
  });

  it("is told between two looks, with the fourth to seventh of its members, and its looks keep to their part of the clock", () => {
    let clockMs = 0;
    const detector = new NearLineDetector({
      eventsMax: EVENTS_MAX,
      pools: createPoolMemory(),
      stopwatchMs: () => (clockMs += 10),
    });
    detector.restore([remembered]);
    const before = events.filter(({ atMs }) => atMs < orderMs);
    before.forEach((event, i) => {
      detector.add(rowOf(event), i);
    });
    detector.pass();
    expect(detector.poolsDue).toBe(false);
    let acts = 0;
    let toldAt = 0;
    for (const [i, event] of events.slice(before.length).entries()) {
      detector.add(rowOf(event), before.length + i);
      if (event.target === "p-order0") acts++;
      clockMs += 1_000;
      if (!detector.poolsDue || toldAt > 0) continue;
      const { found, windows } = detector.lookForPools();
      expect(windows).toEqual([]);
      expect(detector.poolsDue).toBe(false);
      if (found.some(({ matchedPool }) => matchedPool === "c-pool")) toldAt = acts;
    }
    expect(toldAt).toBeGreaterThanOrEqual(4);
    expect(toldAt).toBeLessThanOrEqual(7);
  });

  it("is recognised when it is confirmed meanwhile, and not when it was dismissed", () => {
    const learn = (detector: NearLineDetector): void =>
      detector.learn("c-late", remembered.members, START_MS);
    expect(shownBy(learn)[0]!.seen.matchedPool).toBe("c-late");
    const dismissed = shownBy((detector) => {
      learn(detector);
      detector.forget("c-late");
    });
    expect(dismissed.filter(({ seen }) => seen.matchedPool !== null)).toEqual([]);
  });
});

describe("simulated days", () => {
  it("show no campaign at any look where nothing was sold", () => {
    const detector = new NearLineDetector({ eventsMax: EVENTS_MAX });
    let nextMs = 0;
    let passes = 0;
    walkSimulation({ seed: 13, eventsPerDay: 30_000, attacks: "none" }, (row, position) => {
      detector.add(row, position);
      if (row.occurredAtMs < nextMs) return;
      nextMs = row.occurredAtMs + 20 * MINUTE_MS;
      passes++;
      expect(detector.pass().found.map(({ campaign }) => campaign.score)).toEqual([]);
    });
    expect(passes).toBeGreaterThan(65);
  });

  it("show farms and bots while they work, under ids that last", () => {
    const detector = new NearLineDetector({ eventsMax: EVENTS_MAX });
    let nextMs = 0;
    const firstMs = new Map<string, number>();
    const last = new Map<string, SeenCampaign>();
    const simulation = walkSimulation(
      {
        seed: 12,
        eventsPerDay: 30_000,
        attacks: [
          { family: "device_farm", orders: 6, amount: 50 },
          { family: "emulator_farm", orders: 6, amount: 50 },
        ],
      },
      (row, position) => {
        detector.add(row, position);
        if (row.occurredAtMs < nextMs) return;
        nextMs = row.occurredAtMs + 15 * MINUTE_MS;
        for (const seen of detector.pass().found) {
          if (!firstMs.has(seen.campaign.id)) firstMs.set(seen.campaign.id, row.occurredAtMs);
          last.set(seen.campaign.id, seen);
        }
      },
    );
    for (const pool of simulation.campaigns()) {
      const own = [...last.values()].filter(
        (seen) => ofPool(seen, pool.members) * 2 > seen.campaign.members.length,
      );
      expect(own, pool.family).toHaveLength(1);
      expect(ofPool(own[0]!, pool.members) / pool.members.length).toBeGreaterThan(0.75);
      const begun = pool.targets.filter(({ start }) => Date.parse(start) < firstMs.get(own[0]!.campaign.id)!);
      expect(begun.length, pool.family).toBeLessThanOrEqual(5);
    }
    expect(last.size).toBe(2);
  });
});

describe("bounds", () => {
  it("holds its limit when one target gets a million likes in an hour, and goes on seeing a campaign beside it", () => {
    const eventsMax = 150_000;
    const detector = new NearLineDetector({ eventsMax });
    const pool = accounts("w", 100);
    const sold = soldLikes(seeded(9), pool, {
      name: "p",
      orders: 6,
      density: 0.6,
      fromMs: START_MS + 58 * MINUTE_MS,
      everyMs: 15_000,
      windowMs: MINUTE_MS,
    });
    const likes = 1_000_000;
    const calm = ordinaryLikes(seeded(10), {
      actors: 3_000,
      targets: 2_000,
      likes: 20_000,
      fromMs: START_MS,
      toMs: START_MS + HOUR_MS,
    });
    const beside = inOrder(sold, calm);
    const viral = structuredClone(rowOf({ actor: "u", target: "viral", owner: "star", atMs: 0 }));
    let next = 0;
    let position = 0;
    for (let i = 0; i < likes; i++) {
      const atMs = START_MS + Math.floor((i / likes) * HOUR_MS);
      while (next < beside.length && beside[next]!.atMs <= atMs)
        detector.add(rowOf(beside[next++]!), position++);
      viral.occurredAtMs = atMs;
      viral.hash[keyColumn("actor") * 2] = i + 1; // a million different actors
      detector.add(viral, position++);
    }
    expect(detector.held.events).toBeLessThanOrEqual(eventsMax);
    expect(detector.held.evicted).toBe(position - detector.held.events);
    expect(detector.held.bytes).toBeLessThan(64 * 1024 * 1024);
    expect(detector.windows()[0]!.events).toBe(detector.held.events);
    const before = process.cpuUsage();
    const { found } = detector.pass();
    expect(process.cpuUsage(before).user).toBeLessThan(5e6); // µs; half a second where nothing else runs
    expect(found).toHaveLength(1);
    // All 92 of the pool that have two acts and more by then.
    expect(ofPool(found[0]!, pool)).toBeGreaterThan(90);
  }, 120_000);

  it("looks at what is due alone", () => {
    const detector = new NearLineDetector({ eventsMax: 1_000 });
    expect(detector.pass().windows).toEqual([]);
    detector.add(rowOf({ actor: "a", target: "t", atMs: START_MS }), 0);
    expect(detector.pass().windows).toEqual([0, 1, 2, 3]);
    expect(detector.pass(START_MS + DAY_MS).windows).toEqual([]);
    detector.add(rowOf({ actor: "b", target: "t", atMs: START_MS }), 1);
    expect(detector.pass().windows).toEqual([0, 1, 2, 3]);
  });
});

describe("odd streams", () => {
  const one = (event: Partial<WatchedEvent> & { readonly i: number }): WatchedEvent => ({
    actor: `u${event.i}`,
    target: "v",
    atMs: START_MS,
    ...event,
  });
  it.each<[string, readonly WatchedEvent[]]>([
    ["nothing", []],
    ["all in the same second", Array.from({ length: 5_000 }, (_, i) => one({ i, target: `v${i % 50}` }))],
    [
      "one account on ten thousand targets",
      Array.from({ length: 10_000 }, (_, i) => one({ i, actor: "u", target: `v${i}` })),
    ],
    ["the same event a thousand times", Array.from({ length: 1_000 }, () => one({ i: 1 }))],
    [
      "times in reverse",
      Array.from({ length: 5_000 }, (_, i) => one({ i, target: `v${i % 700}`, atMs: START_MS - i * 1000 })),
    ],
    ["years between events", Array.from({ length: 30 }, (_, i) => one({ i, atMs: START_MS + i * 4e10 }))],
  ])("%s: no campaign, no failure", (_name, events) => {
    const detector = new NearLineDetector({ eventsMax: 2_000 });
    walk(detector, events, 1, ({ found }) => expect(found).toEqual([]));
    expect(detector.pass().found).toEqual([]);
  });

  it("finds the same in any order of arrival", () => {
    const pool = accounts("w", 80);
    const sold = {
      name: "p",
      orders: 6,
      density: 0.6,
      fromMs: START_MS,
      everyMs: HOUR_MS,
      windowMs: HOUR_MS,
    };
    const calm = {
      actors: 1_000,
      targets: 500,
      likes: 4_000,
      fromMs: START_MS,
      toMs: START_MS + 8 * HOUR_MS,
    };
    const events = inOrder(ordinaryLikes(seeded(1), calm), soldLikes(seeded(2), pool, sold));
    const members = [events, events.toReversed()].map((order) => {
      const detector = new NearLineDetector({ eventsMax: EVENTS_MAX });
      order.forEach((event, i) => {
        detector.add(rowOf(event), i);
      });
      return detector.pass().found.map(({ campaign }) => campaign.members.map(({ key }) => key).sort());
    });
    expect(members[0]).toHaveLength(1);
    expect(members[1]).toEqual(members[0]);
  });

  it("follows no clock ahead of the receiver's, not of a whole stream; begins anew where that steps back", () => {
    const detector = new NearLineDetector({ eventsMax: 100 });
    detector.add(rowOf({ actor: "a", target: "t", atMs: START_MS }), 0, START_MS + 5);
    detector.add(rowOf({ actor: "b", target: "t", atMs: START_MS + 20 * HOUR_MS }), 1, START_MS + 10);
    expect(detector.newestMs).toBe(START_MS + 10);
    expect(detector.windows()[0]!.events).toBe(2);
    const ahead = new NearLineDetector({ eventsMax: 100 });
    ahead.add(rowOf({ actor: "a", target: "t", atMs: START_MS + HOUR_MS }), 0, START_MS);
    ahead.add(rowOf({ actor: "a", target: "t", atMs: START_MS + 2 * HOUR_MS }), 1, START_MS);
    expect([ahead.newestMs, ahead.windows()[0]!.events]).toEqual([START_MS, 2]);
    // Such a stream goes on at the receiver's pace.
    ahead.add(rowOf({ actor: "b", target: "t", atMs: START_MS + 4 * HOUR_MS }), 2, START_MS + 2 * HOUR_MS);
    expect([ahead.newestMs, ahead.restarts]).toEqual([START_MS + 2 * HOUR_MS, 0]);
    const wrong = new NearLineDetector({ eventsMax: 100 });
    wrong.add(rowOf({ actor: "a", target: "t", atMs: START_MS + 9 * HOUR_MS }), 0, START_MS + 9 * HOUR_MS);
    wrong.add(rowOf({ actor: "b", target: "t", atMs: START_MS }), 1, START_MS);
    expect([wrong.newestMs, wrong.restarts, wrong.held.events]).toEqual([START_MS, 1, 1]);
  });

  it("passes over payments and what the longest window is past", () => {
    const detector = new NearLineDetector({ eventsMax: 100 });
    const payment = rowOf({ actor: "a", target: "t", atMs: START_MS });
    payment.kind = PAYMENT_CODE;
    expect(detector.add(payment, 0)).toBe(false);
    expect(detector.add(rowOf({ actor: "a", target: "t", atMs: START_MS }), 1)).toBe(true);
    expect(detector.add(rowOf({ actor: "b", target: "t", atMs: START_MS - 96 * HOUR_MS }), 2)).toBe(true);
    expect(detector.add(rowOf({ actor: "b", target: "t", atMs: START_MS - 96 * HOUR_MS - 1 }), 3)).toBe(
      false,
    );
  });
});
