import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { TouchstoneError } from "../nouns/codes.ts";
import { kindWord } from "../nouns/event.ts";
import { createEventRow } from "../nouns/event-row.ts";
import { createDecoder } from "./json-decoder.ts";
import { absentFields, createRowMapper } from "./map-rows.ts";
import { parseMapping } from "./mapping.ts";
import { openSource } from "./open-source.ts";
import { linesOf } from "./source.ts";

const head =
  'mapping: 1\nfields:\n  id: "{id}"\n  at: { from: t, unit: ms }\n  actor.id: "{user}"\n  target.kind: video\n  target.id: "{item}"\n';

/** Fields and events in YAML, a row → the events it becomes. */
function map(yaml: string, row: Record<string, string | null>): unknown[] {
  const mapping = parseMapping(head + yaml, "test.yaml");
  const base: Record<string, string | null> = { id: "1", t: "5", user: "u", item: "v" };
  const full = { ...base, ...row };
  return createRowMapper(
    mapping,
    new Map(),
  )((column) => full[column] ?? null).map((line) => JSON.parse(line) as unknown);
}
const one = (field: string, row: Record<string, string | null>): Record<string, Record<string, unknown>> =>
  map(`  ${field}\nevents:\n  - type: like\n`, row)[0] as Record<string, Record<string, unknown>>;

