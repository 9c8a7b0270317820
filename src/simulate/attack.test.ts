import { describe, expect, test } from "vitest";
import type { EngagementEvent } from "../nouns/event.ts";
import { FAMILY_TRAITS, INFRASTRUCTURES } from "./attack-family.ts";
import type { CampaignRow } from "./campaign.ts";
import type { AttackSpec } from "./options.ts";
import { createSimulation } from "./simulation.ts";
import { ALL_FAMILIES } from "./truth.ts";

const HOUR = 3_600_000;
const MINUTE = 60_000;

interface Observed {
  readonly campaign: CampaignRow;
  /** Events of the campaign. */
  readonly events: readonly EngagementEvent[];
  /** Bought actions, by target. */
  readonly bought: ReadonlyMap<string, readonly EngagementEvent[]>;
  readonly all: readonly EngagementEvent[];
}

/** What one seller does in a small day. */
function observe(spec: AttackSpec, seed = 13): Observed {
  const simulation = createSimulation({ seed, eventsPerDay: 12_000, attacks: [spec], honestSets: "none" });
  const events: EngagementEvent[] = [];
  const all: EngagementEvent[] = [];
  for (const run of simulation.runs()) {
    Buffer.from(run.bytes)
      .toString("utf8")
      .trimEnd()
      .split("\n")
      .forEach((line, i) => {
        const event = JSON.parse(line) as EngagementEvent;
        all.push(event);
        if (run.truth[i]!.label === spec.family) events.push(event);
      });
  }
  const campaign = simulation.campaigns()[0]!;
  const bought = new Map(
    campaign.targets.map((target) => [
      target.id,
      events.filter((event) => event.target.id === target.id && event.type === target.type),
    ]),
  );
  return { campaign, events, bought, all };
}

const distinct = (events: readonly EngagementEvent[], pick: (event: EngagementEvent) => unknown) =>
  new Set(events.map(pick)).size;
const timeOf = (event: EngagementEvent) => Date.parse(event.at as string);

test.each(ALL_FAMILIES)("%s delivers exactly what was ordered, on targets of its buyers", (family) => {
  const { campaign, bought, all } = observe({ family, orders: 3, amount: 40 });
  expect(campaign.family).toBe(family);
  expect(campaign.targets.length).toBe(3);
  expect(campaign.ordered).toBe(120);
  expect(campaign.delivered).toBe(120);
  for (const target of campaign.targets) {
    expect(target.type).toBe(FAMILY_TRAITS[family].act);
    expect(target.delivered).toBe(40);
    const events = bought.get(target.id)!;
    // Two orders of one buyer's account, or cover that meets a target by chance, may add a few.
    expect(events.length).toBeGreaterThanOrEqual(40);
    expect(events.every((event) => event.target.owner === target.owner)).toBe(true);
    expect(target.owner_role).toBe(family === "framed_victim" ? "victim" : "buyer");
  }
  expect(all.length).toBeGreaterThan(8_000);
});

test("a task market lets each account in once", () => {
  const { bought } = observe({ family: "task_market", orders: 4, amount: 30 });
  const actors = [...bought.values()].flatMap((events) => events.map((event) => event.actor.id));
  expect(actors.length).toBeGreaterThanOrEqual(120);
  expect(new Set(actors).size).toBeGreaterThan(0.95 * actors.length);
});

test("a mixed pool rotates, and comes from two kinds of machines", () => {
  const { campaign, bought } = observe({
    family: "vendor_mix",
    orders: 7,
    amount: 40,
    density: 0.2,
    camouflage: 0,
  });
  expect(campaign.members.length).toBe(200);
  const orders = [...bought.values()].map((events) => new Set(events.map((event) => event.actor.id)));
  const all = [...bought.values()].flat();
  // Proxies: an address to an action; the farm: a line or two.
  expect(distinct(all, (event) => event.context?.ip)).toBeGreaterThan(all.length * 0.35);
  expect(distinct(all, (event) => event.context?.ip)).toBeLessThan(all.length * 0.7);
  // Opposite halves share nobody, the same half more than the pool's density would.
  const shared = orders.flatMap((own, a) =>
    orders.slice(a + 1).map((other) => [...own].filter((actor) => other.has(actor)).length),
  );
  expect(Math.min(...shared)).toBe(0);
  expect(Math.max(...shared)).toBeGreaterThan(12);
});

