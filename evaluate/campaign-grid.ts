import type { AttackSpec, SimulationOptions } from "../src/simulate/options.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** The dimensions of the grid; every cell is a pool of its own. */
export const SPEEDS = [
  { name: "15 min", deliveryMs: 15 * MINUTE_MS },
  { name: "6 h", deliveryMs: 6 * HOUR_MS },
  { name: "24 h", deliveryMs: 24 * HOUR_MS },
  { name: "96 h", deliveryMs: 96 * HOUR_MS },
] as const;
export const DENSITIES = [0.8, 0.4, 0.15] as const;
export const CAMOUFLAGES = [0, 1, 3] as const;
export const MACHINES = [
  { name: "one farm", infrastructure: "farm" },
  { name: "residential proxies", infrastructure: "proxies" },
  { name: "paid humans", infrastructure: "humans" },
  { name: "hijacked", infrastructure: "hijacked" },
] as const;

/** Acts of one order. */
const AMOUNT = 50;
/** Orders by density, so that an account serves three to five whatever the density. */
const ORDERS: Readonly<Record<number, number>> = { 0.8: 6, 0.4: 10, 0.15: 20 };

export interface GridDay {
  readonly speed: (typeof SPEEDS)[number]["name"];
  readonly camouflage: (typeof CAMOUFLAGES)[number];
  readonly options: SimulationOptions;
}

/** A stretch of time for each speed and camouflage, with the twelve pools of every density and infrastructure in it: two days, five for the drip. */
export function gridDays(
  seed: number,
  eventsPerDay: number,
  camouflages: readonly (typeof CAMOUFLAGES)[number][] = CAMOUFLAGES,
): readonly GridDay[] {
  return SPEEDS.flatMap(({ name, deliveryMs }) =>
    camouflages.map((camouflage) => ({
      speed: name,
      camouflage,
      options: {
        // Another world for each, or the same people would be hired in all of them.
        seed:
          seed * 100 +
          SPEEDS.findIndex((speed) => speed.name === name) * 10 +
          CAMOUFLAGES.indexOf(camouflage),
        eventsPerDay,
        durationMs: (deliveryMs > DAY_MS ? 5 : 2) * DAY_MS,
        attacks: DENSITIES.flatMap((density) =>
          MACHINES.map(
            ({ infrastructure }): AttackSpec => ({
              family: familyOf(infrastructure, deliveryMs),
              infrastructure,
              orders: ORDERS[density]!,
              amount: AMOUNT,
              deliveryMs,
              density,
              camouflage,
            }),
          ),
        ),
      },
    })),
  );
}

function familyOf(
  infrastructure: (typeof MACHINES)[number]["infrastructure"],
  deliveryMs: number,
): AttackSpec["family"] {
  if (infrastructure === "humans") return "paid_humans";
  if (infrastructure === "hijacked") return "hijacked";
  if (deliveryMs > DAY_MS) return "slow_drip";
  return infrastructure === "farm" ? "device_farm" : "residential_proxy";
}

/** Pools that serve one to four orders in all: what is known of them when they have only begun. */
export function firstOrdersDay(seed: number, eventsPerDay: number, orders: number): SimulationOptions {
  const pools = [
    ["device_farm", "farm"],
    ["emulator_farm", "emulators"],
    ["residential_proxy", "proxies"],
    ["paid_humans", "humans"],
    ["hijacked", "hijacked"],
    ["zombie_followers", "emulators"],
    ["comment_copy", "farm"],
    ["post_then_retract", "proxies"],
  ] as const;
  return {
    seed: seed * 100 + 50 + orders,
    eventsPerDay,
    attacks: pools.map(([family, infrastructure]) => ({
      family,
      infrastructure,
      orders,
      amount: 100,
      density: 0.5,
      camouflage: 1,
    })),
  };
}

/** Families added to the simulator when the detector was finished. */
export function unseenDay(
  seed: number,
  eventsPerDay: number,
  family: "vendor_mix" | "task_market",
): SimulationOptions {
  const infrastructures =
    family === "vendor_mix" ? (["farm", "emulators"] as const) : (["humans", "farm"] as const);
  return {
    seed: seed * 100 + (family === "vendor_mix" ? 60 : 61),
    eventsPerDay,
    attacks: infrastructures.map((infrastructure) => ({ family, infrastructure, orders: 8, amount: 50 })),
  };
}

/** Attack-free traffic: an ordinary day, four days, and a day with many times the fan clubs and crowds. */
export function honestDays(
  seed: number,
  eventsPerDay: number,
): readonly { readonly name: string; readonly options: SimulationOptions }[] {
  return [
    { name: "a day", options: { seed: seed * 100 + 70, eventsPerDay, attacks: "none" } },
    {
      name: "four days",
      options: {
        seed: seed * 100 + 71,
        eventsPerDay: Math.round(eventsPerDay / 2),
        durationMs: 4 * DAY_MS,
        attacks: "none",
      },
    },
    {
      name: "a day of fan clubs and crowds",
      options: {
        seed: seed * 100 + 72,
        eventsPerDay,
        attacks: "none",
        honestSets: [
          { set: "fan_club", share: 0.15 },
          { set: "flash_crowd", share: 0.08 },
          { set: "live_surge", share: 0.06 },
          { set: "red_packet", share: 0.04 },
          { set: "push_surge", share: 0.04 },
          { set: "new_region", share: 0.04 },
          { set: "nat", share: 0.12 },
          { set: "campus", share: 0.1 },
          "cafe",
          "family",
          "promotion",
        ],
      },
    },
  ];
}

/** New pools whose first orders are watched as they come. */
export function delayDay(seed: number, eventsPerDay: number): SimulationOptions {
  return { seed: seed * 100 + 80, eventsPerDay, attacks: watchedPools(8) };
}

/** Two days of such pools, for what is remembered of the first in the second. */
export function knownDay(seed: number, eventsPerDay: number): SimulationOptions {
  return { seed: seed * 100 + 81, eventsPerDay, durationMs: 2 * DAY_MS, attacks: watchedPools(12) };
}

function watchedPools(orders: number): AttackSpec[] {
  const pools = [
    ["device_farm", "farm"],
    ["emulator_farm", "emulators"],
    ["residential_proxy", "proxies"],
    ["paid_humans", "humans"],
    ["hijacked", "hijacked"],
    ["zombie_followers", "emulators"],
    ["bot_burst", "proxies"],
    ["comment_copy", "farm"],
  ] as const;
  return pools.map(([family, infrastructure]) => ({
    family,
    infrastructure,
    orders,
    amount: 50,
    density: 0.4,
    camouflage: 1,
  }));
}
