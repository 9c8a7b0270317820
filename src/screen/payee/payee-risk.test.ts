import { expect, test } from "vitest";
import type { LinkFinding } from "./link-part.ts";
import { createPayeeRegistry, type PayeeRecord } from "./payee-registry.ts";
import { payeeRisk } from "./payee-risk.ts";

/** A payee whose latest payments hit rules, by their indexes. */
function payee(recent: readonly (readonly number[])[]): PayeeRecord {
  const registry = createPayeeRegistry();
  const text = new TextEncoder();
  const plain = { ...EMPTY, recent, payments: recent.length };
  registry.restore(text.encode(JSON.stringify({ evicted: 0, latest: [], payees: [plain] })));
  return registry.get("m")!;
}
const EMPTY = {
  id: "m",
  payers: "",
  complainants: [],
  paidComplainants: [],
  latestPayers: [],
  seen: {},
  verdicts: [0, 0, 0, 0],
  latestComplaints: [],
};
const RULES = [
  { name: "fan_in", weight: 0.45, family: 0 },
  { name: "remark", weight: 0.9, family: 1, textAlone: true },
].map((rule) => ({ ...rule, text: { zh: "甲", en: "a" } })) as unknown as Parameters<
  typeof payeeRisk
>[1]["rules"];
const dose = (agreeing: number, steps: number) => ({ agreeing, steps }) as LinkFinding["dose"];
const finding = (state: LinkFinding["state"], agreeing = 0, steps = 0): LinkFinding => ({
  state,
  buyers: 24,
  followed: 17,
  dose: steps === 0 ? null : dose(agreeing, steps),
});
const busy = Array.from({ length: 40 }, () => [0]);
const quiet = Array.from({ length: 40 }, () => []);

test.each<[string, readonly (readonly number[])[], LinkFinding | null, string, string | undefined]>([
  ["nothing is known", quiet, null, "none", undefined],
  ["chance explains it", quiet, finding("chance"), "none", undefined],
  ["official promotion looks the same", quiet, finding("promotion", 9, 20), "none", undefined],
  ["a listed promotion is not judged", quiet, finding("official"), "none", undefined],
  ["steps follow, alone", quiet, finding("follows", 5, 17), "warn", "steps_follow_payments"],
  [
    "half of the doses agree",
    quiet,
    finding("linked", 6, 12),
    "lower_limits",
    "steps_follow_payments_dose_agrees",
  ],
  [
    "nearly all agree",
    quiet,
    finding("linked", 15, 17),
    "delay_settlement",
    "steps_follow_payments_dose_agrees",
  ],
  [
    "all of 2,000 agree",
    quiet,
    finding("linked", 2_000, 2_000),
    "delay_settlement",
    "steps_follow_payments_dose_agrees",
  ],
  [
    "with one fact of another kind",
    busy,
    finding("linked", 15, 17),
    "suspend_collecting",
    "steps_follow_payments_dose_agrees",
  ],
  ["that fact alone", busy, null, "warn", "fan_in"],
  [
    "too few payments for rules",
    busy.slice(0, 6),
    finding("linked", 5, 5),
    "delay_settlement",
    "steps_follow_payments_dose_agrees",
  ],
])("the link in a payee's risk: %s", (_, recent, link, measure, first) => {
  const { proposed, parts, risk } = payeeRisk(payee(recent), { rules: RULES }, link);
  expect([proposed, parts[0]?.rule]).toEqual([measure, first]);
  const joined = 1 - parts.reduce((left, { part }) => left * (1 - part), 1);
  if (risk !== null) expect(joined).toBeCloseTo(risk, 3);
});

test("what buyers wrote is supported by the link", () => {
  const text = Array.from({ length: 40 }, () => [1]);
  expect(payeeRisk(payee(text), { rules: RULES }).proposed).toBe("warn");
  expect(payeeRisk(payee(text), { rules: RULES }, finding("follows")).proposed).toBe("suspend_collecting");
});
