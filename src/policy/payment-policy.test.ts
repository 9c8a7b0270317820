import { describe, expect, it } from "vitest";
import { joinPolicies, loadPolicy } from "./load.ts";

const rule = (name: string, when: string, more = "") =>
  `  ${name}: { on: payment, when: '${when}', weight: 0.9${more}, text: { zh: 甲, en: a } }\n`;
const policy = (rules: string, features = "") => `name: p
version: "1"
features:
  payers: { kind: distinct, of: payer, by: payee, on: payment, window: 1d }
  named: { kind: distinct, of: payer, by: payee, on: payment, where: event.remark_score >= 0.7, window: 1d }
  named_share: { kind: ratio, of: named, over: payers }
${features}rules:
${rules}`;
const load = (text: string) => {
  const loaded = loadPolicy(text, "p.yaml");
  return loaded.ok
    ? loaded.policy
    : loaded.diagnostics.filter((d) => d.severity === "error").map((d) => d.message);
};

describe("text alone never goes beyond challenge", () => {
  it.each([
    ["event.remark_score >= 0.8", true],
    ['event.remark_label == "like"', true],
    ['event.remark.contains("赞")', true],
    ["named >= 10", true],
    ["named_share >= 0.5", true],
    ["event.remark_score >= 0.8 && event.amount < 20", true],
    ["event.remark_score >= 0.8 && payers >= 1", true],
    ["event.remark_score >= 0.8 && !(payers >= 1)", true],
    ["event.remark_score >= 0.8 || payers >= 50", true],
    ["event.remark_score >= 0.8 && payers >= 50", false],
    ["(event.remark_score >= 0.8 || named >= 3) && payers > 20", false],
    ["payers >= 50", false],
  ])("%s", (when, alone) => {
    const loaded = load(policy(rule("r", when)));
    expect(Array.isArray(loaded) ? loaded : (loaded.rules[0]!.textAlone ?? false)).toBe(alone);
    for (const verdict of ["hold", "reject"]) {
      const strict = load(policy(rule("r", when, `, verdict: ${verdict}`)));
      if (alone) expect(strict).toEqual([`rule \`r\` rests on text alone: it cannot ask for \`${verdict}\``]);
      else expect(Array.isArray(strict)).toBe(false);
    }
    expect(Array.isArray(load(policy(rule("r", when, ", verdict: challenge"))))).toBe(false);
  });
});

describe("families of events", () => {
  it.each([
    ["  f: { kind: count, by: payee, window: 1d }\n", /engagement has no key column `payee`/],
    ["  f: { kind: count, by: actor, on: payment, window: 1d }\n", /payments have no key column `actor`/],
    [
      "  f: { kind: sum, of: dwell_ms, by: payee, on: payment, window: 1d }\n",
      /payments have no number column `dwell_ms`/,
    ],
    [
      "  f: { kind: count, by: [payer, payee], read_by: payee_id, on: payment, window: 1d }\n",
      /not beside a pair/,
    ],
    [
      '  f: { kind: count, by: payee, on: payment, where: event.actor.id == "a", window: 1d }\n',
      /`event.actor.id` is no field of a payment/,
    ],
  ])("%s", (feature, message) => {
    const loaded = load(policy(rule("r", "payers > 3"), feature)) as string[];
    expect(
      loaded.some((text) => message.test(text)),
      String(loaded),
    ).toBe(true);
  });

  it("a rule on likes cannot need a feature that is read from payments", () => {
    const loaded = load(policy("  r: { on: like, when: payers > 3, weight: 1, text: { zh: 甲, en: a } }\n"));
    expect(loaded).toEqual(["rule `r` needs feature `payers`, and its events have no `payee`"]);
  });
});

describe("a policy of two parts", () => {
  const likes = `name: likes
version: "2"
thresholds: { challenge: 0.1, hold: 0.2, reject: 0.3 }
features: { likes: { kind: count, by: actor, on: like, window: 1m } }
rules: { many: { on: like, when: likes > 3, weight: 1, text: { zh: 甲, en: a } } }
`;
  it("has both parts' rules, and thresholds of each for its own events", () => {
    const joined = load(joinPolicies([likes, policy(rule("r", "payers > 3"))]));
    if (Array.isArray(joined)) throw new Error(String(joined));
    expect(joined.id).toMatch(/^likes\+p@2\+1#[0-9a-f]{8}$/);
    expect(joined.rules.map(({ name }) => name)).toEqual(["many", "r"]);
    expect([joined.thresholds, joined.paymentThresholds]).toEqual([
      [0.1, 0.2, 0.3],
      [0.5, 0.8, 0.95],
    ]);
  });
  it("refuses two parts that judge the same events, and one name for two features", () => {
    expect(load(joinPolicies([likes, likes.replace("name: likes", "name: more")]))).toEqual([
      "`likes` stands twice; first in line 4",
      "two parts of the policy judge engagement",
      "`many` stands twice; first in line 5",
    ]);
  });
});
