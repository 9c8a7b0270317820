import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatDiagnostic } from "./diagnostic.ts";
import {
  CONDITION_CHARS_MAX,
  CONDITION_DEPTH_MAX,
  FEATURES_MAX,
  NAME_CHARS_MAX,
  POLICY_BYTES_MAX,
  RULES_MAX,
  SAMPLE_MAX,
  TEXT_CHARS_MAX,
} from "./limits.ts";
import { loadPolicy } from "./load.ts";
import { CAMPAIGN_DEFAULTS } from "./read-campaigns.ts";

/** A policy of one feature and one rule; `{…}` parts replaced. */
function policyText(parts: { top?: string; features?: string; rule?: string; when?: string } = {}): string {
  return [
    "name: p",
    'version: "1"',
    ...(parts.top === undefined ? [] : [parts.top]),
    "features:",
    parts.features ?? "  likes: { kind: count, by: ip, on: like, window: 60s }",
    "rules:",
    parts.rule ??
      `  r:\n    on: like\n    when: ${parts.when ?? "likes > 30"}\n    weight: 0.5\n    text: { zh: 甲, en: a }`,
    "",
  ].join("\n");
}

/** Every problem as `line:column-end message`, where `line:column` is checked against the very characters. */
function problems(text: string): string[] {
  const result = loadPolicy(text, "p.yaml");
  const list = result.ok ? result.warnings : result.diagnostics;
  return list.map(
    ({ severity, start, end, message, hint }) =>
      `${severity === "warning" ? "warning: " : ""}«${text.slice(start, end)}» ${message}${hint === undefined ? "" : ` (${hint})`}`,
  );
}

const loaded = (text: string) => {
  const result = loadPolicy(text, "p.yaml");
  if (!result.ok) throw new Error(result.diagnostics.map((one) => formatDiagnostic(one, text)).join("\n"));
  return result.policy;
};

