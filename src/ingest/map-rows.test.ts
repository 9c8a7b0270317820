import fc from "fast-check";
import { expect, test } from "vitest";
import type { Rejection } from "../nouns/codes.ts";
import { createEventRow, type EventRow, KEY_COLUMNS, keyColumn, keyText } from "../nouns/event-row.ts";
import { ENGAGEMENT_FIELD_TYPES } from "./contract-fields.ts";
import { createDecoder } from "./json-decoder.ts";
import { createRowMapper, type MappingTrouble } from "./map-rows.ts";
import { parseMapping } from "./mapping.ts";
import { MAPPING_EVENTS_MAX } from "./mapping-limits.ts";
import { tableChunk } from "./table-chunk.ts";

const HEAD =
  'mapping: 1\nfields:\n  id: "{id}"\n  at: { from: time, zone: Asia/Shanghai }\n  actor.id: "{user}"\n  target.kind: video\n  target.id: "{vid}"\n';
const ROW = { id: "e", time: "2026-11-20 20:00:01", user: "u", vid: "v" };

interface Mapped {
  readonly events: readonly Record<string, Record<string, unknown>>[];
  readonly troubles: readonly MappingTrouble[];
  readonly findings: readonly { readonly code: string; readonly text: { readonly en: string } }[];
}

/** Fields and events in YAML, rows → what they become. */
function map(yaml: string, ...rows: readonly Record<string, string | null>[]): Mapped {
  const mapRow = createRowMapper(parseMapping(HEAD + yaml, "m.yaml"), new Map());
  const troubles: MappingTrouble[] = [];
  const events = rows.flatMap((row) => {
    const full: Record<string, string | null> = { ...ROW, ...row };
    return mapRow(
      (column) => full[column] ?? null,
      (trouble) => troubles.push(trouble),
    ).map((line) => JSON.parse(line) as Record<string, Record<string, unknown>>);
  });
  return { events, troubles, findings: mapRow.findings() };
}
const LIKE = "events:\n  - type: like\n";

test.each(["True", "true", "1", "1.0", "yes", "Y", "是", "T"])(
  "`%s` fulfils `1`, `true` and `yes`",
  (flag) => {
    for (const wanted of ["1", "true", "yes", '"1"', '"True"', "是"]) {
      const { events } = map(`events:\n  - { type: like, when: { liked: ${wanted} } }\n`, { liked: flag });
      expect([wanted, events.length]).toEqual([wanted, 1]);
    }
  },
);

test.each(["False", "0", "0.0", "no", "否", "2", "7", "", "good"])("`%s` does not", (flag) => {
  for (const wanted of ["1", "true", "yes", '"1"', "是"]) {
    expect(map(`events:\n  - { type: like, when: { liked: ${wanted} } }\n`, { liked: flag }).events).toEqual(
      [],
    );
  }
});

test.each([
  ["7", "7.0", true],
  ['"7"', "7.0", true],
  ["7.0", "7", true],
  ["1000", "1,000", true],
  ["0.5", "0.50", true],
  ["7123456789012345671", "7123456789012345671", true],
  ["7123456789012345671", "7123456789012345672", false],
  ["like", "like", true],
  ["like", "Like ", false],
  ["10", "1", false],
])("`when: %s` and the column `%s`: %s", (wanted, value, fits) => {
  expect(map(`events:\n  - { type: like, when: { x: ${wanted} } }\n`, { x: value }).events).toHaveLength(
    fits ? 1 : 0,
  );
});

test("a word to translate is found in whatever form its number has", () => {
  const yaml =
    "events:\n  - { type: like, target.kind: { from: kind, translate: { 1: video, 2: article }, default: link } }\n";
  const kinds = map(yaml, { kind: "1.0" }, { kind: "2" }, { kind: null }).events.map(
    (event) => event.target!.kind,
  );
  expect(kinds).toEqual(["video", "article", "link"]);
});

test.each([
  ["1,234", 1234],
  ["1.2万", 12_000],
  ["12,5", 12.5],
  ["3k", 3000],
])("a number column holds `%s`", (text, value) => {
  expect(map(`  behavior.dwell_ms: "{d}"\n${LIKE}`, { d: text }).events[0]!.behavior).toEqual({
    dwell_ms: value,
  });
});

test("a duration that names its unit is what it says, scaled or not; a plain number is scaled", () => {
  const yaml = `  behavior.dwell_ms: { from: d, scale: 1000 }\n${LIKE}`;
  const told = map(yaml, { d: "12" }, { d: "12s" }, { d: "00:00:12" }, { d: "1分2秒" }).events;
  expect(told.map((event) => event.behavior!.dwell_ms)).toEqual([12_000, 12_000, 12_000, 62_000]);
});

test("a share in per cent is a part of one, a network's number may bear its letters", () => {
  const yaml = `  behavior.play_ratio: "{p}"\n  context.asn: "{asn}"\n${LIKE}`;
  const [event] = map(yaml, { p: "85%", asn: "AS4134 Chinanet" }).events;
  expect([event!.behavior!.play_ratio, event!.context!.asn]).toEqual([0.85, 4134]);
});

