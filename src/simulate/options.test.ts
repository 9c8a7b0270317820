import { describe, expect, test } from "vitest";
import { TouchstoneError } from "../nouns/codes.ts";
import { type SimulationOptions, settleOptions } from "./options.ts";
import { createSimulation } from "./simulation.ts";

const DAY = 86_400_000;

describe("limits", () => {
  test.each<
    [
      field: string,
      low: Partial<SimulationOptions>,
      high: Partial<SimulationOptions>,
      past: Partial<SimulationOptions>[],
    ]
  >([
    [
      "seed",
      { seed: 0 },
      { seed: 2 ** 32 - 1 },
      [{ seed: -1 }, { seed: 2 ** 32 }, { seed: 1.5 }, { seed: Number.NaN }],
    ],
    [
      "durationMs",
      { durationMs: 60_000 },
      { durationMs: 366 * DAY },
      [{ durationMs: 59_999 }, { durationMs: 366 * DAY + 1 }],
    ],
    [
      "eventsPerDay",
      { eventsPerDay: 1000 },
      { eventsPerDay: 1e9 },
      [{ eventsPerDay: 999 }, { eventsPerDay: 1e9 + 1 }],
    ],
    [
      "eventsPerPerson",
      { eventsPerPerson: 2 },
      { eventsPerPerson: 500 },
      [{ eventsPerPerson: 1.9 }, { eventsPerPerson: 501 }],
    ],
    [
      "disorderMs",
      { disorderMs: 0 },
      { disorderMs: 3_600_000 },
      [{ disorderMs: -1 }, { disorderMs: 3_600_001 }],
    ],
    [
      "attackShare",
      { attackShare: 0.001 },
      { attackShare: 0.5 },
      [{ attackShare: 0 }, { attackShare: 0.51 }],
    ],
    [
      "utcOffsetHours",
      { utcOffsetHours: -12 },
      { utcOffsetHours: 14 },
      [{ utcOffsetHours: -13 }, { utcOffsetHours: 15 }],
    ],
    [
      "startMs",
      { startMs: 3660 * DAY },
      { startMs: 4_102_444_800_000 - DAY },
      [{ startMs: 0 }, { startMs: 4_102_444_800_000 }],
    ],
    [
      "attacks[0].orders",
      { attacks: [{ family: "bot_burst", orders: 1 }] },
      { attacks: [{ family: "bot_burst", orders: 10_000 }] },
      [
        { attacks: [{ family: "bot_burst", orders: 0 }] },
        { attacks: [{ family: "bot_burst", orders: 10_001 }] },
      ],
    ],
    [
      "attacks[0].amount",
      { attacks: [{ family: "bot_burst", amount: 1 }] },
      { attacks: [{ family: "bot_burst", amount: 100_000 }] },
      [
        { attacks: [{ family: "bot_burst", amount: 0 }] },
        { attacks: [{ family: "bot_burst", amount: 100_001 }] },
      ],
    ],
    [
      "attacks[0].density",
      { attacks: [{ family: "bot_burst", density: 0.01 }] },
      { attacks: [{ family: "bot_burst", density: 1 }] },
      [
        { attacks: [{ family: "bot_burst", density: 0.009 }] },
        { attacks: [{ family: "bot_burst", density: 1.01 }] },
      ],
    ],
    [
      "attacks[0].camouflage",
      { attacks: [{ family: "bot_burst", camouflage: 0 }] },
      { attacks: [{ family: "bot_burst", camouflage: 10 }] },
      [
        { attacks: [{ family: "bot_burst", camouflage: -0.1 }] },
        { attacks: [{ family: "bot_burst", camouflage: 10.1 }] },
      ],
    ],
    [
      "attacks[0].deliveryMs",
      { attacks: [{ family: "bot_burst", deliveryMs: 60_000 }] },
      { attacks: [{ family: "bot_burst", deliveryMs: 30 * DAY }] },
      [
        { attacks: [{ family: "bot_burst", deliveryMs: 59_999 }] },
        { attacks: [{ family: "bot_burst", deliveryMs: 30 * DAY + 1 }] },
      ],
    ],
    [
      "attacks[0].owners",
      { attacks: [{ family: "bot_burst", owners: 1 }] },
      { attacks: [{ family: "bot_burst", orders: 9, owners: 9 }] },
      [
        { attacks: [{ family: "bot_burst", owners: 0 }] },
        { attacks: [{ family: "bot_burst", orders: 9, owners: 10 }] },
      ],
    ],
    [
      "honestSets[0].share",
      { honestSets: [{ set: "nat", share: 0.0001 }] },
      { honestSets: [{ set: "nat", share: 0.2 }] },
      [{ honestSets: [{ set: "nat", share: 0 }] }, { honestSets: [{ set: "nat", share: 0.21 }] }],
    ],
  ])("%s", (field, low, high, past) => {
    expect(() => settleOptions({ seed: 1, ...low })).not.toThrow();
    expect(() => settleOptions({ seed: 1, ...high })).not.toThrow();
    for (const wrong of past) {
      let caught: unknown = null;
      try {
        settleOptions({ seed: 1, ...wrong });
      } catch (error) {
        caught = error;
      }
      expect(caught).toBeInstanceOf(TouchstoneError);
      expect((caught as TouchstoneError).code).toBe("bad_request");
      expect((caught as TouchstoneError).message).toContain(`${field} is \``);
    }
  });

  test.each<[SimulationOptions, string]>([
    [
      { seed: 1, attacks: [{ family: "bribes" as "bot_burst" }] },
      "attacks[0].family is `bribes`; it must be one of bot_burst",
    ],
    [
      { seed: 1, attacks: [{ family: "device_farm", infrastructure: "humans" }] },
      "attacks[0].infrastructure is `humans`; it must be farm for device_farm",
    ],
    [
      { seed: 1, attacks: [{ family: "bot_burst", infrastructure: "cats" as "farm" }] },
      "attacks[0].infrastructure is `cats`; it must be one of farm",
    ],
    [{ seed: 1, honestSets: ["parade" as "nat"] }, "honestSets[0].set is `parade`; it must be one of nat"],
  ])("names what is wrong and what would be right", (options, text) => {
    expect(() => settleOptions(options)).toThrow(text);
  });

  test("more paid people than there are is refused, with the number there are", () => {
    const attacks = [{ family: "paid_humans", amount: 5000 }] as const;
    expect(() => createSimulation({ seed: 1, eventsPerDay: 10_000, attacks })).toThrow(
      /paid_humans needs `5000` different humans accounts .* 357 people yield 119/,
    );
  });
});