describe("a sound policy", () => {
  test("names, defaults and identity", () => {
    const text = policyText();
    const policy = loaded(text);
    expect(policy.id).toMatch(/^p@1#[0-9a-f]{8}$/);
    expect(policy.sha256.startsWith(policy.id.slice(-8))).toBe(true);
    expect(policy).toMatchObject({
      latenessMs: 60_000,
      keysMax: 1_000_000,
      exactMax: 256,
      thresholds: [0.5, 0.8, 0.95],
      campaigns: CAMPAIGN_DEFAULTS,
      source: text,
    });
    expect(loaded(text).id).toBe(policy.id);
    expect(loaded(`${text}# a comment\n`).id).not.toBe(policy.id);
    expect(policy.features).toEqual([
      { name: "likes", kind: "count", by: ["ip"], onMask: 2, where: null, windowMs: 60_000 },
    ]);
    expect(policy.rules[0]).toMatchObject({
      name: "r",
      onMask: 2,
      needs: [0],
      weight: 0.5,
      family: 0,
      verdictMin: 0,
      shownFeature: 0,
      shownBaseline: 30,
      shownBaselineFeature: -1,
      text: { zh: "甲", en: "a" },
    });
  });
  test("a version is kept as it is written", () => {
    expect(loaded(policyText().replace('"1"', "1.10")).version).toBe("1.10");
  });
  test("settings", () => {
    const top =
      "ordering: { lateness: 5m }\nmemory: { keys_max: 5000, exact_max: 64 }\nthresholds: { challenge: 0.3, hold: never, reject: never }";
    expect(loaded(policyText({ top }))).toMatchObject({
      latenessMs: 300_000,
      keysMax: 5000,
      exactMax: 64,
      thresholds: [0.3, 2, 2],
    });
    expect(loaded(policyText({ top: "ordering: { lateness: 0s }" })).latenessMs).toBe(0);
    const campaigns =
      "campaigns: { confirm: never, members_min: 50, near_line: { every: 1m, events_max: 20000 }, nightly: { days: 14, acts_max: 50000, hour_utc: 3 } }";
    expect(loaded(policyText({ top: campaigns })).campaigns).toEqual({
      confirmScoreMin: 2,
      confirmMembersMin: 50,
      nearLine: { everyMs: 60_000, eventsMax: 20_000 },
      nightly: { days: 14, actsMax: 50_000, hourUtc: 3 },
    });
    expect(loaded(policyText({ top: "campaigns: { nightly: off }" })).campaigns.nightly).toBeNull();
  });
  test("every kind of feature, and ratios after what they are made of", () => {
    const features = [
      "  q: { kind: ratio, of: n, over: d, over_min: 3 }",
      "  n: { kind: count, by: [ip, target], on: [like, unlike], window: 1h }",
      "  d: { kind: distinct, of: actor, by: ip, on: any, window: 1d }",
      "  s: { kind: sum, of: dwell_ms, by: actor, window: 1h }",
      "  b: { kind: burst, by: target, window: 10m, baseline: 1d }",
      "  h: { kind: share, of: asn, by: target, window: 1h, sample: 64, sample_min: 4 }",
      "  e: { kind: entropy, of: ip_prefix, by: target, window: 1h }",
      "  g: { kind: gap_cv, by: actor, window: 1h }",
      "  v: { kind: spread, of: play_ratio, by: device, window: 1h }",
      "  f: { kind: first_seen, by: [actor, device], window: 30d }",
      "  a: { kind: age, of: registered_at_ms, unit: 1h }",
      "  w: { kind: field, of: scroll_depth }",
    ].join("\n");
    const when = "q + s + b + h + e + g + v + f + a + w > 1";
    const { features: specs, rules } = loaded(policyText({ features, when }));
    expect(specs.map(({ name }) => name)).toEqual([
      "n",
      "d",
      "q",
      "s",
      "b",
      "h",
      "e",
      "g",
      "v",
      "f",
      "a",
      "w",
    ]);
    expect(specs[0]!.onMask).toBe((1 << 1) | (1 << 17));
    expect(specs[4]).toMatchObject({ baselineMs: 86_400_000, baselineCountMin: 20 });
    expect(specs[5]).toMatchObject({ sample: 64, sampleMin: 4 });
    expect(specs[6]).toMatchObject({ sample: 32, sampleMin: 8 });
    // What a ratio is made of is needed with it.
    expect(rules[0]!.needs).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });
  test("equal filters are one function, so that windows can be shared", () => {
    const where = 'event.context.source == "feed"';
    const features = ["x", "y"].map(
      (name) => `  ${name}: { kind: count, by: ip, window: 1h, where: '${where}' }`,
    );
    const { features: specs } = loaded(policyText({ features: features.join("\n"), when: "x + y > 1" }));
    expect(specs[0]!.where).not.toBeNull();
    expect(specs[0]!.where).toBe(specs[1]!.where);
  });
  test("families are shared by name, and a rule without one stands alone", () => {
    const rule = (name: string, family: string) =>
      `  ${name}: { when: likes > 3, weight: 0.1, ${family} text: { zh: 甲, en: a } }`;
    const text = policyText({
      rule: [rule("x", "family: f,"), rule("f", ""), rule("y", "family: f,"), rule("z", "")].join("\n"),
    });
    expect(loaded(text).rules.map(({ family }) => family)).toEqual([0, 1, 0, 2]);
  });
});

describe("what a reason shows", () => {
  const features = [
    "  x: { kind: count, by: ip, window: 1h }",
    "  y: { kind: count, by: device, window: 1h }",
  ].join("\n");
  const shown = (when: string, extra = "") => {
    const rule = `  r:\n    when: ${when}\n    weight: 0.1\n${extra}    text: { zh: 甲, en: a }`;
    const [only] = loaded(policyText({ features, rule })).rules;
    return [only!.shownFeature, only!.shownBaseline, only!.shownBaselineFeature, only!.needs];
  };
  test.each([
    ["x > 3 && y > 4", "", [0, 3, -1, [0, 1]]],
    ["3 < x", "", [0, 3, -1, [0]]],
    ["x > 3 * 10", "", [0, 30, -1, [0]]],
    ["x > y", "", [0, Number.NaN, 1, [0, 1]]],
    ["event.context.emulator && y > 4", "", [1, 4, -1, [1]]],
    ["x + y > 4", "", [0, Number.NaN, -1, [0, 1]]],
    ["x in [1, 2]", "", [0, Number.NaN, -1, [0]]],
    ["event.context.emulator", "", [-1, Number.NaN, -1, []]],
    ["x > 3", "    show: { value: y, baseline: 7 }\n", [1, 7, -1, [0, 1]]],
    ["x > 3", "    show: { baseline: y }\n", [0, Number.NaN, 1, [0, 1]]],
    ["x > 3", "    show: { value: y }\n", [1, Number.NaN, -1, [0, 1]]],
  ])("%s %s", (when, extra, expected) => expect(shown(when, extra)).toEqual(expected));
});

describe("errors stand at the very characters", () => {
  const feature = (declaration: string) => policyText({ features: `  likes: ${declaration}` });
  const cases: [string, string, string[]][] = [
    [
      "an unknown key at the top",
      policyText({ top: "featurs: {}" }),
      ["«featurs» unknown key `featurs` in the policy (did you mean `features`?)"],
    ],
    [
      "an unknown key of a feature",
      feature("{ kind: count, by: ip, windw: 1h, window: 1h }"),
      ["«windw» unknown key `windw` in feature `likes` (did you mean `window`?)"],
    ],
    [
      "an unknown key of a rule",
      policyText({ when: "likes > 1\n    wieght: 1" }),
      ["«wieght» unknown key `wieght` in rule `r` (did you mean `weight`?)"],
    ],
    [
      "an unknown setting",
      policyText({ top: "memory: { keysmax: 300 }" }),
      ["«keysmax» unknown key `keysmax` in `memory` (did you mean `keys_max`?)"],
    ],
    [
      "what a policy says of campaigns",
      policyText({ top: "campaigns: { comfirm: 0.9, members_min: few, near_line: { every: 5 } }" }),
      [
        "«comfirm» unknown key `comfirm` in `campaigns` (did you mean `confirm`?)",
        "«few» `members_min` must be a number, not `few`",
        "«5» duration `5` has no unit (a duration is a number and a unit: `500ms`, `60s`, `5m`, `1h`, `7d`, `2w`)",
      ],
    ],
    [
      "an unknown column",
      feature("{ kind: count, by: devise, window: 1h }"),
      ["«devise» no such key column: `devise` (did you mean `device`?)"],
    ],
    [
      "an unknown type",
      feature("{ kind: count, by: ip, on: [like, shaer], window: 1h }"),
      ["«shaer» no such event type: `shaer` (did you mean `share`?)"],
    ],
    [
      "an unknown kind",
      feature("{ kind: cout, by: ip, window: 1h }"),
      ["«cout» no such kind of feature: `cout` (did you mean `count`?)"],
    ],
    ["a missing key", feature("{ kind: count, by: ip }"), ["«likes» feature `likes` lacks `window`"]],
    [
      "a key without meaning",
      feature("{ kind: count, by: ip, window: 1h, sample: 9 }"),
      [
        "«sample» `sample` has no meaning for a feature of kind `count` (it takes by, read_by, window, on, where)",
      ],
    ],
    [
      "a duration without unit",
      feature("{ kind: count, by: ip, window: 60 }"),
      [
        "«60» duration `60` has no unit (a duration is a number and a unit: `500ms`, `60s`, `5m`, `1h`, `7d`, `2w`)",
      ],
    ],
    [
      "an unknown unit",
      feature("{ kind: count, by: ip, window: 3y }"),
      [
        "«3y» `y` is not a unit of time (a duration is a number and a unit: `500ms`, `60s`, `5m`, `1h`, `7d`, `2w`)",
      ],
    ],
    [
      "a window past the limit",
      feature("{ kind: count, by: ip, window: 2592001s }"),
      ["«2592001s» `window` is longer than 30d, the longest that is kept"],
    ],
    [
      "three keys",
      feature("{ kind: count, by: [ip, device, actor], window: 1h }"),
      ["«actor» a feature has one key column or a pair of them"],
    ],
    [
      "a pair of the same",
      feature("{ kind: count, by: [ip, ip], window: 1h }"),
      ["«ip» the pair names one column twice"],
    ],
    [
      "a short baseline",
      feature("{ kind: burst, by: ip, window: 1h, baseline: 1h }"),
      ["«1h» `baseline` must be longer than `window`"],
    ],
    ["an empty list", feature("{ kind: count, by: ip, on: [], window: 1h }"), ["«[]» the list is empty"]],
    [
      "a dead filter",
      feature("{ kind: count, by: ip, on: like, window: 1h, where: event.retraction }"),
      [
        "«likes» no event can enter feature `likes`: its `where` excludes every type in its `on`",
        "«likes > 30» no event type can reach rule `r` (for every type in its `on` the condition is false, or needs a feature that is never fed)",
      ],
    ],
    [
      "a feature in a filter",
      feature("{ kind: count, by: ip, window: 1h, where: likes > 3 }"),
      [
        "«likes» `likes` is not a field of the event (a filter sees the event's own fields, as `event.context.source`)",
      ],
    ],
    [
      "a division by zero in a ratio",
      policyText({
        features:
          "  likes: { kind: count, by: ip, window: 1h }\n  q: { kind: ratio, of: likes, over: likes, over_min: 0 }",
        when: "q > 1",
      }),
      ["«0» division by zero (`over_min` must be greater than 0)"],
    ],
    [
      "a loop",
      policyText({
        features:
          "  likes: { kind: ratio, of: b, over: c }\n  b: { kind: ratio, of: c, over: c }\n  c: { kind: ratio, of: likes, over: b }",
      }),
      [
        "«likes» features go round in a circle: `likes` → `b` → `c` → `likes`",
        "«b» features go round in a circle: `b` → `c` → `b`",
      ],
    ],
    [
      "an unknown input of a ratio",
      policyText({
        features:
          "  likes: { kind: ratio, of: lieks, over: likes2 }\n  likes2: { kind: count, by: ip, window: 1h }",
      }),
      ["«lieks» no such feature: `lieks` (did you mean `likes`?)"],
    ],
    [
      "an unknown feature",
      policyText({ when: "lkies > 3" }),
      ["«lkies» no such feature: `lkies` (did you mean `likes`?)"],
    ],
    [
      "an unknown field",
      policyText({ when: 'likes > 3 && event.context.devise == "x"' }),
      ["«event.context.devise» no such field: `event.context.devise` (did you mean `event.context.device`?)"],
    ],
    [
      "a field without its path",
      policyText({ when: 'likes > 3 && source == "x"' }),
      ["«source» no such feature: `source` (did you mean `event.context.source`?)"],
    ],
    [
      "an unknown type in a condition",
      policyText({ when: 'likes > 3 && event.type == "liek"' }),
      ['«"liek"» no such event type: `liek` (did you mean `like`?)'],
    ],
    [
      "an unknown target kind",
      policyText({ when: 'likes > 3 && event.target.kind in ["video", "vidoe"]' }),
      ['«"vidoe"» no such target kind: `vidoe` (did you mean `video`?)'],
    ],
    [
      "text compared with a number",
      policyText({ when: "likes > 3 && event.context.ip == 3" }),
      ["«event.context.ip == 3» text is compared with a number"],
    ],
    [
      "text in order",
      policyText({ when: 'likes > 3 && event.context.ip > "x"' }),
      ['«event.context.ip > "x"» text has no order: `>` compares numbers (use `==` or `!=`)'],
    ],
    [
      "a number where a condition is needed",
      policyText({ when: "likes" }),
      ["«likes» this is a number, where a condition is needed (compare it with something, as in `x > 0`)"],
    ],
    [
      "a text where a condition is needed",
      policyText({ when: "event.context.ip && likes > 3" }),
      ['«event.context.ip» this is text, where a condition is needed (compare it, as in `x == "…"`)'],
    ],
    [
      "a condition in arithmetic",
      policyText({ when: "likes + (likes > 3) > 3" }),
      ["«likes > 3» this is a condition (true or false), where a number is needed"],
    ],
    [
      "a chain of comparisons",
      policyText({ when: "1 < likes < 3" }),
      [
        "«1 < likes < 3» a condition (true or false) is compared with a number (a condition stands by itself, or is compared with `true` or `false`)",
      ],
    ],
    [
      "a division by zero",
      policyText({ when: "likes / 0 > 3" }),
      ["«0» division by zero (the result would never be measurable)"],
    ],
    [
      "a remainder by zero, worked out",
      policyText({ when: "likes % (2 - 2) == 1" }),
      ["«2 - 2» division by zero (the result would never be measurable)"],
    ],
    [
      "an unknown function",
      policyText({ when: 'event.context.ip.startWith("1") && likes > 1' }),
      ['«event.context.ip.startWith("1")» no such function: `startWith` (did you mean `startsWith`?)'],
    ],
    [
      "a bad pattern",
      policyText({ when: 'event.context.ip.matches("(1") && likes > 1' }),
      ['«"(1"» the pattern is not valid: missing closing ): `(1`'],
    ],
    [
      "a search in a derived field",
      policyText({ when: 'event.context.ip_kind.contains("c") && likes > 1' }),
      ["«event.context.ip_kind» `contains` cannot look into a derived field (compare it with `==` or `in`)"],
    ],
    ["a syntax error", policyText({ when: "likes > > 3" }), ["«>» a value is missing before `>`"]],
    [
      "a spoken operator",
      policyText({ when: "likes > 3 and likes > 2" }),
      ["«and» an operator is missing before `and` (CEL writes `&&`)"],
    ],
    [
      "an assignment",
      policyText({ when: "likes = 3" }),
      ["«=» `=` has no place in a condition (CEL writes `==`)"],
    ],
    ["an open bracket", policyText({ when: "(likes > 3" }), ["«(» `(` is never closed"]],
    [
      "null",
      policyText({ when: "event.context.ip == null && likes > 1" }),
      ["«null» `null` has no place in a condition (ask `has(event.context.ip)` whether a field is there)"],
    ],
    [
      "an index",
      policyText({ when: '"likes[0] > 3"' }),
      ["«[» `[…` after a value has no place in a condition"],
    ],
    [
      "a rule nothing reaches by type",
      policyText({ when: 'event.type == "view" && likes > 3' }),
      [
        '«event.type == "view" && likes > 3» no event type can reach rule `r` (for every type in its `on` the condition is false, or needs a feature that is never fed)',
      ],
    ],
    [
      "a rule that is never true",
      policyText({ when: "likes > 3 && 1 > 2" }),
      [
        "«likes > 3 && 1 > 2» no event type can reach rule `r` (for every type in its `on` the condition is false, or needs a feature that is never fed)",
      ],
    ],
    [
      "a weight above 1",
      policyText().replace("0.5", "1.01"),
      ["«1.01» `weight` must lie in [0, 1], not `1.01`"],
    ],
    [
      "a weight below 0",
      policyText().replace("0.5", "-0.1"),
      ["«-0.1» `weight` must lie in [0, 1], not `-0.1`"],
    ],
    [
      "a weight that is no number",
      policyText().replace("0.5", ".nan"),
      ["«.nan» `weight` must be a number, not `.nan`"],
    ],
    [
      "an unknown verdict",
      policyText({ when: "likes > 3\n    verdict: block" }),
      ["«block» no such verdict: `block` (one of allow, challenge, hold, reject)"],
    ],
    [
      "a missing language",
      policyText().replace(", en: a", ""),
      ["«text» the text in English (`en`) is missing"],
    ],
    [
      "a missing language, the other",
      policyText().replace("zh: 甲, ", ""),
      ["«text» the text in Chinese (`zh`) is missing"],
    ],
    [
      "an unknown slot",
      policyText().replace("甲", "'{valeu} 个'"),
      ["«'{valeu} 个'» no such slot in a text: `{valeu}` (there are `{value}` and `{baseline}`)"],
    ],
    ["no text at all", policyText().replace(/ {4}text.*\n/, ""), ["«r» rule `r` lacks `text`"]],
    [
      "thresholds out of order",
      policyText({ top: "thresholds: { challenge: 0.6, hold: 0.6, reject: 0.5 }" }),
      [
        "«0.6» thresholds must ascend: `hold` (0.6) is not above `challenge` (0.6)",
        "«0.5» thresholds must ascend: `reject` (0.5) is not above `hold` (0.6)",
      ],
    ],
    [
      "a threshold after never",
      policyText({ top: "thresholds: { challenge: 0.5, hold: never, reject: 0.9 }" }),
      ["«0.9» thresholds must ascend: `reject` (0.9) is not above `hold` (never)"],
    ],
    [
      "a threshold of nothing",
      policyText({ top: "thresholds: { challenge: 0 }" }),
      ["«0» `challenge` must lie in [0.001, 1], not `0`"],
    ],
    [
      "a name twice",
      policyText({
        features:
          "  likes: { kind: count, by: ip, window: 1h }\n  likes: { kind: count, by: ip, window: 2h }",
      }),
      ["«likes» `likes` stands twice; first in line 4"],
    ],
    [
      "a reserved name",
      policyText({
        features: "  in: { kind: count, by: ip, window: 1h }\n  likes: { kind: count, by: ip, window: 1h }",
      }),
      ["«in» `in` is a reserved word"],
    ],
    [
      "a name that is none",
      policyText().replace("  r:", "  R-1:"),
      ["«R-1» `R-1` is not a name for a rule (lower-case letters, digits and `_`, a letter first)"],
    ],
    [
      "a bad network",
      policyText({ top: "infrastructure:\n  - { kind: campus, networks: [10.0.0.1/8] }" }),
      [
        "«10.0.0.1/8» `10.0.0.1/8` is not a network (an address and the bits that are fixed, the rest zero: `203.0.113.0/24`, `2001:db8::/32`)",
      ],
    ],
    [
      "a network of two kinds",
      policyText({
        top: "infrastructure:\n  - { kind: campus, networks: [10.0.0.0/8] }\n  - { kind: office, networks: [10.0.0.0/8] }",
      }),
      ["«10.0.0.0/8» `10.0.0.0/8` is already of kind `campus`"],
    ],
    [
      "an AS number of two kinds",
      policyText({
        top: "infrastructure:\n  - { kind: campus, asns: [7] }\n  - { kind: office, asns: [7] }",
      }),
      ["«7» AS 7 is already of kind `campus`"],
    ],
    [
      "infrastructure without kind",
      policyText({ top: "infrastructure:\n  - { asns: [7] }" }),
      ["«{ asns: [7] }» infrastructure without `kind` (as in `kind: campus`)"],
    ],
    [
      "an alias",
      `x: &a 1\n${policyText({ top: "y: *a" })}`,
      ["«*a» aliases are not accepted in a policy (write the value out)"],
    ],
    [
      "an empty file",
      "",
      ["«» the policy file is empty (it needs at least `name`, `version`, `features` and `rules`)"],
    ],
    ["a list", "- a", ["«- a» the policy must be a mapping of names to values"]],
    ["a bare word", "x", ["«x» the policy must be a mapping of names to values"]],
  ];
  test.each(cases)("%s", (_name, text, expected) => expect(problems(text)).toEqual(expected));

  test("all at once, in the order of the file", () => {
    const text = policyText({ top: "thresholds: { challenge: 2 }", when: "lkies > 3 && likes" }).replace(
      "0.5",
      "7",
    );
    expect(problems(text).map((line) => line.split(" ")[0])).toEqual(["«2»", "«lkies»", "«likes»", "«7»"]);
  });
  test("one mistake in a feature is not reported again by the rules that use it", () => {
    const text = policyText({ features: "  likes: { kind: count, by: ipp, window: 1h }" });
    expect(problems(text)).toHaveLength(1);
  });
});

describe("warnings", () => {
  test("the name that `near_line` had is read, and told; both at once are refused", () => {
    const before = policyText({ top: "campaigns: { watch: { every: 1m } }" });
    expect(problems(before)).toEqual(["warning: «watch» `watch` is called `near_line` now"]);
    expect(loaded(before).campaigns.nearLine.everyMs).toBe(60_000);
    expect(problems(policyText({ top: "campaigns: { near_line: {}, watch: {} }" }))).toEqual([
      "«watch» `watch` is the old name of `near_line`, which stands here too; keep one",
    ]);
  });
  test("a feature that no rule uses; one used through a ratio is used", () => {
    const features = [
      "  likes: { kind: count, by: ip, window: 1h }",
      "  views: { kind: count, by: target, on: view, window: 1h }",
      "  q: { kind: ratio, of: likes, over: views }",
      "  idle: { kind: count, by: actor, window: 1h }",
    ].join("\n");
    expect(problems(policyText({ features, when: "q > 1" }))).toEqual([
      "warning: «idle» feature `idle` is used by no rule",
    ]);
  });
  test("a kind of infrastructure that nobody named, and one that the policy names", () => {
    const when = 'likes > 3 && event.context.ip_kind == "campsu"';
    expect(problems(policyText({ when }))[0]).toBe(
      'warning: «"campsu"» `campsu` is no kind of infrastructure this policy names (did you mean `campus`?)',
    );
    const top = "infrastructure:\n  - { kind: campsu, asns: [7] }";
    expect(problems(policyText({ top, when }))).toEqual([]);
  });
  test("a slot that will stay unknown", () => {
    const text = policyText({ when: "likes in [1, 2]" }).replace("甲", "'{value} {baseline}'");
    expect(problems(text)[0]).toContain("`{baseline}` will be unknown");
  });
});

describe("a condition in any form of YAML scalar", () => {
  const at = (scalar: string) => problems(policyText({ when: scalar }))[0];
  test.each([
    ["plain", "likes > 3 && wrong > 1"],
    ["plain over lines", "likes > 3 &&\n      wrong > 1"],
    ["double quotes", '"likes > 3 && wrong > 1"'],
    ["double quotes with escapes", '"event.context.ip == \\"\\u4e2d\\x41\\" && wrong > 1"'],
    ["double quotes over lines", '"likes > 3 &&\n      wrong > 1"'],
    ["double quotes with a continued line", '"likes > 3 && \\\n      wrong > 1"'],
    ["single quotes", "'event.context.ip == ''a'' && wrong > 1'"],
    ["literal block", "|\n      likes > 3\n        && wrong > 1"],
    ["folded block", ">\n      likes > 3\n      && wrong > 1"],
    ["folded block, stripped", ">-\n      likes > 3\n\n      && wrong > 1"],
    ["kept block with an indent", "|2+\n      likes > 3\n      && wrong > 1\n"],
  ])("%s", (_name, scalar) => expect(at(scalar)).toMatch(/^«wrong» no such feature/));
  test("line and column of a folded one", () => {
    const result = loadPolicy(policyText({ when: ">-\n      likes > 3 &&\n      lieks > 4" }), "p.yaml");
    expect(result.ok ? [] : result.diagnostics).toMatchObject([{ line: 10, column: 7 }]);
  });
});

describe("limits, at each and one past it", () => {
  const fails = (text: string) => problems(text).filter((line) => !line.startsWith("warning"));
  const many = (count: number, line: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => line(i)).join("\n");
  test("features", () => {
    const features = (count: number) =>
      policyText({
        features: many(count, (i) => `  f${i}: { kind: count, by: ip, window: 1h }`),
        when: "f0 > 1",
      });
    expect(fails(features(FEATURES_MAX))).toEqual([]);
    expect(fails(features(FEATURES_MAX + 1))).toEqual([
      `«features» more than ${FEATURES_MAX} features (${FEATURES_MAX + 1})`,
    ]);
  });
  test("rules", () => {
    const rules = (count: number) =>
      policyText({
        rule: many(count, (i) => `  r${i}: { when: likes > 1, weight: 0, text: { zh: 甲, en: a } }`),
      });
    expect(fails(rules(RULES_MAX))).toEqual([]);
    expect(fails(rules(RULES_MAX + 1))).toEqual([`«rules» more than ${RULES_MAX} rules (${RULES_MAX + 1})`]);
  });
  test("bytes", () => {
    const text = policyText();
    const padded = (bytes: number) => `${text}#${" ".repeat(bytes - text.length - 3)}\n`;
    const utf8 = Buffer.byteLength(padded(1000)) - 1000;
    expect(fails(padded(POLICY_BYTES_MAX - utf8))).toEqual([]);
    expect(fails(padded(POLICY_BYTES_MAX - utf8 + 1))[0]).toContain("more than 1048576");
  });
  test("length of a condition", () => {
    const condition = (length: number) => policyText({ when: `"likes > 3${" ".repeat(length - 10)}1"` });
    expect(fails(condition(CONDITION_CHARS_MAX))[0]).toContain("operator is missing");
    expect(fails(condition(CONDITION_CHARS_MAX + 1))[0]).toContain("longer than");
  });
  test("nesting of a condition", () => {
    const nested = (depth: number) =>
      policyText({ when: `${"(".repeat(depth)}likes > 3${")".repeat(depth)}` });
    expect(fails(nested(CONDITION_DEPTH_MAX))).toEqual([]);
    expect(fails(nested(CONDITION_DEPTH_MAX + 1))[0]).toContain("nested deeper");
    const negated = (depth: number) => policyText({ when: `"${"!".repeat(depth)}(likes > 3)"` });
    expect(fails(negated(CONDITION_DEPTH_MAX))).toEqual([]);
    expect(fails(negated(CONDITION_DEPTH_MAX + 1))[0]).toContain("nested deeper");
  });
  test("windows", () => {
    const windowed = (window: string) =>
      policyText({ features: `  likes: { kind: count, by: ip, window: ${window} }` });
    expect(fails(windowed("30d"))).toEqual([]);
    expect(fails(windowed("2592000001ms"))).toHaveLength(1);
  });
  test("samples", () => {
    const sampled = (sample: number) =>
      policyText({ features: `  likes: { kind: gap_cv, by: ip, window: 1h, sample: ${sample} }` });
    expect(fails(sampled(SAMPLE_MAX))).toEqual([]);
    expect(fails(sampled(SAMPLE_MAX + 1))).toHaveLength(1);
    expect(fails(sampled(2))).toEqual([]);
    expect(fails(sampled(1))).toHaveLength(1);
    expect(fails(sampled(2.5))).toHaveLength(1);
  });
  test("settings", () => {
    const top = (line: string) => fails(policyText({ top: line })).length;
    expect(top("ordering: { lateness: 1h }")).toBe(0);
    expect(top("ordering: { lateness: 3601s }")).toBe(1);
    expect(top("memory: { exact_max: 8 }")).toBe(0);
    expect(top("memory: { exact_max: 7 }")).toBe(1);
    expect(top("memory: { exact_max: 65536 }")).toBe(0);
    expect(top("memory: { exact_max: 65537 }")).toBe(1);
    expect(top("memory: { keys_max: 16 }")).toBe(0);
    expect(top("memory: { keys_max: 15 }")).toBe(1);
    expect(top("memory: { keys_max: 100000000 }")).toBe(0);
    expect(top("memory: { keys_max: 100000001 }")).toBe(1);
    for (const [key, inside, outside] of [
      ["confirm", ["0.5", "1", "never"], ["0.49", "1.01", "always"]],
      ["members_min", ["3", "100000"], ["2", "100001", "3.5"]],
      ["near_line", ["{ every: 1s }", "{ every: 60s }"], ["{ every: 999ms }", "{ every: 61s }", "15s"]],
      [
        "near_line",
        ["{ events_max: 10000 }", "{ events_max: 20000000 }"],
        ["{ events_max: 9999 }", "{ events_max: 20000001 }"],
      ],
      ["nightly", ["off", "{ days: 5 }", "{ days: 90 }"], ["on", "{ days: 4 }", "{ days: 91 }"]],
      [
        "nightly",
        ["{ acts_max: 10000 }", "{ acts_max: 40000000 }"],
        ["{ acts_max: 9999 }", "{ acts_max: 40000001 }"],
      ],
      ["nightly", ["{ hour_utc: 0 }", "{ hour_utc: 23 }"], ["{ hour_utc: -1 }", "{ hour_utc: 24 }"]],
    ] as const) {
      for (const value of inside) expect(top(`campaigns: { ${key}: ${value} }`), value).toBe(0);
      for (const value of outside) expect(top(`campaigns: { ${key}: ${value} }`), value).toBe(1);
    }
  });
  test("names and texts", () => {
    const named = (length: number) => policyText().replace("  r:", `  ${"r".repeat(length)}:`);
    expect(fails(named(NAME_CHARS_MAX))).toEqual([]);
    expect(fails(named(NAME_CHARS_MAX + 1))).toHaveLength(1);
    const said = (length: number) => policyText().replace("甲", "甲".repeat(length));
    expect(fails(said(TEXT_CHARS_MAX))).toEqual([]);
    expect(fails(said(TEXT_CHARS_MAX + 1))).toHaveLength(1);
  });
});

describe("never throws", () => {
  test.each([
    ["deep flow", "[".repeat(500_000)],
    ["deep maps", `${"{a: ".repeat(300)}${"}".repeat(300)}`],
    ["deep lists", `${"- ".repeat(5000)}a`],
    ["deep keys", `${"? ".repeat(5000)}a`],
    ["anchors", `${"&a ".repeat(5000)}x`],
    ["zero bytes", "\0".repeat(100)],
    ["a tag", "!!js/function x"],
    ["two documents", "a: 1\n---\nb: 2"],
    ["tabs", "a:\n\tb: 1"],
    ["a key that is a list", "? [a]\n: b"],
    ["lone surrogates", policyText({ when: '"\\ud800 > 1"' })],
    ["prototype names", policyText({ when: "constructor > 1 && __proto__ > 2 && toString > 3" })],
    ["only carriage returns", "a: 1\rb: 2\r"],
  ])("%s", (_name, text) => {
    const result = loadPolicy(text, "p.yaml");
    expect(result.ok).toBe(false);
    if (!result.ok)
      for (const one of result.diagnostics) expect(formatDiagnostic(one, text)).toContain("p.yaml:");
  });

  test("on mutations of the default policy", () => {
    const source = readFileSync("policies/default.yaml", "utf8");
    const junk = fc.constantFrom(
      "",
      " ",
      "\n",
      ":",
      "{",
      "}",
      "[",
      "]",
      "'",
      '"',
      "#",
      "&&",
      "||",
      ">",
      "0",
      "- ",
      "*a",
      "&a",
      "甲",
      "\t",
      "null",
      "?",
      "|",
      "event.",
      ".",
      "(",
      "!",
    );
    const edit = fc.record({ at: fc.nat(source.length), cut: fc.nat(12), put: junk });
    const property = fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
      let text = source;
      for (const { at, cut, put } of edits) text = text.slice(0, at) + put + text.slice(at + cut);
      const result = loadPolicy(text, "p.yaml");
      const list = result.ok ? result.warnings : result.diagnostics;
      if (!result.ok) expect(list.some(({ severity }) => severity === "error")).toBe(true);
      for (const one of list) {
        expect(one.start).toBeLessThanOrEqual(text.length);
        expect(formatDiagnostic(one, text).length).toBeGreaterThan(10);
      }
    });
    fc.assert(property, { numRuns: 150, seed: 5 });
  });
});