describe("parameters do what they say", () => {
  test.each([10 * MINUTE, 2 * HOUR, 12 * HOUR])("speed: delivered within %i ms", (deliveryMs) => {
    const { campaign, bought } = observe({
      family: "slow_drip",
      orders: 1,
      amount: 200,
      deliveryMs,
      camouflage: 0,
    });
    const times = [...bought.values()].flat().map(timeOf);
    const spanMs = Math.max(...times) - Math.min(...times);
    expect(spanMs).toBeGreaterThan(deliveryMs * 0.9);
    expect(spanMs).toBeLessThan(deliveryMs + 2 * MINUTE);
    expect(campaign.parameters.delivery_ms).toBe(deliveryMs);
  });

  test.each([1, 0.5, 0.2])("density: %f of the pool works on an order", (density) => {
    const { campaign, bought } = observe({
      family: "emulator_farm",
      orders: 6,
      amount: 60,
      density,
      camouflage: 0,
    });
    expect(campaign.members.length).toBe(Math.ceil(60 / density));
    const hands = [...bought.values()].map((events) => distinct(events, (event) => event.actor.id));
    expect(hands).toEqual([60, 60, 60, 60, 60, 60]);
    const used = distinct([...bought.values()].flat(), (event) => event.actor.id);
    expect(used).toBeGreaterThan(campaign.members.length * 0.6);
  });

  test.each([0, 1, 3])("camouflage: %i cover actions for each bought one", (camouflage) => {
    const { campaign, events } = observe({
      family: "residential_proxy",
      orders: 4,
      amount: 100,
      camouflage,
      deliveryMs: HOUR,
    });
    const targets = new Set(campaign.targets.map((target) => target.id));
    const likes = events.filter((event) => event.type === "like");
    const cover = likes.filter((event) => !targets.has(event.target.id)).length;
    expect(cover / campaign.delivered).toBeGreaterThan(camouflage * 0.97 - 0.01);
    expect(cover / campaign.delivered).toBeLessThan(camouflage * 1.03 + 0.01);
  });

  test.each(INFRASTRUCTURES)("infrastructure: %s leaves its own traces", (infrastructure) => {
    const family =
      infrastructure === "humans" ? "paid_humans" : infrastructure === "hijacked" ? "hijacked" : "bot_burst";
    const { campaign, events, all } = observe({
      family,
      infrastructure,
      orders: 5,
      amount: 100,
      density: 0.5,
      camouflage: 0,
    });
    const accounts = distinct(events, (event) => event.actor.id);
    const known = events.filter((event) => event.context?.device !== null);
    const devices = distinct(known, (event) => event.context?.device);
    const addresses = distinct(events, (event) => event.context?.ip);
    const others = new Set(all.filter((event) => !events.includes(event)).map((event) => event.actor.id));
    const shared = campaign.members.filter((member) => others.has(member)).length / campaign.members.length;
    if (infrastructure === "farm") {
      expect(accounts / devices).toBeGreaterThan(2);
      expect(accounts / addresses).toBeGreaterThan(10);
    }
    if (infrastructure === "emulators") {
      expect(
        events.filter((event) => event.context?.emulator === true).length / events.length,
      ).toBeGreaterThan(0.3);
      expect(accounts / addresses).toBeGreaterThan(10);
    }
    if (infrastructure === "proxies") expect(addresses / events.length).toBeGreaterThan(0.5);
    if (infrastructure === "humans") {
      expect(Math.abs(devices / accounts - 1)).toBeLessThan(0.1);
      expect(
        events.every(
          (event) =>
            event.type === "view" || event.context?.source === "deep_link" || event.context?.source === null,
        ),
      ).toBe(true);
    }
    if (infrastructure === "hijacked") {
      expect(accounts / devices).toBeGreaterThan(3);
      const ages = events
        .filter((event) => typeof event.actor.registered_at === "string")
        .map((event) => timeOf(event) - Date.parse(String(event.actor.registered_at)));
      expect(Math.min(...ages)).toBeGreaterThan(365 * 24 * HOUR);
    }
    // Only people and stolen accounts have a life beside the orders.
    if (infrastructure === "humans" || infrastructure === "hijacked") expect(shared).toBeGreaterThan(0.3);
    else expect(shared).toBe(0);
  });
});

