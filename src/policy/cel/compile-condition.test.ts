import { isCelError, run } from "@bufbuild/cel";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { EventRow } from "../../nouns/event-row.ts";
import type { Truth } from "../../nouns/policy.ts";
import { rowOf } from "../row.fixture.ts";
import { checkCondition } from "./check-condition.ts";
import { compileCondition, nextAbove } from "./compile-condition.ts";
import { parseCondition } from "./parse-condition.ts";

const FEATURES = new Map(["a", "b", "c", "d"].map((name, index) => [name, index]));
const NONE = Number.NaN;

function evaluate(condition: string, features: readonly number[] = [], row: EventRow = rowOf({})): Truth {
  const syntax = parseCondition(condition);
  if (!syntax.ok) throw new Error(syntax.error.message);
  const { term, problems } = checkCondition(syntax.node, {
    features: FEATURES,
    ipKinds: new Set(["campus"]),
  });
  if (term === null) throw new Error(problems.map(({ message }) => message).join("; "));
  return compileCondition(term)(
    row,
    Float64Array.from([0, 1, 2, 3], (index) => features[index] ?? NONE),
  );
}

describe("three-valued logic", () => {
  // t, f: true and false from features; u: a missing feature. a = 1, b = 0, c missing.
  const spelled = { t: "a > 0", f: "b > 0", u: "c > 0" };
  const cases: [string, Truth][] = [
    ["t && t", 1],
    ["t && f", 0],
    ["t && u", 2],
    ["f && u", 0],
    ["u && f", 0],
    ["u && t", 2],
    ["u && u", 2],
    ["t || u", 1],
    ["u || t", 1],
    ["f || u", 2],
    ["u || f", 2],
    ["u || u", 2],
    ["f || f", 0],
    ["!u", 2],
    ["!t", 0],
    ["!f", 1],
    ["t ? f : u", 0],
    ["f ? u : t", 1],
    ["u ? t : t", 2],
    ["t ? u : f", 2],
    ["(t) == (t)", 1],
    ["(t) == (f)", 0],
    ["(t) != (f)", 1],
    ["(u) == (t)", 2],
    ["u && u && f", 0],
    ["u && t && t", 2],
    ["u || f || t", 1],
    ["u || f || f", 2],
    ["(u || t) && !(f && u)", 1],
  ];
  test.each(cases)("%s is %i", (form, expected) => {
    const condition = form.replace(/[tfu]/g, (name) => spelled[name as "t" | "f" | "u"]);
    const wrapped = condition.replace(/!([abc] > 0)/g, "!($1)");
    expect(evaluate(wrapped, [1, 0, NONE])).toBe(expected);
    // The same with conditions that are no ranges, so that the general closures are taken.
    const general = wrapped.replace(/([abc]) > 0/g, "$1 + 0 > 0");
    expect(evaluate(general, [1, 0, NONE])).toBe(expected);
  });
});

describe("missing values", () => {
  const cases: [string, number[], Truth][] = [
    ["a > 1", [NONE], 2],
    ["a == 1", [NONE], 2],
    ["a != 1", [NONE], 2],
    ["a > b", [1, NONE], 2],
    ["a + b > 1", [1, NONE], 2],
    ["a / b > 1", [1, 0], 2],
    ["a % b == 1", [1, 0], 2],
    ["a / b > 1", [3, 2], 1],
    ["7 / 2 == 3.5", [], 1],
    ["a in [1, 2]", [NONE], 2],
    ["a in [1, b]", [1, NONE], 1],
    ["a in [2, b]", [1, NONE], 2],
    ["a in []", [1], 0],
    ["has(a)", [NONE], 0],
    ["has(a)", [0], 1],
    ["has(event.context.ip)", [], 0],
    ['event.context.ip == "x"', [], 2],
    ['event.context.ip != "x"', [], 2],
    ['event.context.ip in ["x", "y"]', [], 2],
    ['event.context.ip.startsWith("x")', [], 2],
    ["size(event.content.text) > 1", [], 2],
    ["event.context.emulator", [], 2],
    ["event.behavior.dwell_ms < 5", [], 2],
    ["(a > 0 ? b : 1) > 0", [NONE, 1], 2],
    ["event.context.ip == event.context.device", [], 2],
  ];
  test.each(cases)("%s with %j is %i", (condition, features, expected) => {
    expect(evaluate(condition, features)).toBe(expected);
  });
});