describe("what the author of a policy met", () => {
  const policyWith = (when: string, features = "features") =>
    loadPolicy(
      `name: p\nversion: "1"\n${features}:\n  likes: { kind: count, by: actor, window: 1h }\nrules:\n  r:\n    when: '${when}'\n    weight: 0.5\n    text: { zh: 过多, en: many }\n`,
      "p.yaml",
    );
  test.each([
    ["likes ≥ 3", "CEL writes `>=`"],
    ["likes ≤ 3", "CEL writes `<=`"],
    ["likes ≠ 3", "CEL writes `!=`"],
    ["likes ＞ 3 ？ true：false", "CEL writes `>`"],
    ["event.type in （“like”）", "CEL writes `(`"],
    ['event.type in ("like")', 'in square brackets, as in `x in ["a", "b"]`'],
    ['likes > "3"', "a number has no quotes: `3`"],
  ])("%s is one error, with CEL's way as its hint", (when, hint) => {
    const loaded = policyWith(when);
    expect(loaded.ok ? [] : loaded.diagnostics.map((one) => one.hint)).toEqual([hint]);
  });

  test("a misspelt key is told once, and nothing that follows from it", () => {
    const loaded = policyWith("likes > 3", "fetures");
    expect(loaded.ok ? [] : loaded.diagnostics.map(({ message }) => message)).toEqual([
      "unknown key `fetures` in the policy",
    ]);
  });

  test.each([
    ["likes >= 0", true],
    ["0 <= likes", true],
    ["true", true],
    ["likes > 3 || likes > -1", true],
    ["likes > 0", false],
    ["likes >= 0 && likes > 5", false],
  ])("%s holds for every event: %s", (when, always) => {
    const loaded = policyWith(when);
    const warned =
      loaded.ok && loaded.warnings.some(({ message }) => message.includes("holds for every event"));
    expect(warned).toBe(always);
  });
});