describe("families behave as their names say", () => {
  test("a bot burst likes without looking, a farm looks first", () => {
    expect(observe({ family: "bot_burst", orders: 2 }).events.every((event) => event.type === "like")).toBe(
      true,
    );
    const farm = observe({ family: "device_farm", orders: 2, camouflage: 0 });
    for (const events of farm.bought.values()) {
      for (const like of events) {
        const seen = farm.events.some(
          (event) =>
            event.type === "view" && event.actor.id === like.actor.id && event.target.id === like.target.id,
        );
        expect(seen).toBe(true);
      }
    }
  });

  test("zombies follow, and signed up together", () => {
    const { events } = observe({ family: "zombie_followers", orders: 2, amount: 100 });
    expect(new Set(events.map((event) => event.type))).toEqual(new Set(["follow"]));
    const times = events.flatMap((event) =>
      typeof event.actor.registered_at === "string" ? [Date.parse(event.actor.registered_at)] : [],
    );
    expect(Math.max(...times) - Math.min(...times)).toBeLessThan(3 * HOUR);
  });

  test("copied comments are few texts on each target", () => {
    const { bought } = observe({ family: "comment_copy", orders: 3, amount: 60 });
    for (const events of bought.values()) {
      expect(distinct(events, (event) => event.content?.text)).toBeLessThanOrEqual(8);
    }
  });

  test("a mass share passes one link on", () => {
    const { bought } = observe({ family: "mass_share", orders: 1, amount: 80 });
    const events = [...bought.values()].flat();
    expect(events.every((event) => event.target.kind === "link")).toBe(true);
    expect(distinct(events.slice(30), (event) => event.context?.parent_share)).toBe(1);
  });

  test("what is posted is retracted afterwards, all of it", () => {
    const { campaign, events, bought } = observe({
      family: "post_then_retract",
      orders: 2,
      amount: 60,
      camouflage: 0,
    });
    for (const target of campaign.targets) {
      const taken = events.filter((event) => event.type === "unlike" && event.target.id === target.id);
      expect(taken.length).toBe(60);
      expect(Math.min(...taken.map(timeOf))).toBeGreaterThan(Math.max(...bought.get(target.id)!.map(timeOf)));
    }
  });

  test("random dwell lies between three and five seconds", () => {
    const { events } = observe({ family: "random_dwell", orders: 2 });
    const views = events.filter((event) => event.type === "view" && event.behavior?.dwell_ms !== undefined);
    expect(views.length).toBeGreaterThan(100);
    for (const view of views) {
      expect(view.behavior!.dwell_ms!).toBeGreaterThanOrEqual(2900);
      expect(view.behavior!.dwell_ms!).toBeLessThanOrEqual(5300);
    }
  });

  test("view inflation is views, several of each account", () => {
    const { campaign, events } = observe({ family: "view_inflation", orders: 2, amount: 500, camouflage: 0 });
    expect(events.every((event) => event.type === "view")).toBe(true);
    expect(events.length).toBe(1000);
    expect(campaign.members.length).toBeLessThan(500);
  });

  test("a pool serves several owners again and again", () => {
    const { campaign, bought } = observe({
      family: "slow_drip",
      orders: 9,
      owners: 5,
      amount: 60,
      density: 0.5,
      deliveryMs: HOUR,
    });
    expect(campaign.owners.length).toBe(5);
    const served = new Map<string, number>();
    for (const events of bought.values()) {
      for (const actor of new Set(events.map((event) => event.actor.id)))
        served.set(actor, (served.get(actor) ?? 0) + 1);
    }
    expect([...served.values()].filter((count) => count >= 3).length / served.size).toBeGreaterThan(0.7);
  });
});