describe("fields of the event", () => {
  const row = rowOf({
    type: "unlike",
    late: true,
    text: {
      ip: "203.0.113.9",
      device: "d3",
      source: "deep_link",
      ip_kind: "campus",
      target_kind: "video",
      content: '好看"\n极了👍',
      user_agent: "Mozilla/5.0 (Linux)",
    },
    number: { emulator: 1, rooted: 0, dwell_ms: 900, asn: 64500 },
  });
  const cases: [string, Truth][] = [
    ['event.type == "unlike"', 1],
    ['event.type == "like"', 0],
    ['event.type != "like"', 1],
    ['event.type in ["like", "unlike"]', 1],
    ['event.type.startsWith("un")', 1],
    ["event.retraction", 1],
    ["event.late", 1],
    ["!event.late", 0],
    ['event.context.ip == "203.0.113.9"', 1],
    ['"203.0.113.9" == event.context.ip', 1],
    ['event.context.ip == "203.0.113.8"', 0],
    ['event.context.ip_kind in ["campus", "office"]', 1],
    ['event.context.source in ["recommend", "follow"]', 0],
    ["event.context.emulator", 1],
    ["event.context.rooted == false", 1],
    ["has(event.context.rooted)", 1],
    ["event.context.asn == 64500", 1],
    ["event.behavior.dwell_ms < 1000", 1],
    ['event.context.source.startsWith("deep")', 1],
    ['event.context.source.endsWith("link")', 1],
    ['event.context.source.contains("p_l")', 1],
    ['event.context.user_agent.matches("^Mozilla/[0-9]")', 1],
    ['event.context.user_agent.matches("windows")', 0],
    ['event.content.text.contains("\\n极")', 1],
    ["size(event.content.text) == 7", 1],
    ["event.context.ip != event.context.device", 1],
    ['event.target.kind == "video"', 1],
    ["has(event.type) && has(event.late)", 1],
  ];
  test.each(cases)("%s is %i", (condition, expected) => expect(evaluate(condition, [], row)).toBe(expected));
});

test("comparisons with a constant hold at, just above and just below it", () => {
  for (const constant of [0, 5, -5, 0.1, 1e-300, -1e15]) {
    const at = `${constant}`.includes("e") ? `${constant}` : constant.toString();
    const above = nextAbove(constant);
    const below = -nextAbove(-constant);
    expect(above).toBeGreaterThan(constant);
    expect(below).toBeLessThan(constant);
    const truth = (op: string) =>
      [below, constant, above].map((value) => evaluate(`a ${op} (${at})`, [value]));
    expect(truth(">")).toEqual([0, 0, 1]);
    expect(truth(">=")).toEqual([0, 1, 1]);
    expect(truth("<")).toEqual([1, 0, 0]);
    expect(truth("<=")).toEqual([1, 1, 0]);
    expect(truth("==")).toEqual([0, 1, 0]);
    expect(truth("!=")).toEqual([1, 0, 1]);
    expect(evaluate(`${at} < a`, [above])).toBe(1);
  }
  expect(evaluate("a > 5", [Number.POSITIVE_INFINITY])).toBe(1);
});

