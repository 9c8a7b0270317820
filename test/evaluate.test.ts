import { describe, expect, test } from "vitest";
import { gridAttacks, MUST_FLAG } from "../evaluate/grid.ts";
import { isFlagged } from "../evaluate/simulated-day.ts";
import { tally } from "../evaluate/tally.ts";
import { VARIANTS, withoutFields } from "../evaluate/variant.ts";
import { worseThan } from "../evaluate/worse.ts";
import { FAMILY_TRAITS } from "../src/simulate/attack-family.ts";
import { createSimulation } from "../src/simulate/simulation.ts";
import { ATTACK_FAMILIES } from "../src/simulate/truth.ts";

describe("variants", () => {
  const lines = Buffer.concat(
    [...createSimulation({ seed: 11, eventsPerDay: 1_000 }).runs()].map(({ bytes }) => Buffer.from(bytes)),
  );
  const parse = (bytes: Uint8Array) =>
    Buffer.from(bytes)
      .toString("utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { context: Record<string, unknown> });
  const all = parse(lines);

  test.each([
    ["all fields", []],
    ["no ip_kind", ["ip_kind"]],
    ["no ip_kind, no asn", ["ip_kind", "asn"]],
    ["no device", ["device"]],
  ] as const)("%s takes out exactly %j", (variant, gone) => {
    const expected = all.map((event) => ({
      ...event,
      context: Object.fromEntries(
        Object.entries(event.context).filter(([name]) => !(gone as readonly string[]).includes(name)),
      ),
    }));
    expect(parse(withoutFields(variant)(lines))).toEqual(expected);
  });

  test("every variant is tested here", () => {
    expect(VARIANTS.length).toBe(4);
    for (const name of ["ip_kind", "asn", "device"])
      expect(all.some(({ context }) => name in context)).toBe(true);
  });
});

test("the grid has every family and every infrastructure it may have, three pools a corner where all must be flagged", () => {
  const specs = [...gridAttacks("must"), ...gridAttacks("rest")];
  for (const family of ATTACK_FAMILIES) {
    for (const infrastructure of FAMILY_TRAITS[family].infrastructures) {
      const pools = specs.filter((spec) => spec.family === family && spec.infrastructure === infrastructure);
      expect(pools.length).toBe(MUST_FLAG.includes(family) ? 24 : 4);
    }
  }
});

test.each([
  [0, 0, false],
  [10, 4, false],
  [10, 5, true],
])("of %i bought actions %i held: flagged is %s", (events, held, flagged) => {
  const parameters = { delivery_ms: 1, density: 1, camouflage: 0, infrastructure: "farm" };
  const campaign = {
    id: "c",
    family: "device_farm" as const,
    parameters,
    bought: { ...tally(), events, held },
    cover: tally(),
  };
  expect(isFlagged(campaign)).toBe(flagged);
});

test("what got worse is said, what got better or is new is not", () => {
  const before = {
    loss: { value: 0.01, better: "lower" },
    flagged: { value: 1, better: "higher" },
    gone: { value: 1, better: "higher" },
  } as const;
  expect(worseThan(null, before)).toEqual(["no earlier report to compare with"]);
  expect(worseThan(before, before)).toEqual(["nothing, against the last written report"]);
  const now = {
    ...before,
    loss: { value: 0.02, better: "lower" },
    flagged: { value: 0.9, better: "higher" },
  } as const;
  expect(worseThan(before, now)).toEqual(["loss: 0.01000 → 0.02000", "flagged: 1.000 → 0.9000"]);
  const improved = {
    ...before,
    loss: { value: 0, better: "lower" },
    fresh: { value: 9, better: "lower" },
  } as const;
  expect(worseThan(before, improved)).toEqual(["nothing, against the last written report"]);
});