describe("rows to events", () => {
  it("gives several events a row, each under its own conditions", () => {
    const yaml = [
      "events:",
      "  - { type: view, id: '{id}-view' }",
      "  - { type: like, id: '{id}-like', when: { liked: 1 } }",
      "  - { type: share, id: '{id}-share', when: { shared: { above: 0 }, liked: { not: [0] } } }",
      "  - { type: gift, id: '{id}-gift', when: { gift: { present: true } } }",
      "",
    ].join("\n");
    const types = (row: Record<string, string | null>) =>
      map(yaml, row).map((event) => (event as { type: string }).type);
    expect(types({ liked: "0", shared: "3" })).toEqual(["view"]);
    expect(types({ liked: "1.0", shared: "3" })).toEqual(["view", "like", "share"]);
    expect(types({ liked: "1", shared: "0", gift: "rose" })).toEqual(["view", "like", "gift"]);
    expect(types({ liked: null })).toEqual(["view"]);
  });
  it.each([
    ["at: { from: t, unit: s }", { t: "1763640000.25" }, 1763640000250],
    ["at: { from: t, unit: us }", { t: "1763640000005999" }, 1763640000005],
    ['at: "{t}"', { t: "2026-11-22T12:00:00+08:00" }, Date.parse("2026-11-22T04:00:00Z")],
    [
      "at: { from: t, unit: iso, zone: '+08:00' }",
      { t: "2026-11-22 12:00:00" },
      Date.parse("2026-11-22T04:00:00Z"),
    ],
    ["at: { from: t, zone: '+08:00' }", { t: "2026-11-22" }, Date.parse("2026-11-21T16:00:00Z")],
    ["at: { from: t, zone: Z }", { t: "2026-11-22T12:00" }, Date.parse("2026-11-22T12:00:00Z")],
    ["at: { from: t, zone: Z }", { t: "2026-11-22 12:00:00+00" }, Date.parse("2026-11-22T12:00:00Z")],
    ["at: { from: t, unit: ms, minus_days: d }", { t: "172800005", d: "2" }, 5],
    ['at: "{t}"', { t: "2026-11-22 12:00:00" }, "2026-11-22 12:00:00"],
    ["at: { from: t, unit: s }", { t: "soon" }, "soon"],
  ])("%s", (field, row, wanted) => {
    const yaml = head.replace(/ {2}at:.*\n/, `  ${field}\n`);
    const mapping = parseMapping(`${yaml}events:\n  - type: like\n`, "test.yaml");
    const values: Record<string, string> = {
      id: "1",
      user: "u",
      item: "v",
      ...(row as Record<string, string>),
    };
    const [line] = createRowMapper(mapping, new Map())((column) => values[column] ?? null);
    expect((JSON.parse(line!) as { at: unknown }).at).toBe(wanted);
  });
  it.each([
    ["behavior.dwell_ms: { from: x, scale: 1000 }", "1.5", 1500],
    ['behavior.dwell_ms: "{x}"', "8400", 8400],
    ['behavior.dwell_ms: "{x}"', "much", "much"],
    ["behavior.dwell_ms: { from: x, above: 0 }", "0", undefined],
    ["behavior.dwell_ms: { from: x, null: [-1, NA] }", "-1", undefined],
    ["behavior.dwell_ms: { from: x, null: -1, default: 7 }", "-1", 7],
    ["behavior.dwell_ms: { from: x, over: t }", "10", 2],
    ['behavior.dwell_ms: "{x}"', null, undefined],
    ["behavior.dwell_ms: 3", null, 3],
  ])("%s of %s", (field, x, wanted) => expect(one(field, { x }).behavior?.dwell_ms).toBe(wanted));
  it.each([
    ['context.emulator: "{x}"', "1", true],
    ['context.emulator: "{x}"', "No", false],
    ['context.emulator: "{x}"', "maybe", "maybe"],
    ["context.emulator: { from: x, translate: { sim: true, real: false } }", "sim", true],
    ["context.emulator: false", null, false],
  ])("%s of %s", (field, x, wanted) => expect(one(field, { x }).context?.emulator).toBe(wanted));
  it("translates words, fills several columns into one, and keeps own fields", () => {
    expect(
      one("context.source: { from: x, translate: { 1: recommend, 2: null } }", { x: "1" }).context?.source,
    ).toBe("recommend");
    expect(
      one("context.source: { from: x, translate: { 1: recommend, 2: null } }", { x: "2" }).context,
    ).toBeUndefined();
    expect(one("context.device: '{x}/{y}'", { x: "a", y: "b" }).context?.device).toBe("a/b");
    expect(one("context.device: '{x}/{y}'", { x: "a", y: null }).context).toBeUndefined();
    expect(one("extra.tab: '{x}'", { x: "3" }).extra?.tab).toBe("3");
  });
  it("takes nothing from a division by nothing", () => {
    expect(one("behavior.play_ratio: { from: x, over: y }", { x: "0", y: "0" }).behavior).toBeUndefined();
    expect(one("behavior.play_ratio: { from: x, over: y }", { x: "4", y: null }).behavior).toBeUndefined();
  });
  it("names the fields it can never fill, lookups that are not there included", () => {
    const mapping = parseMapping(
      `${head}  target.owner: "{video.author}"\n  context.ip: "{ip}"\nlookups:\n  video: { file: v.csv, key: item }\nevents:\n  - type: like\n`,
      "t",
    );
    expect(mapping.columns).toEqual(expect.arrayContaining(["id", "t", "user", "item", "ip"]));
    expect(mapping.columns.some((name) => name.startsWith("video"))).toBe(false);
    expect(absentFields(mapping, [])).not.toContain("target.owner");
    expect(absentFields(mapping, [])).not.toContain("context.ip_prefix");
    expect(absentFields(mapping, ["video"])).toContain("target.owner");
    expect(absentFields(mapping, [])).toContain("behavior.dwell_ms");
  });
});