// The evaluator of @bufbuild/cel is the oracle: whatever it says about a condition over present values, we say.
describe("agrees with the reference evaluator", () => {
  const leafNumber = fc.oneof(
    fc.constantFrom("a", "b", "c", "d", "event.behavior.dwell_ms"),
    fc.constantFrom("0.0", "1.0", "2.5", "30.0", "100.0", "-3.0"),
  );
  const { truth } = fc.letrec<{ number: string; truth: string }>((tie) => ({
    number: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      leafNumber,
      fc
        .tuple(tie("number"), fc.constantFrom("+", "-", "*"), tie("number"))
        .map(([x, op, y]) => `(${x} ${op} ${y})`),
      fc.tuple(tie("number"), fc.constantFrom("2.0", "-4.0")).map(([x, y]) => `(${x} / ${y})`),
      fc.tuple(tie("truth"), tie("number"), tie("number")).map(([p, x, y]) => `(${p} ? ${x} : ${y})`),
      tie("number").map((x) => `-(${x})`),
    ),
    truth: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc
        .tuple(tie("number"), fc.constantFrom("<", "<=", ">", ">=", "==", "!="), tie("number"))
        .map(([x, op, y]) => `(${x} ${op} ${y})`),
      fc
        .tuple(tie("number"), fc.array(tie("number"), { maxLength: 3 }))
        .map(([x, list]) => `(${x} in [${list}])`),
      fc.constantFrom(
        "true",
        "false",
        "event.context.emulator",
        "(event.context.rooted == false)",
        "has(event.context.ip)",
        '(event.context.ip == "10.0.0.1")',
        '(event.context.source in ["feed", "search"])',
        'event.context.source.startsWith("se")',
        'event.context.source.contains("ar")',
        'event.context.source.endsWith("d")',
        'event.context.source.matches("^s.a")',
        '(event.type == "like")',
        '(event.type in ["view", "share"])',
        "(size(event.context.source) > 4)",
      ),
      fc
        .tuple(fc.array(tie("truth"), { minLength: 2, maxLength: 4 }), fc.constantFrom("&&", "||"))
        .map(([parts, op]) => `(${parts.join(` ${op} `)})`),
      tie("truth").map((p) => `!(${p})`),
      fc.tuple(tie("truth"), tie("truth"), tie("truth")).map(([p, q, r]) => `(${p} ? ${q} : ${r})`),
      fc.tuple(tie("truth"), tie("truth")).map(([p, q]) => `(${p} == ${q})`),
    ),
  }));
  const value = fc.constantFrom(0, 1, 2.5, 3, 29, 30, 31, 100, -7, 1e6);

  test("on generated conditions", () => {
    let compared = 0;
    const property = fc.property(
      truth,
      fc.tuple(value, value, value, value, value),
      fc.constantFrom("feed", "search", "share"),
      fc.constantFrom("like", "view"),
      (condition, [a, b, c, d, dwell], source, type) => {
        const syntax = parseCondition(condition);
        if (!syntax.ok) return; // beyond the stated depth or length
        const row = rowOf({
          type,
          text: { ip: "10.0.0.1", source },
          number: { emulator: 1, rooted: 0, dwell_ms: dwell },
        });
        const event = {
          type,
          context: { ip: "10.0.0.1", source, emulator: true, rooted: false },
          behavior: { dwell_ms: dwell },
        };
        const oracle = run(condition, { a, b, c, d, event });
        if (isCelError(oracle)) throw new Error(`${condition}: ${String(oracle)}`);
        expect([condition, evaluate(condition, [a, b, c, d], row)]).toEqual([condition, oracle ? 1 : 0]);
        compared++;
      },
    );
    fc.assert(property, { numRuns: 1500, seed: 20261122 });
    expect(compared).toBeGreaterThan(1200);
  });
});

test("precedence and associativity are the parser's own", () => {
  expect(evaluate("a - b - c == -4 && a + b * c == 7", [1, 2, 3])).toBe(1);
  expect(evaluate("a > 0 || b > 0 && c > 0", [1, 0, 0])).toBe(1);
  expect(evaluate("!(a > 0) || true", [1])).toBe(1);
});