test("an id that a tool wrote as a decimal is the whole number", () => {
  const [event] = map(LIKE, { user: "71234.0", vid: "v1.0" }).events;
  expect([event!.actor!.id, event!.target!.id]).toEqual(["71234", "v1.0"]);
});

test("a time that cannot be read is told with what the mapping lacks, and makes no event", () => {
  const { events, troubles } = map(LIKE, { time: "1/5/2026 8:00 PM" }, { time: "2026-02-30" });
  expect(events).toEqual([]);
  expect(troubles.map(({ code, field, value }) => [code, field, value])).toEqual([
    ["bad_time", "at", "1/5/2026 8:00 PM"],
    ["bad_time", "at", "2026-02-30"],
  ]);
  expect(troubles[0]!.hint).toContain("order: dmy");
  // An id that is made of an empty name is not what is missing.
  expect(map(LIKE, { time: "2026-02-20 01:00", user: "" }).troubles[0]).toMatchObject({
    code: "missing_field",
    field: "actor.id",
    hint: "empty in this row: `user`",
  });
});

test.each([
  ["ms", "1795608000", "`s`"],
  ["s", "1795608000000", "`ms`"],
  ["ms", "1795608000000000", "`us`"],
  ["s", "46027.8", "`excel`"],
])("a count of another unit than `%s` (%s) is refused with the unit %s", (unit, time, fit) => {
  const yaml = HEAD.replace("zone: Asia/Shanghai", `unit: ${unit}`) + LIKE;
  const troubles: MappingTrouble[] = [];
  const mapRow = createRowMapper(parseMapping(yaml, "m.yaml"), new Map());
  const row: Record<string, string> = { ...ROW, time };
  expect(
    mapRow(
      (column) => row[column] ?? null,
      (trouble) => troubles.push(trouble),
    ),
  ).toEqual([]);
  expect(troubles[0]!.hint).toContain(`the unit is ${fit}`);
});

test("an event rule that fitted no row, and a constant that is a column's name, are told", () => {
  const yaml =
    "  context.device: phone\nevents:\n  - type: view\n  - { type: like, when: { liked: sometimes } }\n";
  const { findings } = map(yaml, { liked: "1", phone: "d1" });
  expect(findings.map(({ code }) => code)).toEqual(["unused_event_rule", "suspected_constant"]);
  expect(findings[0]!.text.en).toMatch(/`like` of m\.yaml:\d+ fitted none of 1 rows.*`liked`/);
  expect(findings[1]!.text.en).toContain('`"{phone}"`');
  expect(map(LIKE, {}).findings).toEqual([]);
});

test.each(["id", "actor.id"])(
  "`%s` without braces is refused: it would be one in the whole file",
  (field) => {
    const yaml = (value: string) =>
      `mapping: 1\nfields: { id: "{i}", at: { from: t }, actor.id: "{u}", target.kind: video, target.id: v }\nevents:\n  - { type: like, ${field}: ${value} }\n`;
    expect(() => parseMapping(yaml("用户"), "m.yaml")).toThrow(/m\.yaml:4:.*用户[\s\S]*"\{用户\}"/);
    expect(() => parseMapping(yaml("{ constant: 用户 }"), "m.yaml")).not.toThrow();
  },
);

test("a mapping has a stated number of events at the most", () => {
  const many = (count: number) => `${HEAD}events:\n${"  - type: like\n".repeat(count)}`;
  expect(() => parseMapping(many(MAPPING_EVENTS_MAX), "m.yaml")).not.toThrow();
  expect(() => parseMapping(many(MAPPING_EVENTS_MAX + 1), "m.yaml")).toThrow(/501 events, more than 500/);
});

/** Texts that columns of exports hold, and what is hard about some: each for every type of field. */
const HELD = [
  ...'|a|u-1|7.0|7123456789012345671|7.12E+18|1|0|true|no|像素级|𝒳|say "hi"|a\\b|tab\there|line\nbreak|\'83512'.split(
    "|",
  ),
  ..."|like|unlike|view|payment|complaint|nonsense|video|account|payee|203.0.113.9|::ffff:203.0.113.9|2001:db8::1|10.0.0.*".split(
    "|",
  ),
  ..."|2026-11-20 20:00:01|1795000000000|1795000000|1999-01-01 00:00:00|0.5|1.5|-1|1e300|AS4134|4134.0|1:02|50%".split(
    "|",
  ),
  "\ud800half",
  "x".repeat(1_024),
  "宽".repeat(400),
  "\u0000",
];
const COLUMN_NAMES = Object.keys(ENGAGEMENT_FIELD_TYPES);