describe("a bad mapping", () => {
  it.each([
    ["", "1:1", /mapping: 1/],
    ["mapping: 2\n", "1:10", /version 1/],
    ["mapping: 1\n", "1:1", /`events`/],
    ["mapping: 1\nevnts: []\n", "2:1", /did you mean `events`/],
    ["mapping: 1\nevents: []\n", "2:9", /list/],
    ["mapping: 1\nevents: {\n", "3:1", /not valid yaml/i],
    ["mapping: 1\nmapping: 1\n", "2:1", /not valid yaml/i],
    [`${head}  contxt.ip: "{ip}"\n`, "8:3", /did you mean `context.ip`/],
    [`${head}  context.ip: "{ip"\n`, "8:15", /open brace/],
    [`${head}  context.ip: { form: ip }\n`, "8:17", /did you mean `from`/],
    [`${head}  context.ip: { null: x }\n`, "8:15", /neither/],
    [`${head}  context.ip: { from: x, scale: 2 }\n`, "8:26", /no number/],
    [`${head}  context.asn: abc\n`, "8:16", /braces/],
    [`${head}  context.rooted: 1\n`, "8:19", /true or false/],
    [`${head}  actor.registered_at: { from: x, unit: days }\n`, "8:41", /no such unit/],
    [
      `${head}  actor.registered_at: { from: x, zone: Beijing }\n`,
      "8:41",
      /no such zone `Beijing`[\s\S]*Asia.Shanghai/,
    ],
    [`${head}events:\n  - type: lik\n`, "9:11", /did you mean `like`/],
    [
      `${head}  target.owner: x\nevents:\n  - { type: like, target.kind: vidio }\n`,
      "10:32",
      /did you mean `video`/,
    ],
    ["mapping: 1\nevents:\n  - type: like\n", "3:5", /no `id`/],
    ["mapping: 1\nevents:\n  - { type: payment, id: '{a}', at: 5 }\n", "3:5", /no `payer`/],
    [`${head}events:\n  - { type: like, when: { x: { abov: 1 } } }\n`, "9:32", /did you mean `above`/],
    ["mapping: 1\ninput: { format: cvs }\n", "2:18", /did you mean `csv`/],
    ["mapping: 1\nlookups: { a: { file: x.csv } }\n", "2:15", /`key`/],
  ])("%#: names the place", (text, place, message) => {
    let error: unknown;
    try {
      parseMapping(text, "m.yaml");
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(TouchstoneError);
    const { code, detail } = error as TouchstoneError;
    expect(code).toBe("bad_mapping");
    expect(detail).toMatch(message);
    expect(detail).toContain(`m.yaml:${place}:`);
    expect(detail.split("\n").length === 1 || detail.includes("^")).toBe(true);
  });
});

describe("the shipped mappings on the real files", () => {
  const cases = [
    {
      mapping: "examples/mappings/kuairand.yaml",
      file: "../shared/data/kuairand/log_2022-04-25_2022-04-30.parquet",
      counts: { view: 94_784, like: 1_625, comment: 220, share: 76, follow: 128 },
      ids: 91_805 + 1_620,
    },
    {
      mapping: "examples/mappings/fake-stars.yaml",
      file: "../shared/data/fake-stars/low_activity_fake_stars.csv",
      counts: { favorite: 34_284 },
      ids: null,
    },
  ];
  for (const { mapping, file, counts } of cases) {
    const skip = !existsSync(file);
    if (skip) console.warn(`${mapping}: skipped, \`${file}\` is not there`);
    it.skipIf(skip)(mapping, async () => {
      const source = await openSource(
        { path: file },
        { mapping: parseMapping(readFileSync(mapping, "utf8"), mapping) },
      );
      const decoder = createDecoder();
      const row = createEventRow();
      const seen: Record<string, number> = {};
      let complete = 0;
      for await (const read of source.chunks()) {
        const chunk = linesOf(read);
        expect(chunk.rejections).toEqual([]);
        let start = 0;
        for (let i = 0; i < chunk.lines.length; i++) {
          const end = chunk.bytes.indexOf(10, start);
          expect(decoder.decode(chunk.bytes, start, end, row, Date.now())).toBeNull();
          const word = kindWord(row.kind);
          seen[word] = (seen[word] ?? 0) + 1;
          if (!Number.isNaN(row.num[0]!)) complete++;
          start = end + 1;
        }
        expect(start).toBe(chunk.bytes.length);
      }
      expect(seen).toEqual(counts);
      expect(source.warnings).toEqual([]);
      expect(source.absentFields).toContain("context.device");
      // Registration ages come from the second file: every event has one, or the input has none at all.
      const total = Object.values(seen).reduce((a, b) => a + b);
      expect(complete).toBe(source.absentFields.includes("actor.registered_at") ? 0 : total);
    });
  }
});