/** Everything a row says, with its texts. */
function told(row: EventRow): unknown {
  const keys = KEY_COLUMNS.slice(0, 16).map((name) => {
    const key = keyColumn(name);
    return [name, row.hash[key * 2], row.hash[key * 2 + 1], keyText(row, key)];
  });
  const { kind, occurredAtMs, ip, ipVersion, num } = row;
  return { keys, kind, occurredAtMs, ip: [...ip], ipVersion, num: [...num.subarray(0, 9)] };
}

test("an event straight from its columns is the event that its line says", () => {
  const fields = COLUMN_NAMES.filter((name) => name !== "id").map((name) =>
    name.endsWith("at") ? `  ${name}: { from: ${name}, zone: Asia/Shanghai }` : `  ${name}: "{${name}}"`,
  );
  const yaml = `mapping: 1\nfields:\n${fields.join("\n")}\n  retraction: "{retraction}"\nevents:\n  - id: "{id}|{actor.id}"\n    extra.note: "{content.text}"\n`;
  const mapRow = createRowMapper(parseMapping(yaml, "m.yaml"), new Map());
  const straight = createEventRow();
  const byLine = createEventRow();
  const decoder = createDecoder();
  let plain = 0;
  const good: Record<string, string> = {
    id: "e1",
    type: "like",
    at: "2026-11-20 20:00:01",
    "actor.id": "u1",
    "target.kind": "video",
    "target.id": "v1",
  };
  const odd = fc.tuple(fc.constantFrom(...COLUMN_NAMES, "retraction"), fc.constantFrom(...HELD));
  fc.assert(
    fc.property(fc.array(odd, { maxLength: 6 }), (odds) => {
      const values: Record<string, string> = { ...good, ...Object.fromEntries(odds) };
      const row = (column: string): string | null => values[column] ?? null;
      const lines: string[] = [];
      const filled: unknown[] = [];
      const troubles: MappingTrouble[] = [];
      const sink = {
        filled: () => filled.push(told(straight)) > 0,
        line: (line: string) => lines.push(line) > 0,
        troubled: (trouble: MappingTrouble) => troubles.push(trouble),
      };
      expect(mapRow.events(row, straight, sink, null)).toBe(true);
      const refused: MappingTrouble[] = [];
      const wanted = mapRow(row, (trouble) => refused.push(trouble));
      expect(troubles).toEqual(refused);
      if (filled.length === 0) {
        expect(lines).toEqual(wanted);
        return;
      }
      plain++;
      const bytes = new TextEncoder().encode(wanted[0]);
      expect(decoder.decode(bytes, 0, bytes.length, byLine, Number.POSITIVE_INFINITY)).toBeNull();
      expect(decoder.setAside).toEqual([]);
      expect(filled).toEqual([told(byLine)]);
    }),
    { numRuns: 1_500, seed: 7 },
  );
  expect(plain).toBeGreaterThan(100);
});

test.each([
  [["合计", null, "1500", null], "合计"],
  [["31", "总计：", "1500", null], "总计："],
  [["Grand Total", "", "9", ""], "Grand Total"],
  [["小计", "1", "2", "3"], "小计"],
  [["Sum", "昨天", "好看", "v"], null],
  [["合计多多", null, null, null], null],
])("a row %j that is no event is told to be a total: %j", (cells, word) => {
  const mapRow = createRowMapper(parseMapping(`${HEAD}${LIKE}`, "m.yaml"), new Map());
  const names = ["user", "time", "vid", "id"];
  const row = (fields: readonly (string | null)[]) => (name: string) => fields[names.indexOf(name)] || null;
  const chunk = () => tableChunk([{ fields: cells, line: 9 }], row, mapRow, { rejections: [], bytesRead: 0 });
  const told: Rejection[] = [];
  chunk().events(createEventRow(), false, { event: () => true, rejected: (one) => told.push(one) });
  const lines = chunk().toLines().rejections;
  if (word === null) expect(told[0]!.hint).not.toMatch(/adds up/);
  else {
    expect(told).toMatchObject([{ line: 9, value: word, hint: expect.stringMatching(/adds up/) }]);
    if (lines.length > 0) expect(lines).toMatchObject(told);
  }
});

test("what nobody sees around an id is trimmed and told, a text that somebody wrote stays as it is", () => {
  const { events, findings } = map(
    'events:\n  - type: comment\n    when: { kind: 评论 }\n    content.text: "{text}"\n    context.device: "{device}"\n',
    { kind: "评论\t", text: " 好！\t", vid: "7301\t", time: "2026-11-20 20:00:01\t", device: "\u00a0" },
    { kind: "评论", text: "好", vid: "7301" },
    { kind: " 评论", text: "好", vid: '="7301"' },
  );
  expect(events.map(({ target }) => target!.id)).toEqual(["7301", "7301", "7301"]);
  expect(events[0]!.content!.text).toBe(" 好！\t");
  expect(events[0]!.context).toBeUndefined();
  const trimmed = findings.filter(({ code }) => code === "trimmed_ids");
  expect(trimmed).toMatchObject([{ place: "vid", count: 2, of: 3 }]);
  expect(trimmed[0]!.text.en).toContain("7301‹U+0009›");
});
